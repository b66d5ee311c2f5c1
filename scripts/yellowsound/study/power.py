"""The power of studies: how often they would find what a pilot found.

Studies are simulated by drawing pairs from the pilot's, and the share of them
that reach p < 0.05 is their power. A pilot of few pairs hides how different
pairs can be: normal noise is added to what is drawn (a smoothed bootstrap), so
that power is rather told too small. That the pilot's effect itself is
uncertain stays: it is taken as it was found.
"""

from collections.abc import Callable, Sequence

import numpy as np

from yellowsound.run.seeds import derive_seed
from yellowsound.study.paired_tests import ALPHA
from yellowsound.study.permutations import orders_of, p_of_orders, residuals

STUDIES = 1000
"""Simulated studies of each size."""

PERMUTATIONS = 999
"""Permutations of a simulated study: fewer than of a real one, for the power is much the same."""

SIZES = (4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100)
"""Numbers of songs that are tried."""

ENOUGH = 0.99
"""Once a size has this power, larger ones are not tried."""


def bandwidth(values: np.ndarray) -> float:
    """Return the deviation of the noise that is added to what is drawn from a few values.

    References
    ----------
    Silverman, "Density Estimation for Statistics and Data Analysis", 1986,
    section 3.4, for the width; 6.4 for the smoothed bootstrap.
    """
    return 1.06 * float(values.std(ddof=1)) * values.size**-0.2


def comparison_power(differences: np.ndarray, n: int, seed: int, studies: int = STUDIES) -> float:
    """Return the power of the signed-rank test of a comparison with `n` pairs.

    Parameters
    ----------
    differences
        The pilot's paired differences, finite, shape (n_pilot,), two at least.
    n
        Number of pairs of the study, at least 1.
    seed
        Seed of the simulation (PCG64).
    studies
        Number of simulated studies.

    Returns
    -------
    float
        Share of studies with p < 0.05, two-sided and uncorrected, as of the
        primary comparison.
    """
    random = np.random.default_rng(seed)
    drawn = random.choice(differences, (studies, n))
    drawn = drawn + random.normal(0.0, bandwidth(differences), drawn.shape)
    return float(np.mean(smaller_rank_sums(drawn) <= largest_significant(n)))


def smaller_rank_sums(differences: np.ndarray) -> np.ndarray:
    """Return the statistic of `paired_tests.signed_rank` for many studies at once.

    Parameters
    ----------
    differences
        Shape (studies, n), none 0 and none tied: with noise none is.
    """
    ranks = 1 + np.argsort(np.argsort(np.abs(differences), axis=1), axis=1)
    above = np.where(differences > 0, ranks, 0).sum(axis=1)
    return np.minimum(above, differences.shape[1] * (differences.shape[1] + 1) // 2 - above)


def largest_significant(n: int) -> int:
    """Return the largest statistic of `n` differences with p < 0.05; -1 where there is none."""
    # How many of the patterns of signs have each sum of ranks, rank by rank.
    patterns = np.ones(1)
    for rank in range(1, n + 1):
        with_rank = np.concatenate([np.zeros(rank), patterns])
        patterns = (with_rank + np.pad(patterns, (0, rank))) / 2
    return int(np.count_nonzero(2 * np.cumsum(patterns) < ALPHA)) - 1


def pairing_power(
    own: np.ndarray, others: np.ndarray, n: int, seed: int, studies: int = STUDIES
) -> float:
    """Return the power of the pairing test with `n` songs.

    Pictures are drawn from the pilot's, each with its own z; what it scores
    with the other songs of the study is drawn from its others.

    Parameters
    ----------
    own
        z of the pilot's pictures with their own songs, finite, shape (n_pilot,).
    others
        z of each with the other songs, NaN where undefined, one defined at
        least, shape (n_pilot, m).
    n
        Number of songs of the study, at least 3.
    seed, studies
        As of `comparison_power`.

    Returns
    -------
    float
        Share of studies with p < 0.05.
    """
    random = np.random.default_rng(seed)
    noise, known = bandwidth(own), [row[~np.isnan(row)] for row in others]
    orders, found = orders_of(n, derive_seed(seed, "orders"), PERMUTATIONS), 0
    for _ in range(studies):
        pictures = random.integers(own.size, size=n)
        z = np.stack([random.choice(known[picture], n) for picture in pictures])
        np.fill_diagonal(z, own[pictures] + random.normal(0.0, noise, n))
        found += p_of_orders(residuals(z), orders) < ALPHA
    return found / studies


def power_table(
    power: Callable[[int, int], float],
    told: Sequence[str],
    seed: int,
    sizes: Sequence[int] = SIZES,
) -> dict[int, float]:
    """Return the power of studies of several sizes; once it is 0.99, larger ones are left out.

    Parameters
    ----------
    power
        Gives the power of a number of songs and a seed.
    told
        Names of what is planned; the seed of each size derives from them.
    seed
        The seed.
    sizes
        Numbers of songs, ascending.
    """
    table: dict[int, float] = {}
    for n in sizes:
        table[n] = power(n, derive_seed(seed, "plan", *told, n))
        if table[n] >= ENOUGH:
            break
    return table


def songs_needed(table: dict[int, float], wanted: float) -> int | None:
    """Return the fewest songs from which on the power is as wanted; None where it never is."""
    needed = None
    for n in sorted(table, reverse=True):
        if table[n] < wanted:
            break
        needed = n
    return needed
