"""Intervals and tests of a share whose answers hang together, in songs or in people."""

import math
from itertools import product

import numpy as np

from yellowsound.study.paired_tests import CONFIDENCE

RESAMPLES = 9999
"""Resamples behind an interval, and random signs behind a p where there are too many for all."""

ALL_SIGNS = 12
"""Of so many songs every pattern of signs is tried."""


def share_of(hits: np.ndarray, totals: np.ndarray) -> float:
    """Return the share of all; NaN without any."""
    return float(hits.sum() / totals.sum()) if totals.sum() > 0 else math.nan


def mean_of_told(values: np.ndarray) -> float:
    """Return the mean of those that are not NaN; NaN without any."""
    told = values[~np.isnan(values)]
    return float(told.mean()) if told.size else math.nan


def cluster_interval(
    hits: np.ndarray, totals: np.ndarray, seed: int, resamples: int = RESAMPLES
) -> tuple[float, float]:
    """Return the bootstrap interval of a share: whole clusters are resampled.

    Percentiles are too narrow for few clusters. They are expanded as far as
    Student's t is wider than the normal distribution.

    Parameters
    ----------
    hits, totals
        How many of how many in each cluster, totals above 0, shape (n_clusters,).
    seed
        Seed of the resampling (PCG64).
    resamples
        Number of resamples.

    Returns
    -------
    tuple of float
        Ends of the interval of `CONFIDENCE`, in [0, 1]; NaN for fewer than two clusters.

    References
    ----------
    Hesterberg, "What teachers should know about the bootstrap", The American
    Statistician 69 (2015), section 5.3, for the expanded percentiles.
    """
    from scipy import stats

    count = hits.size
    if count < 2:
        return math.nan, math.nan
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), resamples)
    shares = (drawn @ hits) / (drawn @ totals)
    wide = math.sqrt(count / (count - 1)) * stats.t.isf((1 - CONFIDENCE) / 2, count - 1)
    beyond = stats.norm.sf(wide)
    low, high = np.quantile(shares, [beyond, 1 - beyond])
    return float(low), float(high)


def crossed_interval(
    hits: np.ndarray, songs: np.ndarray, people: np.ndarray
) -> tuple[float, float]:
    """Return the interval of a share over other songs and other people.

    The variances over songs and over people are added, and that of answers,
    which is in both, taken off once. It is never below that of independent
    answers, two of them added each way (Agresti and Coull 1998): where all
    answers are alike the interval has a width.

    Parameters
    ----------
    hits
        0, 1, or one half, shape (n_answers,).
    songs, people
        Of each answer, shape (n_answers,).

    Returns
    -------
    tuple of float
        Ends of the interval of `CONFIDENCE`, in [0, 1], by Student's t with one
        degree of freedom less than songs or people, whichever are fewer; NaN
        for fewer than two songs. One person alone is not varied.

    References
    ----------
    Cameron, Gelbach and Miller, "Robust inference with multiway clustering",
    Journal of Business & Economic Statistics 29 (2011). Agresti and Coull,
    "Approximate is better than exact", The American Statistician 52 (1998).
    """
    from scipy import stats

    if np.unique(songs).size < 2:
        return math.nan, math.nan
    share, count = hits.mean(), hits.size
    variances, freedom = [], []
    for cluster in (songs, people):
        names, number = np.unique(cluster, return_inverse=True)
        if names.size > 1:
            off = np.bincount(number, hits - share)
            variances.append((off @ off) / count**2 * names.size / (names.size - 1))
            freedom.append(names.size - 1)
    answers = float(((hits - share) ** 2).sum()) / count**2
    drawn_in = (hits.sum() + 2) / (count + 4)
    variance = max(
        sum(variances) - (len(variances) - 1) * answers,
        answers,
        drawn_in * (1 - drawn_in) / (count + 4),
    )
    half = stats.t.isf((1 - CONFIDENCE) / 2, min(freedom)) * math.sqrt(variance)
    return max(float(share - half), 0.0), min(float(share + half), 1.0)


def sign_p(deviations: np.ndarray, seed: int, resamples: int = RESAMPLES) -> float:
    """Return how often random signs lead as far from 0 as the sum of some deviations.

    The test is exact where each deviation may as well have the other sign.

    Parameters
    ----------
    deviations
        One a cluster, finite, shape (n_clusters,).
    seed
        Seed of random signs, drawn for more than `ALL_SIGNS` clusters.
    resamples
        How many are drawn.

    Returns
    -------
    float
        Two-sided p in (0, 1]; 1 where all are 0.
    """
    if not deviations.any():
        return 1.0
    count, found = deviations.size, abs(deviations.sum())
    if count <= ALL_SIGNS:
        sums = np.array(list(product((-1, 1), repeat=count))) @ deviations
        return float(np.mean(np.abs(sums) >= found - 1e-9))
    random = np.random.default_rng(seed)
    sums = random.choice((-1.0, 1.0), (resamples, count)) @ deviations
    return float((1 + np.count_nonzero(np.abs(sums) >= found - 1e-9)) / (1 + resamples))
