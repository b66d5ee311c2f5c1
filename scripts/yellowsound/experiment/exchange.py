"""A test against metrics that know no video but read its condition, or nothing at all.

Of few conditions a metric may rank two as people do by luck: a number a
condition, drawn blindly, errs or hits alike in every song, and songs are then
no independent witnesses. Conditions are a sample as songs are, and both have
to be varied (Clark 1973, of words and people). So the metric's values, a row a
song and a column a condition, are held against those with whole columns and
whole rows exchanged: to a metric that draws a number for each condition, for
each song and for each video, whatever their spread, all of these are equally
likely, and the test is exact. It is the randomisation of condition labels of
Nili et al. (2014), with songs exchanged, too: what a metric tells of songs
beyond their conditions counts, where conditions are few.

References
----------
Clark, "The language-as-fixed-effect fallacy", Journal of Verbal Learning and
Verbal Behavior 12 (1973). Nili et al., "A toolbox for representational
similarity analysis", PLOS Computational Biology 10 (2014).
"""

import math

import numpy as np

RESAMPLES = 1999
"""Exchanges that are drawn."""

BATCH_VALUES = 2_000_000
"""How many values are held at once: 16 MB."""

EQUAL = 1e-9
"""Scores are written with six decimals: closer ones are equal."""


def smallest_exchange_p(conditions: int) -> float:
    """Return the smallest p of a metric that reads nothing but the condition.

    Of all orders of the conditions its own and the contrary one lead as far.
    """
    return min(1.0, 2 / math.factorial(conditions))


def exchange_p(
    won: np.ndarray, scores: np.ndarray, songs: np.ndarray, seed: int, resamples: int = RESAMPLES
) -> float:
    """Return how often a metric's values, exchanged, lead as far from one half.

    Parameters
    ----------
    won
        How often each condition was chosen over each other one, shape
        (n_takes, n_conditions, n_conditions), the chosen before the other.
    scores
        The metric's values, shape (n_takes, n_conditions); NaN where undefined.
    songs
        The song of each take, shape (n_takes,). Takes of a song stay together,
        and songs change places with those of as many takes.
    seed
        Seed of the exchanges (PCG64).
    resamples
        How many are drawn.

    Returns
    -------
    float
        Two-sided p in (0, 1]; 1 where the share is one half.
    """
    random = np.random.default_rng(seed)
    conditions = scores.shape[1]
    gain = scores[:, :, None] - scores[:, None, :]
    told = ~np.isnan(gain)
    order = np.where(told & (np.abs(gain) >= EQUAL), np.sign(np.nan_to_num(gain)), 0.0)
    found = abs(_lead(won, order[None], told[None])[0])
    if found < EQUAL:
        return 1.0
    as_far = 0
    batch = max(1, BATCH_VALUES // won.size)
    for first in range(0, resamples, batch):
        count = min(batch, resamples - first)
        columns = random.permuted(np.tile(np.arange(conditions), (count, 1)), axis=1)
        rows = _exchanged_songs(songs, count, random)
        # One index for each resample, take, condition and other condition.
        at = rows[:, :, None, None], columns[:, None, :, None], columns[:, None, None, :]
        as_far += np.count_nonzero(np.abs(_lead(won, order[at], told[at])) >= found - EQUAL)
    return float((1 + as_far) / (1 + resamples))


def _lead(won: np.ndarray, order: np.ndarray, told: np.ndarray) -> np.ndarray:
    """Return by how much a share lies above one half, twice; 0 without choices."""
    count = np.einsum("tab,rtab->r", won, told.astype(float))
    return np.einsum("tab,rtab->r", won, order) / np.maximum(count, 1.0)


def _exchanged_songs(songs: np.ndarray, count: int, random: np.random.Generator) -> np.ndarray:
    """Return places of takes, songs exchanged, shape (count, n_takes)."""
    _, song, takes = np.unique(songs, return_inverse=True, return_counts=True)
    places = np.empty((count, songs.size), int)
    for size in np.unique(takes):
        alike = np.flatnonzero(takes == size)
        held = np.array([np.flatnonzero(song == number) for number in alike])
        drawn = random.permuted(np.tile(np.arange(alike.size), (count, 1)), axis=1)
        places[:, held.ravel()] = held[drawn].reshape(count, -1)
    return places
