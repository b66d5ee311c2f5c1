"""Statistics of a study: what each schedule gains over the baseline, and how sure that is.

Every schedule is compared with the baseline pair by pair: both videos show
the same song and artwork, so that what songs differ in cancels out. Several
videos of one pair and schedule (seeds) are averaged first: a pair counts once,
however often it was rendered.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from yellowsound.run.errors import UserError
from yellowsound.run.seeds import derive_seed
from yellowsound.study.paired_tests import (
    ALPHA,
    RESAMPLES,
    holm,
    median_interval,
    power_warning,
    share_interval,
    signed_rank,
)

BASELINE = "linear"
"""The schedule that is deaf to the song, with which the others are compared."""

DECIMALS = 9
"""Scores are equal if they are so up to this decimal: means of several seeds carry rounding."""

COMPARISON_COLUMNS: dict[str, str] = {
    "metric": "what is compared: a column of the table of scores",
    "schedule": "the schedule that is compared with the baseline",
    "baseline": "the baseline",
    "n_pairs": "number of pairs with a value for both schedules; a pair's seeds are averaged first",
    "median_difference": "median over the pairs of schedule minus baseline, in the metric's unit",
    "ci_low": "lower end of the 95 % bootstrap interval of median_difference: percentiles of "
    f"{RESAMPLES} resamples of the pairs; undefined for one pair",
    "ci_high": "upper end of the same interval",
    "p": "two-sided p of Wilcoxon's signed-rank test, exact for up to 50 pairs that differ "
    "(13 where differences are tied), else by the normal approximation",
    "p_holm": "p after Holm's correction over its family: all comparisons of this table in the "
    "same metric. Metrics are not corrected for each other: name the main one beforehand",
    "rank_biserial": "matched-pairs rank-biserial correlation, from -1 to 1; positive where the "
    "schedule scores above the baseline",
    "wilcoxon_w": "statistic of that test, the smaller of the two sums of ranks",
    "n_left_out": "number of pairs left out, since one of the two schedules has no value",
    "n_undefined": "number of videos of both schedules whose value is undefined",
    "n_equal": "number of pairs whose two values are equal; the test leaves them out",
    "warning": "why the comparison cannot decide, or hardly can; empty where it can",
}
"""Columns of `compare_schedules` and what they hold."""

SHARE_COLUMNS: dict[str, str] = {
    "metric": "the metric whose p is counted",
    "schedule": "the schedule of the videos",
    "n_videos": "number of videos with a p",
    "n_pairs": "number of pairs that these videos are of",
    "n_undefined": "number of videos left out, since their p is undefined",
    "n_significant": f"number of videos whose p against their own null is below {ALPHA}",
    "share": f"n_significant / n_videos; chance alone gives about {ALPHA}",
    "ci_low": "lower end of Wilson's 95 % interval of the share",
    "ci_high": "upper end of the same interval",
    "warning": "why the share or its interval is not to be trusted; empty where they are",
}
"""Columns of `share_significant` and what they hold."""

GENRE_COLUMN: dict[str, str] = {"genre": "the genre whose pairs alone are looked at"}
"""The column that stands first in either table by genre."""


def paired_differences(
    table: pd.DataFrame, metric: str, schedule: str, baseline: str = BASELINE
) -> pd.Series:
    """Return what each pair gains over the baseline.

    Parameters
    ----------
    table
        The table of scores; see `compare_schedules`.
    metric
        A column of it.
    schedule, baseline
        The two schedules. A pair's videos of one schedule are averaged,
        without those whose value is undefined.

    Returns
    -------
    pd.Series
        Mean of `schedule` minus mean of `baseline`, rounded to `DECIMALS`;
        NaN where either has no value. One value a pair that has a video of
        either, by the pairs' names in ascending order.
    """
    videos = table[table["schedule"].isin([schedule, baseline])]
    values = videos[metric].astype(float).groupby([videos["pair"], videos["schedule"]])
    means = values.mean().unstack().reindex(columns=[schedule, baseline])
    # Adding 0 turns -0 to 0, which is written without a sign.
    return (means[schedule] - means[baseline]).round(DECIMALS) + 0.0


def compare_schedules(
    table: pd.DataFrame,
    metrics: Sequence[str],
    *,
    baseline: str = BASELINE,
    seed: int = 0,
    by_genre: bool = False,
) -> pd.DataFrame:
    """Compare each schedule with the baseline, paired by pair.

    Parameters
    ----------
    table
        The table of scores, a row a video: columns `pair`, `schedule`,
        `genre` and the metrics. None or NaN is an undefined value and is left
        out; a 0 with a reason in `notes` (a still picture) is a score and counts.
    metrics
        Columns of it to compare.
    baseline
        The schedule with which the others are compared.
    seed
        The configured seed; the seed of each interval derives from it.
    by_genre
        Compare within each genre. The family of Holm's correction is then
        all genres and schedules of one metric.

    Returns
    -------
    pd.DataFrame
        `COMPARISON_COLUMNS`, by genre after `GENRE_COLUMN`. A row for each
        metric, genre (in ascending order) and schedule (in the table's
        order); schedules without a video in a genre have none. What is
        undefined is NaN. The order of the table's rows changes no number.

    Raises
    ------
    UserError
        If no video has the baseline's schedule, or a column is missing.
    """
    _check_columns(table, metrics, by_genre)
    schedules = list(dict.fromkeys(table["schedule"]))
    if baseline not in schedules:
        raise UserError(
            f"no video has the schedule {baseline}, with which the others are compared: "
            f"add {baseline} to `schedules` in the configuration"
        )
    rows = []
    for metric in metrics:
        family = []
        for genre, videos in _groups(table, by_genre):
            for schedule in schedules:
                if schedule != baseline and (videos["schedule"] == schedule).any():
                    names = (*genre.values(), metric, schedule, baseline)
                    seed_of_row = derive_seed(seed, "statistics", *names)
                    row = _compare(videos, metric, schedule, baseline, seed_of_row)
                    family.append(genre | row)
        corrected = holm(np.array([row["p"] for row in family]))
        comparisons = int(np.count_nonzero(~np.isnan(corrected)))
        for row, p_holm in zip(family, corrected, strict=True):
            n_differing = row["n_pairs"] - row["n_equal"]
            row["p_holm"] = p_holm
            row["warning"] = power_warning(n_differing, row["n_equal"], comparisons)
        rows += family
    return pd.DataFrame(rows, columns=_columns(COMPARISON_COLUMNS, by_genre))


def share_significant(
    table: pd.DataFrame, metrics: Sequence[str], *, by_genre: bool = False
) -> pd.DataFrame:
    """Count for how many videos of each schedule chance alone does not explain the score.

    Parameters
    ----------
    table
        The table of scores; see `compare_schedules`. Here every video counts.
    metrics
        Metrics with a column `<metric>_p`.
    by_genre
        Count within each genre.

    Returns
    -------
    pd.DataFrame
        `SHARE_COLUMNS`, by genre after `GENRE_COLUMN`. Rows as in
        `compare_schedules`, the baseline among them.

    Raises
    ------
    UserError
        If a column is missing.
    """
    _check_columns(table, [f"{metric}_p" for metric in metrics], by_genre)
    schedules = list(dict.fromkeys(table["schedule"]))
    rows = [
        genre | _share(videos[videos["schedule"] == schedule], metric, schedule)
        for metric in metrics
        for genre, videos in _groups(table, by_genre)
        for schedule in schedules
        if (videos["schedule"] == schedule).any()
    ]
    return pd.DataFrame(rows, columns=_columns(SHARE_COLUMNS, by_genre))


def _columns(columns: dict[str, str], by_genre: bool) -> list[str]:
    """Return the names of a table's columns."""
    return [*(GENRE_COLUMN if by_genre else []), *columns]


def _check_columns(table: pd.DataFrame, columns: Sequence[str], by_genre: bool) -> None:
    """Refuse a table without some of the columns that are asked for."""
    needed = ["pair", "schedule", *(GENRE_COLUMN if by_genre else []), *columns]
    missing = [column for column in needed if column not in table]
    if missing:
        raise UserError(
            f"the table of scores has no column {', '.join(missing)}: "
            "score the videos with these metrics (`metrics` in the configuration)"
        )


def _groups(table: pd.DataFrame, by_genre: bool) -> Iterator[tuple[dict[str, str], pd.DataFrame]]:
    """Yield each genre's videos, or all videos at once, with the columns that tell which."""
    if not by_genre:
        yield {}, table
        return
    for genre, videos in table.groupby("genre", sort=True, dropna=False):
        yield {"genre": genre}, videos


def _compare(
    videos: pd.DataFrame, metric: str, schedule: str, baseline: str, seed: int
) -> dict[str, Any]:
    """Return a row of `compare_schedules` without what depends on its family."""
    gains = paired_differences(videos, metric, schedule, baseline)
    differences = gains.dropna().to_numpy()
    compared = videos.loc[videos["schedule"].isin([schedule, baseline]), metric]
    row = {
        "metric": metric,
        "schedule": schedule,
        "baseline": baseline,
        "n_pairs": differences.size,
        "n_left_out": gains.size - differences.size,
        "n_undefined": int(compared.isna().sum()),
        "n_equal": int(np.count_nonzero(differences == 0)),
        "p": math.nan,
    }
    if differences.size == 0:
        return row  # the other columns become NaN
    test = signed_rank(differences)
    low, high = median_interval(differences, seed)
    return row | {
        "median_difference": float(np.median(differences)),
        "ci_low": low,
        "ci_high": high,
        "wilcoxon_w": test.w,
        "p": test.p,
        "rank_biserial": test.rank_biserial,
    }


def _share(videos: pd.DataFrame, metric: str, schedule: str) -> dict[str, Any]:
    """Return a row of `share_significant`."""
    p = videos[f"{metric}_p"].astype(float)
    tested = videos[p.notna()]
    n_videos, n_pairs = len(tested), tested["pair"].nunique()
    count = int((p < ALPHA).sum())
    low, high = share_interval(count, n_videos)
    warning = ""
    if n_videos == 0:
        warning = "no video has a p"
    elif n_videos > n_pairs:
        warning = "the interval is too narrow: several videos of one pair are not independent"
    return {
        "metric": metric,
        "schedule": schedule,
        "n_videos": n_videos,
        "n_pairs": n_pairs,
        "n_undefined": int(p.isna().sum()),
        "n_significant": count,
        "share": count / n_videos if n_videos else math.nan,
        "ci_low": low,
        "ci_high": high,
        "warning": warning,
    }
