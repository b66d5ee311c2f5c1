"""What the page of two compared runs shows: the tables of the comparison, and both runs' videos."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from yellowsound.study.report.contents import ReportData, StatisticsTable, Take
from yellowsound.study.report.data import collect
from yellowsound.study.report.scores import ScoreRow
from yellowsound.study.run_comparison import DIFFERENCE_COLUMNS, KEY_COLUMNS
from yellowsound.study.runs import SCORES, Run


def collect_runs(
    runs: Sequence[Run],
    pairs: Sequence[str],
    keys: pd.DataFrame,
    differences: pd.DataFrame,
    warnings: Sequence[str],
) -> ReportData:
    """Collect what the page shows.

    Parameters
    ----------
    runs
        The two runs.
    pairs
        Pairs that both have: of others nothing is shown.
    keys, differences
        See `run_comparison.differing_keys` and `compare_runs`.
    warnings
        See `run_comparison.warnings_of`.

    Returns
    -------
    ReportData
        Videos are named by schedule and run. A player shows a take of both runs.
    """
    names = [run.name for run in runs]
    data = [_of_pairs(_collected(run), set(pairs)) for run in runs]
    # The videos of a schedule stand side by side, those that one run alone has behind them.
    names_of = [dict.fromkeys(row.schedule for row in each.rows) for each in data]
    order = {
        _label(schedule, run): number
        for number, schedule in enumerate(dict.fromkeys([*names_of[0], *names_of[1]]))
        for run in names
    }
    data = [_named(each, run) for each, run in zip(data, names, strict=True)]
    rows = sorted(
        (row for each in data for row in each.rows),
        key=lambda row: (pairs.index(row.pair), row.take, order[row.schedule]),
    )
    takes = [{take.name: take for take in each.takes} for each in data]
    both = [
        replace(
            take,
            tracks=tuple(
                sorted(
                    (*take.tracks, *takes[1][name].tracks),
                    key=lambda track: order[track.schedule],
                )
            ),
        )
        for name, take in takes[0].items()
        if name in takes[1]
    ]
    told = "".join(f" {text}." for text in warnings)
    return ReportData(
        run=" and ".join(names),
        models={},
        metrics=tuple(name for name in data[0].metrics if name in data[1].metrics),
        rows=tuple(rows),
        takes=tuple(both),
        statistics=(
            StatisticsTable(
                "What the runs differ in",
                f"Keys of the configuration that are not the same in both.{told}",
                keys,
                {**KEY_COLUMNS, **{name: f"value in the run {name}" for name in names}},
            ),
            StatisticsTable(
                "Runs compared",
                f"What {names[1]} scores above {names[0]}, pair by pair, with its interval and p.",
                differences,
                DIFFERENCE_COLUMNS,
            ),
        ),
    )


def _collected(run: Run) -> ReportData:
    """Collect what the files of a run hold."""
    found = run.folder
    return collect(
        run.name,
        found / SCORES,
        signals=sorted(found.glob("synchrony/*/*.tsv")),
        schedules=sorted(found.glob("schedules/*/*.tsv")),
        captions=sorted(found.glob("captions/*.json")),
        keyframes=sorted(path.parent for path in found.glob("keyframes/*/keyframes.json")),
        videos=sorted(found.glob("videos/*/*.mp4")),
    )


def _of_pairs(data: ReportData, pairs: set[str]) -> ReportData:
    """Leave out what is of other pairs."""
    return replace(
        data,
        rows=tuple(row for row in data.rows if row.pair in pairs),
        takes=tuple(take for take in data.takes if take.pair in pairs),
    )


def _label(schedule: str, run: str) -> str:
    """Return how a video is named by its run as well."""
    return f"{schedule} ({run})"


def _named(data: ReportData, run: str) -> ReportData:
    """Name each video by its run as well."""

    def named(row: ScoreRow) -> ScoreRow:
        return replace(row, schedule=_label(row.schedule, run))

    def shown(take: Take) -> Take:
        tracks = tuple(
            replace(track, schedule=_label(track.schedule, run), scores=named(track.scores))
            for track in take.tracks
            if track.scores is not None
        )
        return replace(take, tracks=tracks)

    return replace(
        data,
        rows=tuple(named(row) for row in data.rows),
        takes=tuple(shown(take) for take in data.takes),
    )
