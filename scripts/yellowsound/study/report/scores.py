"""The rows of the table of scores, as the report shows them."""

import math
import statistics
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from yellowsound.run.errors import UserError
from yellowsound.study.paired_tests import ALPHA
from yellowsound.study.table import read_table
from yellowsound.video.flashes import Flashes

NEEDED = ("pair", "schedule", "genre", "fps", "n_frames", "duration_s")

SCORE_COLUMNS = ("", "_p", "_null_mean", "_z")
"""Ends of a metric's columns, in the order of the fields of `Score`."""


@dataclass(frozen=True)
class Score:
    """A value with its p, the mean of its null and its z; each is None where it is undefined."""

    value: float | None
    p: float | None
    null_mean: float | None = None
    z: float | None = None

    @property
    def is_significant(self) -> bool:
        """Whether chance alone hardly explains the value: p < 0.05."""
        return self.p is not None and self.p < ALPHA


@dataclass(frozen=True)
class ScoreRow:
    """One video's row.

    Attributes
    ----------
    take
        The pair, or `{pair}~seed{seed}` for a further seed.
    pair, schedule, genre, fps, n_frames, duration_s
        As in the table; `schedule` is a label for a video from elsewhere.
    design
        What the videos of a study differ by: the seed, and the factors of the schedules.
        None where the table has no such column or value.
    video
        Path of a video from elsewhere, or ''.
    scores
        By metric.
    notes
        Why a value is undefined, or ''.
    flashes
        How often it flashes; None where the table does not tell.
    visible, response
        Share of strong beats at which a change can be seen, and change after strong onsets over
        that elsewhere; None where undefined.
    agreement
        How far two trackers agree on the song's beats; None where unknown.
    shared
        What the schedule and the judge both hear with; '' where nothing.
    """

    take: str
    pair: str
    schedule: str
    genre: str
    fps: float
    n_frames: int
    duration_s: float
    design: dict[str, float | str | None]
    video: str
    scores: dict[str, Score]
    notes: str
    flashes: Flashes | None = None
    visible: float | None = None
    response: float | None = None
    agreement: float | None = None
    shared: str = ""

    @property
    def reasons(self) -> dict[str, str]:
        """What the notes tell, by column: taken apart as `study.table` has joined them."""
        parts = (note.partition(": ") for note in self.notes.split("; ") if note)
        return {column: reason for column, _, reason in parts}


def score_rows(
    path: str | Path, takes: Collection[str], factors: Sequence[str] = ()
) -> list[ScoreRow]:
    """Read the table of scores.

    Parameters
    ----------
    path
        The TSV.
    takes
        Names of the takes that have files: a row of pair `x` and seed 7 is of
        the take `x~seed7` if there is one, else of `x`.
    factors
        Columns of the schedules' factors.

    Raises
    ------
    UserError
        If the table has no row or lacks a column, or two rows are of the same
        take and schedule.
    """
    table = read_table(path, NEEDED)
    if table.empty:
        raise UserError(f"{path}: the table of scores has no row: make it anew by the rule `table`")
    metrics = [column.removesuffix("_p") for column in table if column.endswith("_p")]
    metrics = [metric for metric in metrics if metric in table]
    rows = [_row(cells, metrics, takes, factors) for cells in table.to_dict("records")]
    seen: set[tuple[str, str]] = set()
    for row in rows:
        if (row.take, row.schedule) in seen:
            raise UserError(
                f"{path}: two rows are of {row.take}, {row.schedule}: "
                "give each video a schedule (or label) of its own"
            )
        seen.add((row.take, row.schedule))
    return rows


def metrics_of(rows: Sequence[ScoreRow]) -> tuple[str, ...]:
    """Return the metrics of the table, in its order."""
    return tuple(rows[0].scores)


@dataclass(frozen=True)
class Glance:
    """One metric of the videos of one schedule.

    Attributes
    ----------
    median
        Median of the defined values; None without any.
    significant, tested
        How many of how many videos with a p have one below `ALPHA`.
    """

    median: float | None
    significant: int
    tested: int

    @property
    def stands_out(self) -> bool:
        """Whether more than half of the videos with a p have one below `ALPHA`."""
        return 2 * self.significant > self.tested


def glance(rows: Sequence[ScoreRow], metrics: Sequence[str]) -> dict[str, dict[str, Glance]]:
    """Sum up the scores: by schedule, in the rows' order, then by metric."""
    found: dict[str, dict[str, Glance]] = {}
    for schedule in dict.fromkeys(row.schedule for row in rows):
        found[schedule] = {}
        for metric in metrics:
            scores = [row.scores[metric] for row in rows if row.schedule == schedule]
            values = [score.value for score in scores if score.value is not None]
            found[schedule][metric] = Glance(
                median=statistics.median(values) if values else None,
                significant=sum(score.is_significant for score in scores),
                tested=sum(score.p is not None for score in scores),
            )
    return found


def _row(
    cells: dict, metrics: Sequence[str], takes: Collection[str], factors: Sequence[str]
) -> ScoreRow:
    """Turn the cells of one line into a row."""
    pair, seed = str(cells["pair"]), _number(cells.get("seed"))
    seeded = f"{pair}~seed{seed:.0f}" if seed is not None else pair
    return ScoreRow(
        take=seeded if seeded in takes else pair,
        pair=pair,
        schedule=str(cells["schedule"]),
        genre=_text(cells["genre"]),
        fps=float(cells["fps"]),
        n_frames=int(cells["n_frames"]),
        duration_s=float(cells["duration_s"]),
        design={
            "seed": None if seed is None else int(seed),
            **{name: _value(cells.get(name)) for name in factors},
        },
        video=_text(cells.get("video")),
        scores={
            metric: Score(*(_number(cells.get(f"{metric}{of}")) for of in SCORE_COLUMNS))
            for metric in metrics
        },
        notes=_text(cells.get("notes")),
        flashes=_flashes(cells),
        visible=_number(cells.get("visible")),
        response=_number(cells.get("response")),
        agreement=_number(cells.get("tracker_agreement")),
        shared=_text(cells.get("shared")),
    )


def _flashes(cells: dict) -> Flashes | None:
    """Return how often a video flashes, if its row tells."""
    light, red, at_s = (
        _number(cells.get(name)) for name in ("flashes_per_s", "red_flashes_per_s", "flashes_at_s")
    )
    return None if light is None or red is None else Flashes(int(light), int(red), at_s or 0.0)


def _number(cell: object) -> float | None:
    """Return a cell's number; None where it is empty or missing."""
    return None if cell is None or math.isnan(float(cell)) else float(cell)


def _value(cell: object) -> float | str | None:
    """Return a cell's number or text; None where it is empty or missing."""
    if cell is None or isinstance(cell, str):
        return cell
    return _number(cell)


def _text(cell: object) -> str:
    """Return a cell's text; '' where it is empty or missing."""
    return "" if cell is None or (isinstance(cell, float) and math.isnan(cell)) else str(cell)
