"""Statistics of a study: what each schedule gains over another, and how sure that is.

Schedules are compared pair by pair: both videos show the same song and
artwork, so that what songs differ in cancels out. Several videos of one pair
and schedule (seeds) are averaged first: a pair counts once, however often it
was rendered. What is compared are scores that chance has been taken from
(`endpoints`), and beside each comparison stands its placebo: the same
schedule's pictures, heard with the songs of others. Pairs of one song are averaged, too:
what a song is like is not found out twice by showing it with two artworks.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from yellowsound.run.errors import UserError
from yellowsound.run.seeds import derive_seed
from yellowsound.study.contrasts import (
    BASELINE,
    PRIMARY_ENDPOINT,
    Contrast,
    Primary,
    contrasts_of,
)
from yellowsound.study.endpoints import (
    ENDPOINTS,
    endpoint_columns,
    endpoint_values,
    placebo_values,
)
from yellowsound.study.equivalence import equivalence_p
from yellowsound.study.groups import by_song, check_columns, columns_of, groups
from yellowsound.study.paired_tests import (
    RESAMPLES,
    holm,
    median_interval,
    power_warning,
    signed_rank,
)

DECIMALS = 9
"""Scores are equal if they are so up to this decimal: means of several seeds carry rounding."""

YES = "yes"
"""Marks the primary comparison."""

COMPARISON_COLUMNS: dict[str, str] = {
    "metric": "what is compared: a metric of the table of scores",
    "endpoint": "which value of it: "
    + "; ".join(f"`{name}`, {meaning}" for name, meaning in ENDPOINTS.items()),
    "schedule": "the schedule that is compared with the baseline",
    "baseline": "the schedule that it is compared with",
    "primary": f"`{YES}` for the comparison that was named before the run; empty for the others",
    "n_pairs": "number of pairs with a value for both schedules; a pair's seeds are averaged "
    "first, and pairs of one song, which are not independent, count as one",
    "median_difference": "median over the pairs of schedule minus baseline, in the endpoint's unit",
    "ci_low": "lower end of the 95 % bootstrap interval of median_difference: percentiles of "
    f"{RESAMPLES} resamples of the pairs; undefined for one pair",
    "ci_high": "upper end of the same interval",
    "p": "two-sided p of Wilcoxon's signed-rank test, exact for up to 50 pairs that differ "
    "(13 where differences are tied), else by the normal approximation",
    "p_holm": "p after Holm's correction over its family: all metrics, endpoints and contrasts of "
    "this table but the primary one, which stands uncorrected",
    "n_family": "number of comparisons in that family that have a p; 1 for the primary one",
    "rank_biserial": "matched-pairs rank-biserial correlation, from -1 to 1; positive where the "
    "schedule scores above the baseline",
    "p_equivalence": "p of two one-sided Wilcoxon signed-rank tests (TOST) that the difference "
    f"lies within the margin `equivalence_margin`, for the endpoint {PRIMARY_ENDPOINT}: below "
    "0.05 the schedules are equivalent",
    "placebo_difference": "what the comparison would be if the pictures did not know their songs: "
    "the same median with the schedule's pictures scored against the songs of other pairs",
    "placebo_p": "one-sided p of the same test that this lies above 0: small, the pictures score "
    "above the baseline whatever song they hear, and the comparison tells no synchrony",
    "wilcoxon_w": "statistic of the test of p, the smaller of the two sums of ranks",
    "n_left_out": "number of pairs left out, since one of the two schedules has no value",
    "n_undefined": "number of videos of both schedules whose value is undefined",
    "n_equal": "number of pairs whose two values are equal; the test leaves them out",
    "warning": "what is undefined, and why the comparison cannot decide, or hardly can; empty "
    "where nothing stands in its way",
}
"""Columns of `compare_schedules` and what they hold."""


@dataclass(frozen=True)
class Beside:
    """What a comparison is made with besides the scores.

    Attributes
    ----------
    crossed
        The table of crossings, for the placebo; None without one.
    primary
        The comparison that was named before the run; None where none was.
    margin
        The margin of equivalence in z; None where none is set.
    """

    crossed: pd.DataFrame | None = None
    primary: Primary | None = None
    margin: float | None = None


def paired_differences(
    table: pd.DataFrame, metric: str, schedule: str, baseline: str = BASELINE
) -> pd.Series:
    """Return what each pair gains over the baseline; pairs of one song are averaged.

    Parameters
    ----------
    table
        The table of scores; see `compare_schedules`. Without a column `song`
        each pair has a song of its own.
    metric
        A column of it.
    schedule, baseline
        The two schedules. A pair's videos of one schedule are averaged,
        without those whose value is undefined.

    Returns
    -------
    pd.Series
        Mean of `schedule` minus mean of `baseline`, rounded to `DECIMALS`;
        NaN where either has no value. One value a song that has a video of
        either, by the songs' names in ascending order.
    """
    videos = table[table["schedule"].isin([schedule, baseline])]
    values = videos[metric].astype(float).groupby([videos["pair"], videos["schedule"]])
    means = values.mean().unstack().reindex(columns=[schedule, baseline])
    # Adding 0 turns -0 to 0, which is written without a sign.
    return by_song(means[schedule] - means[baseline], videos).round(DECIMALS) + 0.0


def compare_schedules(
    table: pd.DataFrame,
    metrics: Sequence[str],
    *,
    baseline: str = BASELINE,
    seed: int = 0,
    by_genre: bool = False,
    beside: Beside | None = None,
) -> pd.DataFrame:
    """Compare each schedule with the baseline, paired by pair.

    Parameters
    ----------
    table
        The table of scores, a row a video: columns `pair`, `schedule`,
        `genre`, and of each metric its score, `_null_mean` and `_z`. A value
        that is missing is undefined and is left out; it never counts as 0.
    metrics
        Metrics to compare.
    baseline
        The schedule with which the others are compared.
    seed
        The configured seed; the seed of each interval derives from it.
    by_genre
        Compare within each genre. No comparison is primary then.
    beside
        The table of crossings, the primary comparison and the margin of equivalence.

    Returns
    -------
    pd.DataFrame
        `COMPARISON_COLUMNS`, by genre after `GENRE_COLUMN`. A row for each
        metric, endpoint, genre (in ascending order) and contrast (in the
        table's order of schedules; the primary one last where it is not with
        the baseline); schedules without a video in a genre have none. What
        is undefined is NaN. The order of the table's rows changes no number.

    Raises
    ------
    UserError
        If there is nothing to compare with, or a column is missing.
    """
    beside = beside or Beside()
    columns = [column for metric in metrics for column in endpoint_columns(metric)]
    check_columns(table, columns, by_genre)
    schedules = list(dict.fromkeys(table["schedule"]))
    contrasts = contrasts_of(schedules, baseline, beside.primary)
    if baseline not in schedules and not contrasts:
        raise UserError(
            f"no video has the schedule {baseline}, with which the others are compared: "
            f"add {baseline} to `schedules` in the configuration"
        )
    rows = [
        genre | _compare(videos, metric, endpoint, contrast, seed, beside, tuple(genre.values()))
        for metric in metrics
        for endpoint in ENDPOINTS
        for genre, videos in groups(table, by_genre)
        for contrast in contrasts
        if (videos["schedule"] == contrast.schedule).any()
    ]
    for row in rows:
        row["primary"] = YES if not by_genre and _is_primary(row, beside.primary) else ""
    _correct([row for row in rows if row["primary"]])
    _correct([row for row in rows if not row["primary"]])
    return pd.DataFrame(rows, columns=columns_of(COMPARISON_COLUMNS, by_genre))


def _is_primary(row: dict[str, Any], primary: Primary | None) -> bool:
    told = (row["metric"], row["schedule"], row["baseline"], row["endpoint"])
    return primary is not None and told == (
        *(primary.metric, primary.schedule, primary.baseline),
        PRIMARY_ENDPOINT,
    )


def _correct(family: Sequence[dict[str, Any]]) -> None:
    """Add to the rows of a family what depends on the others."""
    corrected = holm(np.array([row["p"] for row in family]))
    comparisons = int(np.count_nonzero(~np.isnan(corrected)))
    for row, p_holm in zip(family, corrected, strict=True):
        row |= {"p_holm": p_holm, "n_family": comparisons}
        if row["n_pairs"] or not row["warning"]:
            differing = row["n_pairs"] - row["n_equal"]
            few = power_warning(differing, row["n_equal"], comparisons)
            row["warning"] = "; ".join(filter(None, (row["warning"], few)))


def _compare(
    videos: pd.DataFrame,
    metric: str,
    endpoint: str,
    contrast: Contrast,
    seed: int,
    beside: Beside,
    names: tuple[str, ...],
) -> dict[str, Any]:
    """Return a row of `compare_schedules` without what depends on its family."""
    schedule, baseline = contrast.schedule, contrast.baseline
    videos = videos[videos["schedule"].isin([schedule, baseline])]
    videos = videos.assign(value=endpoint_values(videos, metric, endpoint))
    gains = paired_differences(videos, "value", schedule, baseline)
    differences = gains.dropna().to_numpy()
    row = {
        "metric": metric,
        "endpoint": endpoint,
        "schedule": schedule,
        "baseline": baseline,
        "n_pairs": differences.size,
        "n_left_out": gains.size - differences.size,
        "n_undefined": int(videos["value"].isna().sum()),
        "n_equal": int(np.count_nonzero(differences == 0)),
        "p": math.nan,
        "warning": _undefined(videos, contrast),
    }
    if beside.crossed is not None:
        row |= _placebo(videos, beside.crossed, metric, endpoint, contrast)
    if differences.size == 0:
        return row  # the other columns become NaN
    test = signed_rank(differences)
    told = (*names, metric, endpoint, schedule, baseline)
    low, high = median_interval(differences, derive_seed(seed, "statistics", *told))
    if beside.margin is not None and endpoint == PRIMARY_ENDPOINT:
        row["p_equivalence"] = equivalence_p(differences, beside.margin)
    return row | {
        "median_difference": float(np.median(differences)),
        "ci_low": low,
        "ci_high": high,
        "wilcoxon_w": test.w,
        "p": test.p,
        "rank_biserial": test.rank_biserial,
    }


def _placebo(
    videos: pd.DataFrame, crossed: pd.DataFrame, metric: str, endpoint: str, contrast: Contrast
) -> dict[str, float]:
    """Compare the schedule's pictures with other songs' and the baseline with its own."""
    others = placebo_values(crossed, metric, contrast.schedule, endpoint)
    own = videos[videos["schedule"] == contrast.baseline].groupby("pair")["value"].mean()
    differences = by_song(others - own, videos).round(DECIMALS).dropna().to_numpy() + 0.0
    if differences.size == 0:
        return {}
    return {
        "placebo_difference": float(np.median(differences)),
        "placebo_p": signed_rank(differences, "greater").p,
    }


def _undefined(videos: pd.DataFrame, contrast: Contrast) -> str:
    """Say which of the two schedules has videos without a value; empty where neither has."""
    told = []
    for schedule in (contrast.schedule, contrast.baseline):
        values = videos.loc[videos["schedule"] == schedule, "value"]
        undefined = int(values.isna().sum())
        if undefined == len(values) > 0:
            told.append(f"{schedule} is undefined: none of its {undefined} videos has a value")
        elif undefined:
            told.append(f"{schedule} is undefined for {undefined} of {len(values)} videos")
    return "; ".join(told)
