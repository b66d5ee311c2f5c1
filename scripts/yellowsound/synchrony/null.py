"""What chance would score: the picture shifted against the song, where both still overlap."""

import math
from dataclasses import dataclass

import numpy as np

MARGIN_S = 1.0
"""A shift is at least this far from none, either way, in seconds."""

SHIFT_S = 1 / 12
"""From shift to shift, in seconds: a frame of the slowest usual film. Finer shifts, of faster
ones, would repeat what their neighbours say."""

LEAST_SHIFTS = 19
"""Of fewer shifts no p is below 0.05, and the spread of so few, which overlap, is none."""

SHORTEST_S = 2 * (MARGIN_S + (math.ceil(LEAST_SHIFTS / 2) - 1) * SHIFT_S)
"""From this length on a video has so many, in seconds: half of them either way, in half of it."""

TIE = 1e-9
"""Scores closer than this are equal: a shift by a whole period repeats a score up to rounding."""


@dataclass(frozen=True)
class Calibration:
    """A score against its null.

    Attributes
    ----------
    null_mean
        Mean of the null's scores.
    z
        (score - null_mean) / standard deviation of the null; None where the
        null has no spread.
    p
        (1 + number of null scores >= score) / (1 + number of null scores), in (0, 1].
    """

    null_mean: float
    z: float | None
    p: float


def shifts_s(duration_s: float) -> np.ndarray:
    """Return every shift of the null.

    A draw at random could not say more than all shifts that differ, and would
    print a p finer than the data. `SHIFT_S` apart, shifts are the same for a
    film and for the film with its frames repeated.

    Parameters
    ----------
    duration_s
        Length of the video in seconds.

    Returns
    -------
    np.ndarray
        How much later the picture is shown, in seconds, ascending: multiples
        of `SHIFT_S` at least `MARGIN_S` from none, either way, that leave at
        least half of the video to overlap; empty where there are fewer than
        `LEAST_SHIFTS`.
    """
    most = int(duration_s / 2 / SHIFT_S + TIE)
    steps = np.arange(-most, most + 1)
    shifts = steps[np.abs(steps) * SHIFT_S >= MARGIN_S - TIE] * SHIFT_S
    return shifts if shifts.size >= LEAST_SHIFTS else np.zeros(0)


def overlap_s(shift_s: float, duration_s: float) -> tuple[float, float]:
    """Return from when to when, on the song's clock, a shifted picture and the song overlap."""
    return max(shift_s, 0.0), duration_s + min(shift_s, 0.0)


def within(times_s: np.ndarray, begin_s: float, end_s: float) -> np.ndarray:
    """Return the times, ascending, from `begin_s` up to `end_s`, counted from `begin_s`."""
    first, last = np.searchsorted(times_s, (begin_s - TIE, end_s - TIE))
    return np.maximum(times_s[first:last] - begin_s, 0.0)


def calibrate(score: float, null_scores: np.ndarray) -> Calibration:
    """Compare a score with those of its null.

    Ties count against the score: where a score takes few values (a share of
    few beats), its p is too large rather than too small.

    Parameters
    ----------
    score
        The score of the video as it is.
    null_scores
        Scores of the shifted video, shape (n_shifts,), at least one.

    Returns
    -------
    Calibration
        Mean, z and p.

    References
    ----------
    Phipson and Smyth, "Permutation p-values should never be zero",
    Statistical Applications in Genetics and Molecular Biology 9 (2010).
    """
    mean, deviation = float(null_scores.mean()), float(null_scores.std())
    as_good = int(np.count_nonzero(null_scores >= score - TIE))
    return Calibration(
        null_mean=mean,
        z=(score - mean) / deviation if deviation > TIE else None,
        p=(1 + as_good) / (1 + null_scores.size),
    )
