"""Novelty: how much of a sound begins at each moment, and where it peaks, its onsets."""

from dataclasses import dataclass

import numpy as np

SAMPLE_RATE_HZ = 22050
"""Sample rate of everything that is heard."""

SILENT_DBFS = -70.0
"""A sound whose root mean square is below it is silent: the absolute gate of ITU-R BS.1770."""

APART_S = 0.05
"""Onsets are at least this far apart, in seconds: two closer attacks are heard as one."""

AROUND_S = 0.10
"""How far to either side a peak is compared with what is around it, in seconds."""

PROMINENT = 0.07
"""How far an onset stands above the mean around it, as a share of the strongest novelty."""

STRONG_QUANTILE = 0.995
"""What counts as the strongest novelty: this quantile, so that a crash hides no other attack ..."""

STRONG_SHARE = 0.2
"""... but at least this share of the largest: where attacks are few, the quantile is the floor
between them. In songs it is 0.47 to 0.86 of the largest."""


@dataclass(frozen=True)
class Novelty:
    """A novelty curve on an even grid of times.

    Attributes
    ----------
    values
        At least 0, shape (n_values,); 0 where nothing begins.
    hop_s
        From value to value, in seconds.
    start_s
        Time of the first value, in seconds from the sound's start.
    """

    values: np.ndarray
    hop_s: float
    start_s: float = 0.0

    @property
    def times_s(self) -> np.ndarray:
        """Times of the values in seconds, shape (n_values,)."""
        return self.start_s + np.arange(self.values.size) * self.hop_s

    def loudest(self, times_s: np.ndarray, width_s: float) -> np.ndarray:
        """Return the largest value within `width_s` around each of some times.

        Sampled at the times alone, a slow video would miss attacks between its
        frames: at 12 fps a third of them fall below half of their height.

        Parameters
        ----------
        times_s
            In seconds, ascending, shape (n_times,).
        width_s
            From half of it before a time to half of it after, in seconds: for
            video frames 1 / fps, so that each value falls into one frame.

        Returns
        -------
        np.ndarray
            Shape (n_times,), at least 0; the nearest value where none lies in
            the width.
        """
        last = self.values.size - 1
        # The small excess keeps what falls onto an edge in the frame that begins there.
        first, end = (
            np.ceil((times_s + side - self.start_s) / self.hop_s - 1e-9).astype(int)
            for side in (-width_s / 2, width_s / 2)
        )
        bounds = np.stack((first, end), axis=1).clip(0, last + 1)
        # A value of 0 behind the last makes that end an index, too.
        padded = np.append(np.asarray(self.values, dtype=float), 0.0)
        found = np.maximum.reduceat(padded, bounds.ravel())[::2]
        nearest = np.rint((times_s - self.start_s) / self.hop_s).astype(int).clip(0, last)
        return np.where(bounds[:, 0] < bounds[:, 1], found, self.values[nearest])


def is_silent(audio: np.ndarray) -> bool:
    """Tell whether a sound, full scale 1, is below `SILENT_DBFS`; an empty one is."""
    if audio.size == 0:
        return True
    return root_mean_square(audio) <= 10 ** (SILENT_DBFS / 20)


def root_mean_square(values: np.ndarray) -> float:
    """Return the root mean square of some values, at least one."""
    return float(np.sqrt(np.mean(np.square(values, dtype=np.float64))))


def pick_onsets(novelty: Novelty) -> np.ndarray:
    """Find the onsets of a sound: the peaks of its novelty.

    A peak is an onset where it stands `PROMINENT` of the strongest novelty
    above the mean from `AROUND_S` before it to `AROUND_S` after it, has that
    prominence, and no higher one is within `APART_S`.

    Parameters
    ----------
    novelty
        From a detector.

    Returns
    -------
    np.ndarray
        Times in seconds, ascending, shape (n_onsets,), between the novelty's
        grid points by the parabola through the peak and its neighbours.

    References
    ----------
    The rule follows Böck, Krebs and Schedl, "Evaluating the online capabilities
    of onset detection methods", ISMIR 2012.
    """
    from scipy.ndimage import uniform_filter1d
    from scipy.signal import find_peaks

    values = novelty.values
    if values.size < 3 or not values.any():
        return np.zeros(0)
    height = values / max(np.quantile(values, STRONG_QUANTILE), STRONG_SHARE * values.max())
    width = 2 * int(AROUND_S / novelty.hop_s) + 1
    around = uniform_filter1d(height, width, mode="nearest")
    peaks, _ = find_peaks(
        height,
        height=around + PROMINENT,
        prominence=PROMINENT,
        distance=max(round(APART_S / novelty.hop_s), 1),
    )
    before, at, after = values[peaks - 1], values[peaks], values[peaks + 1]
    bend = before - 2 * at + after
    shift = np.where(bend < 0, 0.5 * (before - after) / np.where(bend < 0, bend, 1.0), 0.0)
    return novelty.start_s + (peaks + shift) * novelty.hop_s
