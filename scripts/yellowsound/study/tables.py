"""The tables that a study's figures, statistics and numbers are made from."""

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from yellowsound.run.errors import UserError
from yellowsound.run.files import write_tsv
from yellowsound.study.statistics import (
    BASELINE,
    COMPARISON_COLUMNS,
    GENRE_COLUMN,
    SHARE_COLUMNS,
    compare_schedules,
    share_significant,
)

logger = logging.getLogger(__name__)

METRIC_TITLES: dict[str, str] = {
    "avs": "AVS",
    "avs_exact": "AVS, exact DTW",
    "flux_onset_r": "flux-onset r",
    "felt": "felt synchrony",
    "beat_f": "beat F",
    "beat_information_gain": "beat information gain",
    "beat_alignment": "beat alignment",
    "beats_covered": "beats covered",
    "beats_hit": "beats hit",
    "av_align": "AV-Align",
}
"""What a metric is called where people read it."""

METRIC_UNITS: dict[str, str] = {
    "flux_onset_r": "-1 to 1",
    "felt": "-1 to 1",
    "beats_covered": "visual onsets per beat",
}
"""Unit or range of a metric, where it is not a score from 0 to 1."""

SMALLEST_Z = 1e-3
"""Below it a z, which is written with six decimals, does not tell the null's spread."""


def read_scores(path: str | Path) -> pd.DataFrame:
    """Read the table of scores.

    Empty fields are undefined (NaN); a genre or a label is never taken for
    one, whatever its letters. `notes` is text, empty where there is none.

    Raises
    ------
    UserError
        If it has no video.
    """
    table = pd.read_csv(path, sep="\t", keep_default_na=False, na_values=[""])
    if table.empty:
        raise UserError(f"{path} holds no video: score one first")
    names = ["pair", "schedule", "genre"]
    table[names] = table[names].astype(str)
    table["notes"] = table["notes"].fillna("").astype(str) if "notes" in table else ""
    return table


def metrics_of(table: pd.DataFrame) -> list[str]:
    """Return the metrics of a table of scores, in its order: those that have a z and a p."""
    return [name for name in table if f"{name}_z" in table and f"{name}_p" in table]


def metric_title(metric: str) -> str:
    """Return what a metric is called; an unknown one by its column."""
    return METRIC_TITLES.get(metric, metric)


def metric_label(metric: str) -> str:
    """Return the label of an axis that shows a metric, with its unit or range."""
    return f"{metric_title(metric)} ({METRIC_UNITS.get(metric, '0 to 1')})"


def null_deviation(table: pd.DataFrame, metric: str) -> pd.Series:
    """Return the standard deviation of each video's null, by (score - null mean) / z.

    Returns
    -------
    pd.Series
        In the metric's unit, above 0; NaN where the table does not tell it,
        that is where z is undefined or below `SMALLEST_Z`.
    """
    z = table[f"{metric}_z"].astype(float)
    difference = table[metric].astype(float) - table[f"{metric}_null_mean"].astype(float)
    return (difference / z.where(z.abs() >= SMALLEST_Z)).abs()


def is_noted(table: pd.DataFrame, column: str) -> pd.Series:
    """Return for each video whether `notes` tells why a column is 0 or undefined.

    For a metric: the video gives it nothing to measure. For its `_z`: its
    null has no spread.
    """
    keys = table["notes"].str.split("; ").map(lambda notes: {note.split(": ")[0] for note in notes})
    return keys.map(lambda noted: column in noted).astype(bool)


def study_statistics(
    table: pd.DataFrame, metrics: Sequence[str], seed: int
) -> dict[str, pd.DataFrame]:
    """Compute the statistics of a study.

    Parameters
    ----------
    table
        The table of scores.
    metrics
        Its metrics.
    seed
        The configured seed.

    Returns
    -------
    dict
        `comparisons` and `shares`, and the same by genre. Without a video of
        the baseline there is nothing to compare with: the comparisons are
        empty, which is logged.
    """
    compared = (table["schedule"] == BASELINE).any()
    if not compared:
        logger.warning("%s", nothing_compared(table))
    tables = {}
    for suffix, by_genre in (("", False), ("_by_genre", True)):
        tables[f"comparisons{suffix}"] = (
            compare_schedules(table, metrics, seed=seed, by_genre=by_genre)
            if compared
            else pd.DataFrame(columns=list(column_texts(f"comparisons{suffix}")))
        )
        tables[f"shares{suffix}"] = share_significant(table, metrics, by_genre=by_genre)
    return tables


def nothing_compared(table: pd.DataFrame) -> str:
    """Say why a study without comparisons has none."""
    if (table["schedule"] == BASELINE).any():
        return f"No video has a schedule other than {BASELINE}: there is nothing to compare."
    return (
        f"No video has the schedule {BASELINE}, with which the others would be compared: "
        f"add {BASELINE} to `schedules` in the configuration."
    )


def read_statistics(path: str | Path) -> pd.DataFrame:
    """Read a table that `write_statistics` wrote: names and warnings as text, the rest numbers."""
    table = pd.read_csv(path, sep="\t", keep_default_na=False, na_values=[""])
    for name in {"metric", "schedule", "baseline", "genre", "warning"} & set(table):
        table[name] = table[name].fillna("").astype(str)
    return table


def column_texts(name: str) -> dict[str, str]:
    """Return what the columns of a table of `study_statistics` hold, by its name."""
    columns = COMPARISON_COLUMNS if name.startswith("comparisons") else SHARE_COLUMNS
    return {**(GENRE_COLUMN if name.endswith("_by_genre") else {}), **columns}


def column_descriptions() -> pd.DataFrame:
    """Return what the columns of the statistics hold: a row for each, with its tables."""
    rows = [
        *(("*_by_genre", name, meaning) for name, meaning in GENRE_COLUMN.items()),
        *(("comparisons*", name, meaning) for name, meaning in COMPARISON_COLUMNS.items()),
        *(("shares*", name, meaning) for name, meaning in SHARE_COLUMNS.items()),
    ]
    return pd.DataFrame(rows, columns=["tables", "column", "meaning"])


def write_statistics(table: pd.DataFrame, path: str | Path) -> None:
    """Write a table as tab-separated text, floats with six significant digits.

    With a fixed number of decimals the small p of a large study would all be 0.
    """
    write_tsv(path, table, float_format="%.6g")


def spread(values: pd.Series) -> pd.Series:
    """Return how far to the side each of several points is drawn so that they do not hide.

    Parameters
    ----------
    values
        Heights of the points, shape (n,).

    Returns
    -------
    pd.Series
        In [-0.5, 0.5], by the same index; 0 for a single point. Points of
        neighbouring heights stand far apart: their ranks are spread by the
        sequence of van der Corput, so that equal tables are drawn equally.
    """
    if len(values) < 2:
        return pd.Series(0.0, index=values.index)
    ranks = values.rank(method="first", na_option="bottom").astype(int)
    places = np.array([van_der_corput(rank) for rank in range(1, len(values) + 1)])
    places = (places - places.min()) / (places.max() - places.min()) - 0.5
    return ranks.map(lambda rank: places[rank - 1])


def van_der_corput(number: int) -> float:
    """Return a number's binary digits mirrored at the point: 1, 2, 3 give 1/2, 1/4, 3/4."""
    share, weight = 0.0, 0.5
    while number:
        share += weight * (number % 2)
        number //= 2
        weight /= 2
    return share
