"""Tests on paired differences: is there a difference, how large is it, and can so few tell.

Pure functions on arrays; `statistics` applies them to a study.
"""

import math
from dataclasses import dataclass

import numpy as np

ALPHA = 0.05
"""A p below this counts as significant."""

CONFIDENCE = 0.95
"""Confidence of every interval."""

RESAMPLES = 9999
"""Bootstrap samples behind each interval."""

BATCH_VALUES = 2_000_000
"""How many values the bootstrap draws at once: 16 MB."""


@dataclass(frozen=True)
class SignedRank:
    """Result of a Wilcoxon signed-rank test.

    Attributes
    ----------
    w
        The smaller of the sums of ranks of positive and of negative differences.
    p
        Of what was asked, by default two-sided.
    rank_biserial
        (positive - negative) / (positive + negative sum of ranks), in [-1, 1].
    n_differing
        Number of differences other than 0.
    """

    w: float
    p: float
    rank_biserial: float
    n_differing: int


def signed_rank(differences: np.ndarray, alternative: str = "two-sided") -> SignedRank:
    """Test whether paired differences are symmetric about 0.

    Zeros are left out, as Wilcoxon did. Without any difference left p is 1
    and the effect 0. The p is exact for up to 50 differences without ties and
    for up to 13 with ties, else from the normal approximation.

    Parameters
    ----------
    differences
        One a pair, finite, shape (n_pairs,).
    alternative
        `two-sided`, or `greater` to ask whether they lie above 0.

    Returns
    -------
    SignedRank
        Statistic, p and effect size.

    References
    ----------
    Wilcoxon, "Individual comparisons by ranking methods", Biometrics Bulletin
    1 (1945), by scipy. Kerby, "The simple difference formula", Comprehensive
    Psychology 3 (2014), for the effect size.
    """
    from scipy import stats

    # Left out here, zeros do not keep scipy from an exact p.
    differing = differences[differences != 0]
    if differing.size == 0:
        return SignedRank(w=0.0, p=1.0, rank_biserial=0.0, n_differing=0)
    test = stats.wilcoxon(differing, alternative=alternative)
    ranks = stats.rankdata(np.abs(differing))
    positive = ranks[differing > 0].sum()
    return SignedRank(
        w=float(min(positive, ranks.sum() - positive)),
        p=float(test.pvalue),
        rank_biserial=float(ranks @ np.sign(differing) / ranks.sum()),
        n_differing=differing.size,
    )


def median_interval(
    differences: np.ndarray, seed: int, resamples: int = RESAMPLES
) -> tuple[float, float]:
    """Return the bootstrap interval of the median of paired differences.

    Pairs are resampled. The interval is that of percentiles: the corrections
    of BCa rest on the jackknife, which fails for a median.

    Parameters
    ----------
    differences
        One a pair, finite, shape (n_pairs,).
    seed
        Seed of the resampling (PCG64).
    resamples
        Number of bootstrap samples.

    Returns
    -------
    tuple of float
        Ends of the interval of `CONFIDENCE`; NaN for fewer than two pairs.

    References
    ----------
    Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter
    13; chapter 11 for the jackknife of a median. By scipy.
    """
    from scipy import stats

    if differences.size < 2:
        return math.nan, math.nan
    interval = stats.bootstrap(
        (differences,),
        np.median,
        n_resamples=resamples,
        batch=max(1, BATCH_VALUES // differences.size),
        confidence_level=CONFIDENCE,
        method="percentile",
        rng=np.random.default_rng(seed),
    ).confidence_interval
    return float(interval.low), float(interval.high)


def share_interval(count: int, total: int) -> tuple[float, float]:
    """Return Wilson's interval of a share.

    Parameters
    ----------
    count, total
        How many of how many independent trials, 0 <= count <= total.

    Returns
    -------
    tuple of float
        Ends of the interval of `CONFIDENCE`, in [0, 1]; NaN for no trials.

    References
    ----------
    Wilson, "Probable inference, the law of succession, and statistical
    inference", Journal of the American Statistical Association 22 (1927), by scipy.
    """
    from scipy import stats

    if total == 0:
        return math.nan, math.nan
    interval = stats.binomtest(count, total).proportion_ci(CONFIDENCE, method="wilson")
    return float(interval.low), float(interval.high)


def holm(p: np.ndarray) -> np.ndarray:
    """Correct the p of a family of comparisons by Holm's step-down method.

    Parameters
    ----------
    p
        Shape (n,), in [0, 1]. A NaN (a comparison that could not be made)
        stays NaN and does not count.

    Returns
    -------
    np.ndarray
        Corrected p, in the order of `p`, shape (n,), in [0, 1].

    References
    ----------
    Holm, "A simple sequentially rejective multiple test procedure",
    Scandinavian Journal of Statistics 6 (1979).
    """
    p = np.asarray(p, dtype=float)
    order = np.argsort(p)[: np.count_nonzero(~np.isnan(p))]  # NaN is sorted last
    steps = p[order] * np.arange(order.size, 0, -1)
    corrected = np.full(p.size, math.nan)
    corrected[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return corrected


def smallest_p(n_differing: int) -> float:
    """Return the smallest two-sided p of `signed_rank`: all signs equal, 2 / 2**n; 1 for none."""
    return min(1.0, 2.0 ** (1 - n_differing))


def pairs_needed(comparisons: int) -> int:
    """Return how many differing pairs let a p reach `ALPHA` when Holm multiplies it by all."""
    return 1 + math.ceil(math.log2(comparisons / ALPHA))


def power_warning(n_differing: int, n_equal: int, comparisons: int) -> str:
    """Say why a comparison cannot decide, or can hardly; empty where nothing stands in its way.

    Parameters
    ----------
    n_differing, n_equal
        Number of pairs with and without a difference.
    comparisons
        Number of comparisons in the family of Holm's correction, this one included.
    """
    if n_differing + n_equal == 0:
        return "no pair has a value for both schedules"
    least, few = smallest_p(n_differing), _count(n_differing, n_equal)
    if least >= ALPHA:
        return (
            f"too few pairs to decide: {few}, so that p is at least {least:.3g}; "
            f"{pairs_needed(1)} are needed"
        )
    if comparisons * least >= ALPHA:
        return (
            f"hardly enough pairs to decide: {few}, so that Holm's correction over {comparisons} "
            f"comparisons may raise the smallest p to {min(1.0, comparisons * least):.3g}; "
            f"{pairs_needed(comparisons)} are needed"
        )
    return ""


def _count(n_differing: int, n_equal: int) -> str:
    """Put the number of pairs in words."""
    words = f"{n_differing} {'differs' if n_differing == 1 else 'differ'}"
    return f"{words} and {n_equal} {'does' if n_equal == 1 else 'do'} not" if n_equal else words
