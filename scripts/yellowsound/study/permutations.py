"""The pairing test on arrays: whether each picture fits its own song better than others.

Pure functions on a matrix of scores, a row a picture and a column a song, own
pairs on the diagonal; `pairing` applies them to a study.
"""

from itertools import permutations
from math import factorial

import numpy as np

EXACT_UP_TO = 7
"""Up to so many pictures all permutations are enumerated: 5040."""

DRAWS = 10_000
"""Random permutations of more pictures."""

TIE = 1e-9
"""Statistics closer than this are equal: sums in another order differ by rounding."""

ROUNDS = 200
"""Rounds after which `residuals` ends; without gaps the first one is exact."""


def residuals(scores: np.ndarray) -> np.ndarray:
    """Return what is left of scores without what a picture scores with any song, and a song.

    Parameters
    ----------
    scores
        Shape (n_pictures, n_songs), NaN where undefined.

    Returns
    -------
    np.ndarray
        Scores minus an effect of the row and one of the column, fitted to the
        defined cells by least squares; 0, which is no evidence either way,
        where undefined.
    """
    left, defined = np.nan_to_num(scores), ~np.isnan(scores)
    counts = [np.maximum(defined.sum(axis=axis, keepdims=True), 1) for axis in (0, 1)]
    for _ in range(ROUNDS):
        before = left
        for axis in (1, 0):
            means = left.sum(axis=axis, keepdims=True) / counts[axis]
            left = np.where(defined, left - means, 0.0)
        if np.abs(left - before).max(initial=0.0) < TIE / 1000:
            break
    return left


def permuted_p(scores: np.ndarray, seed: int) -> float:
    """Test the own pairs by permuting which song belongs to which picture.

    The statistic is how far the own pairs stand above the others, in units of
    how much own pairs differ: Student's t of their `residuals`. Their mean
    alone would not do. Where a picture keeps the tempo of its own song at a
    random phase, it fits at every beat or at none, so that own pairs differ
    more than others do; the mean then raises a false alarm in 7 to 9 % of
    studies at 0.05, t in 4 to 5 % (benchmarks/evidence.py). A gap pulls it to neither side.

    Parameters
    ----------
    scores
        Shape (n, n), NaN where undefined.
    seed
        Seed of the permutations (PCG64), where they are drawn.

    Returns
    -------
    float
        One-sided p: the share of permutations whose statistic is as large.
        Of up to `EXACT_UP_TO` pictures all are enumerated, the own one among
        them, so that p is at least 1 / n!; of more, (1 + number as large) /
        (1 + `DRAWS`).

    References
    ----------
    Phipson and Smyth, "Permutation p-values should never be zero",
    Statistical Applications in Genetics and Molecular Biology 9 (2010). Chung
    and Romano, "Exact and asymptotically robust permutation tests", Annals of
    Statistics 41 (2013), for statistics in units of their own spread.
    """
    return p_of_orders(residuals(scores), orders_of(len(scores), seed))


def orders_of(n: int, seed: int, draws: int = DRAWS) -> np.ndarray:
    """Return all orders of up to `EXACT_UP_TO` things, of more the own one and random ones.

    Returns
    -------
    np.ndarray
        Shape (n!, n) or (1 + draws, n); the own order 0, 1, 2 ... comes first.
    """
    if n <= EXACT_UP_TO:
        return np.array(list(permutations(range(n))), dtype=int).reshape(factorial(n), n)
    own = np.arange(n)
    random = np.random.default_rng(seed)
    return np.vstack([own, random.permuted(np.tile(own, (draws, 1)), axis=1)])


def p_of_orders(values: np.ndarray, orders: np.ndarray) -> float:
    """Return in which share of orders the own cells stand out at least as in the first.

    Parameters
    ----------
    values
        Without gaps, shape (n, n).
    orders
        Which column is each row's own, shape (n_orders, n); the true order comes first.
    """
    own = values[np.arange(len(values)), orders]
    statistics = studentised(own.sum(axis=1), np.square(own).sum(axis=1))
    return float(np.mean(statistics >= statistics[0] - TIE))


def studentised(sums: np.ndarray, squares: np.ndarray) -> np.ndarray:
    """Return what orders as Student's t does, but is never infinite: sum / root of the squares."""
    return sums / np.sqrt(np.maximum(squares, np.finfo(float).tiny))


def picturewise_p(scores: np.ndarray, heard: np.ndarray, seed: int) -> float:
    """Test the own pairs where each picture was heard with some of the songs alone.

    Of each picture it is drawn by lot which of the songs that it heard counts
    as its own; the statistic is that of `permuted_p`. By lot a song may be
    the own one of several pictures, which the truth never is: the effects of
    songs, in which those would differ, are taken away before.

    Parameters
    ----------
    scores
        Shape (n, n), NaN where undefined.
    heard
        Which cells were to be scored, undefined ones too; the diagonal among them.
    seed
        Seed of the lots (PCG64).

    Returns
    -------
    float
        One-sided p, (1 + number as large) / (1 + `DRAWS`).
    """
    left, random = residuals(scores), np.random.default_rng(seed)
    sums, squares = np.zeros(1 + DRAWS), np.zeros(1 + DRAWS)
    for own, row, among in zip(np.diag(left), left, heard, strict=True):
        drawn = np.concatenate([[own], random.choice(row[among], DRAWS)])
        sums += drawn
        squares += np.square(drawn)
    statistics = studentised(sums, squares)
    return float(np.mean(statistics >= statistics[0] - TIE))


def auc(own: np.ndarray, others: np.ndarray) -> float:
    """Return the chance that a picture's own song beats another song; ties count half.

    Parameters
    ----------
    own
        What each picture scores with its own song, shape (n,).
    others
        What it scores with the other songs, shape (n, m). NaN anywhere is undefined.

    Returns
    -------
    float
        Mean over the pictures that have both, in [0, 1]; NaN without any.
    """
    defined = ~np.isnan(others) & ~np.isnan(own)[:, None]
    above, tied = _compared(own, others)
    beaten = np.where(defined, above + 0.5 * tied, 0.0).sum(axis=1)
    counted = defined.sum(axis=1)
    chances = beaten[counted > 0] / counted[counted > 0]
    return float(chances.mean()) if chances.size else float("nan")


def top1(own: np.ndarray, others: np.ndarray) -> float:
    """Return the share of pictures whose own song ranks first of all; ties share the place.

    Parameters and what is returned are as of `auc`; chance gives 1 / (1 + m).
    """
    defined = ~np.isnan(others) & ~np.isnan(own)[:, None]
    above, tied = _compared(own, others)
    is_first = (above | tied | ~defined).all(axis=1)
    shares = is_first / (1 + (tied & defined).sum(axis=1))
    shares = shares[defined.any(axis=1)]
    return float(shares.mean()) if shares.size else float("nan")


def _compared(own: np.ndarray, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where the own song scores higher, and where equally."""
    gains = own[:, None] - others
    return gains > TIE, np.abs(gains) <= TIE
