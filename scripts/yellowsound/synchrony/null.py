"""What chance would score: the picture shifted against the song, around a circle."""

from dataclasses import dataclass

import numpy as np

MARGIN_S = 1.0
"""A shift is at least this far from none, either way, in seconds."""

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
        (score - null_mean) / standard deviation of the null; 0 where the
        null has no spread.
    p
        (1 + number of null scores >= score) / (1 + number of null scores), in (0, 1].
    has_spread
        Whether the null's scores differ from each other.
    """

    null_mean: float
    z: float
    p: float
    has_spread: bool


def draw_offsets(duration_s: float, draws: int, seed: int) -> np.ndarray:
    """Draw the shifts of the null.

    Parameters
    ----------
    duration_s
        Length of the video in seconds.
    draws
        How many, at least 1.
    seed
        Seed of the generator (PCG64).

    Returns
    -------
    np.ndarray
        Offsets in seconds, even in [`MARGIN_S`, duration_s - `MARGIN_S`],
        shape (draws,).

    Raises
    ------
    ValueError
        If the video is not longer than twice the margin, or `draws` is below 1.
    """
    if duration_s <= 2 * MARGIN_S:
        raise ValueError(f"{duration_s} s leave no room to shift by {MARGIN_S} s either way")
    if draws < 1:
        raise ValueError(f"draws must be at least 1, not {draws}")
    generator = np.random.default_rng(seed)
    return generator.uniform(MARGIN_S, duration_s - MARGIN_S, size=draws)


def shift_times(times_s: np.ndarray, offset_s: float, duration_s: float) -> np.ndarray:
    """Shift times later by `offset_s`, around a circle of `duration_s`; ascending again."""
    return np.sort((times_s + offset_s) % duration_s)


def calibrate(score: float, null_scores: np.ndarray) -> Calibration:
    """Compare a score with those of its null.

    Ties count against the score: where a score takes few values (a share of
    few beats), its p is too large rather than too small.

    Parameters
    ----------
    score
        The score of the video as it is.
    null_scores
        Scores of the shifted video, shape (draws,), at least one.

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
    has_spread = deviation > TIE
    as_good = int(np.count_nonzero(null_scores >= score - TIE))
    return Calibration(
        null_mean=mean,
        z=(score - mean) / deviation if has_spread else 0.0,
        p=(1 + as_good) / (1 + null_scores.size),
        has_spread=has_spread,
    )
