"""The tables that a study's figures, statistics and numbers are made from."""

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from yellowsound.run.errors import UserError
from yellowsound.run.files import write_tsv
from yellowsound.study.contrasts import BASELINE, Primary, contrasts_of
from yellowsound.study.groups import GENRE_COLUMN
from yellowsound.study.pairing import PAIRING_COLUMNS, pairing_table
from yellowsound.study.shares import SHARE_COLUMNS, share_significant
from yellowsound.study.statistics import COMPARISON_COLUMNS, Beside, compare_schedules
from yellowsound.study.table import read_table
from yellowsound.study.trust_columns import DOSE_COLUMNS, SPECIFICATION_COLUMNS

logger = logging.getLogger(__name__)

METRIC_TITLES: dict[str, str] = {
    "avs": "AVS",
    "avs_exact": "AVS, exact DTW",
    "flux_onset_r": "flux-onset r",
    "felt": "felt synchrony",
    "beat_f": "beat F",
    "beat_information_gain": "beat information gain",
    "beat_alignment_seen": "beat alignment, over onsets",
    "beat_alignment_heard": "beat alignment, over beats",
    "beats_covered": "beats covered",
    "beats_hit": "beats hit",
    "av_align_flux": "AV-Align by flux",
}
"""What a metric is called where people read it."""

METRIC_UNITS: dict[str, str] = {
    "flux_onset_r": "-1 to 1",
    "felt": "-1 to 1",
    "beats_covered": "visual onsets per beat",
}
"""Unit or range of a metric, where it is not a score from 0 to 1."""

TABLE_COLUMNS: dict[str, dict[str, str]] = {
    "pairing": PAIRING_COLUMNS,
    "comparisons": COMPARISON_COLUMNS,
    "shares": SHARE_COLUMNS,
    "specifications": SPECIFICATION_COLUMNS,
    "dose_response": DOSE_COLUMNS,
}
"""What the columns of each table of statistics hold, by the table's name."""

TEXTS = {"metric", "endpoint", "schedule", "baseline", "primary", "genre", "shared", "warning"}
TEXTS |= {"detector", "tracker", "flux", "chosen", "contrast"}
"""Columns of the statistics that hold text, whatever it looks like."""

SMALLEST_Z = 1e-3
"""Below it a z, which is written with six decimals, does not tell the null's spread."""


def read_scores(path: str | Path) -> pd.DataFrame:
    """Read the table of scores.

    Empty fields are undefined (NaN); a genre or a label is never taken for
    one, whatever its letters. `notes` is text, empty where there is none.

    Raises
    ------
    UserError
        If it has no video, or no column that tells of which one a score is.
    """
    table = read_table(path)
    if table.empty:
        raise UserError(f"{path} holds no video: score one first")
    table["notes"] = table["notes"].fillna("") if "notes" in table else ""
    return table


def read_crossed(path: str | Path) -> pd.DataFrame:
    """Read the table of crossings: names as text, the rest numbers, NaN where undefined."""
    names = ("metric", "schedule", "pair", "picture", "song", "heard")
    return pd.read_csv(
        path,
        sep="\t",
        keep_default_na=False,
        na_values={name: [""] for name in ("score", "null_mean", "z")},
        dtype=dict.fromkeys(names, str),
    )


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


def study_statistics(
    table: pd.DataFrame,
    metrics: Sequence[str],
    seed: int,
    *,
    crossed: pd.DataFrame | None = None,
    primary: Primary | None = None,
    margin: float | None = None,
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
    crossed
        The table of crossings; see `pairing.pairing_table` and
        `endpoints.placebo_values`. Without one no pairing is tested and no
        placebo told.
    primary
        The comparison that was named before the run, if one was.
    margin
        The margin of equivalence in z, if one is set.

    Returns
    -------
    dict
        `pairing`, `comparisons` and `shares`, and the latter two by genre.
        Without a video of the baseline there is nothing to compare with, but
        for the primary contrast: the comparisons are empty, which is logged.
    """
    schedules = list(dict.fromkeys(table["schedule"]))
    compared = BASELINE in schedules or bool(contrasts_of(schedules, primary=primary))
    if not compared:
        # Who makes a single video has nothing to be warned of.
        level = logging.WARNING if len(table) > 1 else logging.INFO
        logger.log(level, "%s", nothing_compared(table))
    tables = {"pairing": _pairing(table, crossed, seed)}
    beside = Beside(crossed, primary, margin)
    for suffix, by_genre in (("", False), ("_by_genre", True)):
        tables[f"comparisons{suffix}"] = (
            compare_schedules(table, metrics, seed=seed, by_genre=by_genre, beside=beside)
            if compared
            else pd.DataFrame(columns=list(column_texts(f"comparisons{suffix}")))
        )
        tables[f"shares{suffix}"] = share_significant(table, metrics, by_genre=by_genre)
    return tables


def _pairing(table: pd.DataFrame, crossed: pd.DataFrame | None, seed: int) -> pd.DataFrame:
    """Test the pairing, with what each schedule's scores say of shared ears."""
    if crossed is None:
        return pd.DataFrame(columns=list(PAIRING_COLUMNS))
    shared = {}
    if "shared" in table:
        told = table["shared"].astype(object).fillna("")
        shared = told.groupby(table["schedule"]).first().to_dict()
    return pairing_table(crossed, seed, shared)


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
    texts = dict.fromkeys(TEXTS, str)
    table = pd.read_csv(path, sep="\t", keep_default_na=False, na_values=[""], dtype=texts)
    names = [name for name in table if name in TEXTS]
    table[names] = table[names].fillna("")
    return table


def column_texts(name: str) -> dict[str, str]:
    """Return what the columns of a table of `study_statistics` hold, by its name."""
    columns = TABLE_COLUMNS[name.removesuffix("_by_genre")]
    return {**(GENRE_COLUMN if name.endswith("_by_genre") else {}), **columns}


def column_descriptions() -> pd.DataFrame:
    """Return what the columns of the statistics hold: a row for each, with its tables."""
    rows = [
        *(("*_by_genre", name, meaning) for name, meaning in GENRE_COLUMN.items()),
        *(("pairing", name, meaning) for name, meaning in PAIRING_COLUMNS.items()),
        *(("comparisons*", name, meaning) for name, meaning in COMPARISON_COLUMNS.items()),
        *(("shares*", name, meaning) for name, meaning in SHARE_COLUMNS.items()),
        *(("specifications", name, meaning) for name, meaning in SPECIFICATION_COLUMNS.items()),
        *(("dose_response", name, meaning) for name, meaning in DOSE_COLUMNS.items()),
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
