"""Two runs compared: which keys differ, and what one scores above the other, pair by pair."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from yellowsound.run.errors import UserError
from yellowsound.run.files import sha256_of
from yellowsound.study.groups import GENRE_COLUMN
from yellowsound.study.runs import Run
from yellowsound.study.statistics import COMPARISON_COLUMNS, compare_schedules
from yellowsound.study.tables import metrics_of

NAMES = ("run", "compare")
"""Keys that make no difference to what a run is."""

EXCERPT = {"song_sha256": "song", "start_s": "start", "duration_s": "length"}
"""Columns of the checked pairs that tell an excerpt, and what they are called."""

PICTURES = ("artwork_sha256", "weights", "style_sha256", "corpus_sha256", "prompts")
"""Columns of the checked pairs by which two runs may differ and still be compared."""

HEARD_BY = ("judging", "hpss_margin", "mel_bands", "hpss_context_s", "metrics")
"""Keys that scores rest on, though the videos be the same."""

NOT_THERE = "not there"

KEPT, CONFIGURATION = "config", "config.yaml"
"""The folder in which a run keeps its configuration, and its tables beside it under their keys'
names; see `inputs.kept`."""

LEFT_OUT = ("primary", "placebo_difference", "placebo_p", "p_equivalence")
"""Columns of a study's comparisons that a comparison of runs has not."""

DIFFERENCE_COLUMNS: dict[str, str] = {
    "metric": COMPARISON_COLUMNS["metric"],
    "endpoint": COMPARISON_COLUMNS["endpoint"],
    "schedule": "the schedule, which both runs have",
    "run": "the run whose scores are compared",
    "baseline": "the run that they are compared with",
    **{
        name: meaning.replace("both schedules", "both runs")
        .replace("schedule minus baseline", "run minus baseline")
        .replace("the schedule scores", "the run scores")
        .replace("one of the two schedules", "one of the two runs")
        for name, meaning in COMPARISON_COLUMNS.items()
        if name not in (*LEFT_OUT, "metric", "endpoint", "schedule", "baseline")
    },
}
"""Columns of `compare_runs` and what they hold."""

KEY_COLUMNS: dict[str, str] = {
    "key": "key of the configuration with a dot before each key below it, or a pair's files",
}


def differing_keys(one: Run, other: Run, pairs: Sequence[str] = ()) -> pd.DataFrame:
    """Return the keys of the configuration by which two runs differ, and of pairs their pictures.

    Tables are compared by what each run has kept of them, wherever they lay.

    Returns
    -------
    pd.DataFrame
        Columns `key` and the names of both runs; values as JSON, `NOT_THERE`
        where a run has no such key.
    """
    first, second = (dict(_flat(run.configuration)) | _tables_of(run) for run in (one, other))
    rows = [
        (key, first.get(key, NOT_THERE), second.get(key, NOT_THERE))
        for key in dict.fromkeys([*first, *second])
        if first.get(key) != second.get(key) and key.split(".")[0] not in NAMES
    ]
    for pair in pairs:
        for column in PICTURES:
            told = [run.pairs.loc[pair].get(column, "") for run in (one, other)]
            if told[0] != told[1]:
                rows.append((f"{pair}: {column}", *told))
    return pd.DataFrame(rows, columns=["key", one.name, other.name])


def _tables_of(run: Run) -> dict[str, str]:
    """Return by their keys what tables a run has kept: the beginnings of their SHA-256."""
    kept = sorted(
        file for file in (run.folder / KEPT).glob("[!.]*.*") if file.name != CONFIGURATION
    )
    return {file.stem: f"{file.name} ({sha256_of(file)[:12]})" for file in kept}


def _flat(values: Mapping[str, Any], before: str = "") -> list[tuple[str, str]]:
    """Return every value as JSON by its key, that of one below another with a dot between."""
    found = []
    for key, value in values.items():
        if isinstance(value, Mapping):
            found += _flat(value, f"{before}{key}.")
        else:
            found.append((f"{before}{key}", json.dumps(value, ensure_ascii=False)))
    return found


def common_pairs(one: Run, other: Run) -> list[str]:
    """Return the pairs that both runs have scored, in the order of the first.

    Raises
    ------
    UserError
        If there is none, if the runs have no schedule or no metric in common,
        or if a pair is of another excerpt in the other run.
    """
    for what, found in (
        ("pair", [set(run.scores["pair"]) & set(run.pairs.index) for run in (one, other)]),
        ("schedule", [set(run.scores["schedule"]) for run in (one, other)]),
        ("metric", [set(metrics_of(run.scores)) for run in (one, other)]),
    ):
        if not found[0] & found[1]:
            raise UserError(
                f"the runs {one.name} and {other.name} have no {what} in common: name two runs "
                f"that share a {what}"
            )
    both = [set(run.scores["pair"]) & set(run.pairs.index) for run in (one, other)]
    pairs = [pair for pair in dict.fromkeys(one.scores["pair"]) if pair in both[0] & both[1]]
    for pair in pairs:
        cells = one.pairs.loc[pair], other.pairs.loc[pair]
        apart = [name for column, name in EXCERPT.items() if cells[0][column] != cells[1][column]]
        if apart:
            raise UserError(
                f"pair {pair} is not the same excerpt in the runs {one.name} and {other.name} "
                f"({', '.join(apart)} differ): compare runs of the same excerpts, or give the "
                "pair another name in one of them"
            )
    return pairs


def warnings_of(one: Run, other: Run) -> list[str]:
    """Say what else than the videos may make the scores of two runs differ."""
    told = []
    if one.scored_by != other.scored_by:
        told.append(
            f"The runs were not scored by the same code: {one.name} by {one.scored_by}, "
            f"{other.name} by {other.scored_by}"
        )
    first, second = (dict(_flat(run.configuration)) for run in (one, other))
    keys = [key for key in dict.fromkeys([*first, *second]) if key.split(".")[0] in HEARD_BY]
    if apart := [key for key in keys if first.get(key) != second.get(key)]:
        told.append(f"Their scores rest on different settings: {', '.join(apart)}")
    return told


def compare_runs(one: Run, other: Run, pairs: Sequence[str], seed: int = 0) -> pd.DataFrame:
    """Compare the scores of a run with those of another, schedule by schedule, pair by pair.

    Parameters
    ----------
    one
        The run that is compared with.
    other
        The run that is compared.
    pairs
        Pairs that both have; see `common_pairs`.
    seed
        Seed of the intervals.

    Returns
    -------
    pd.DataFrame
        `DIFFERENCE_COLUMNS`: what `statistics.compare_schedules` returns, with the
        runs in place of the schedules: `other` minus `one`, for each schedule
        that both have. Holm's family is the whole table.
    """
    metrics = [name for name in metrics_of(one.scores) if name in metrics_of(other.scores)]
    schedules = set(one.scores["schedule"]) & set(other.scores["schedule"])
    tables = []
    for run in (one, other):
        chosen = run.scores["pair"].isin(pairs) & run.scores["schedule"].isin(schedules)
        table = run.scores[chosen]
        # The schedule stands where a study has the genre: within it the runs are compared.
        tables.append(table.assign(genre=table["schedule"], schedule=run.name))
    found = compare_schedules(
        pd.concat(tables, ignore_index=True), metrics, baseline=one.name, seed=seed, by_genre=True
    )
    found = found.rename(columns={"schedule": "run"}).rename(
        columns={next(iter(GENRE_COLUMN)): "schedule"}
    )
    return found[list(DIFFERENCE_COLUMNS)]


def both_scores(one: Run, other: Run, pairs: Sequence[str]) -> pd.DataFrame:
    """Return the scores of the pairs that both runs have, a row a video, the run named first."""
    tables = [run.scores.assign(run=run.name) for run in (one, other)]
    table = pd.concat([table[table["pair"].isin(pairs)] for table in tables], ignore_index=True)
    place = {pair: number for number, pair in enumerate(pairs)}
    table = table.sort_values(
        ["pair", "schedule"], key=lambda c: c.map(place) if c.name == "pair" else c, kind="stable"
    )
    return table[["run", *(name for name in table if name != "run")]]
