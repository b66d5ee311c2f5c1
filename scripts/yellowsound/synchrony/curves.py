"""Curves on one clock: what changes in the picture and what begins in the sound, per second.

Frames of any rate are brought to the same even grid of times, so that a film
whose frames are repeated scores as the film itself.
"""

import numpy as np

from yellowsound.hearing.novelty import Novelty

CLOCK_HZ = 120
"""Rate of the grid, a multiple of the usual frame rates; bin j stands at j / `CLOCK_HZ`."""

SMOOTHING_S = 0.04
"""Standard deviation of the Gaussian by which both curves are smoothed, in seconds.

At 12 pictures a second, the slowest usual rate, a steady movement is then a
steady curve: the ripple is exp(-2 (pi 12 x 0.04)^2), one hundredth.
"""

SLOW_S = 4.0
"""A movement of this period and slower is no synchrony, in seconds: fades, levels of sections."""


THINNED = 5
"""The trend is sought in every so many values, which the smoothing has made alike."""


def n_bins(duration_s: float) -> int:
    """Return how many values a curve of this length has, at least 1."""
    return max(round(duration_s * CLOCK_HZ), 1)


def seen_per_s(flux: np.ndarray, fps: float) -> np.ndarray:
    """Return how much a picture changes, per second.

    Parameters
    ----------
    flux
        Change from the frame before, shape (n_frames,), at least 0; frame 0
        has none and is left out. A repeated frame has 0.
    fps
        Frames per second.

    Returns
    -------
    np.ndarray
        Change per second on the clock, in the flux's unit, shape (n_bins,),
        at least 0: each change stands at its picture's time, spread over
        `SMOOTHING_S`.
    """
    times = np.arange(1, flux.size) / fps * CLOCK_HZ
    bins = np.floor(times + 1e-9).astype(int)
    later = np.clip(times - bins, 0.0, 1.0)
    curve = np.zeros(n_bins(flux.size / fps) + 1)
    last = curve.size - 1
    np.add.at(curve, np.minimum(bins, last), flux[1:] * (1 - later))
    np.add.at(curve, np.minimum(bins + 1, last), flux[1:] * later)
    return smoothed(curve[:-1] * CLOCK_HZ)


def heard(novelty: Novelty, duration_s: float) -> np.ndarray:
    """Return the loudest novelty around each time of the clock, shape (n_bins,), at least 0."""
    return novelty.loudest(np.arange(n_bins(duration_s)) / CLOCK_HZ, 1 / CLOCK_HZ)


def smoothed(curve: np.ndarray) -> np.ndarray:
    """Smooth a curve on the clock by a Gaussian of `SMOOTHING_S`; before and after it is 0."""
    from scipy.ndimage import gaussian_filter1d

    return gaussian_filter1d(curve, SMOOTHING_S * CLOCK_HZ, mode="constant", truncate=5.0)


def without_trend(curve: np.ndarray) -> np.ndarray:
    """Take from a curve on the clock what is slower than `SLOW_S`.

    Two unrelated fade-ins, or two pieces whose sections differ in level, go
    up and down together without any synchrony. A level multiplies what
    happens within it: of the logarithm it can be subtracted. The median over
    half of the period follows a step as it follows a ramp, where a mean would
    leave the edges of the step, which sections of ten seconds have in common.

    Parameters
    ----------
    curve
        At least 0, shape (n_bins,).

    Returns
    -------
    np.ndarray
        log(1 + curve / its mean), without its running median, shape (n_bins,);
        zeros for a curve of zeros.
    """
    from scipy.ndimage import median_filter

    level = float(curve.mean())
    if level <= 0:
        return np.zeros_like(curve)
    logarithm = np.log1p(curve / level)
    # The curve is smooth: its median is sought in every fifth value, 24 a second.
    coarse = logarithm[::THINNED]
    width = 2 * round(SLOW_S / 4 * CLOCK_HZ / THINNED) + 1
    trend = median_filter(coarse, size=width, mode="nearest")
    return logarithm - np.repeat(trend, THINNED)[: curve.size]
