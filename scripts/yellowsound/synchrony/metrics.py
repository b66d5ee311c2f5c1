"""Metrics of synchrony: pure functions on times and envelopes.

Each takes arrays and returns a number, and is defined for every valid input:
where nothing can be compared, its docstring says what it returns. Invalid
input is refused by the `validate_` functions.
"""

from collections.abc import Callable

import fastdtw
import numpy as np

from yellowsound.synchrony.dtw import exact_dtw

Warp = Callable[[np.ndarray, np.ndarray], tuple[float, int]]
"""Takes two lists of values and returns the distance and the length of the path that warps them."""


def validate_times(times_s: np.ndarray, name: str) -> None:
    """Refuse times that are not a list of seconds in order.

    Raises
    ------
    ValueError
        Unless `times_s` is one-dimensional, finite, not negative and ascending.
    """
    if times_s.ndim != 1:
        raise ValueError(f"{name} must be one-dimensional, not of shape {times_s.shape}")
    if not np.isfinite(times_s).all():
        raise ValueError(f"{name} must be finite")
    if times_s.size and times_s.min() < 0:
        raise ValueError(f"{name} must not be negative, but one is {times_s.min()} s")
    if (np.diff(times_s) < 0).any():
        raise ValueError(f"{name} must be in ascending order")


def validate_envelopes(flux: np.ndarray, onset: np.ndarray) -> None:
    """Refuse two envelopes that do not belong to the same frames.

    Raises
    ------
    ValueError
        Unless both are one-dimensional, finite, and of the same length, at least 2.
    """
    if flux.ndim != 1 or flux.shape != onset.shape:
        raise ValueError(
            f"flux and onset must be one-dimensional and of one length, "
            f"not of shapes {flux.shape} and {onset.shape}"
        )
    if flux.size < 2:
        raise ValueError(f"flux and onset must have at least 2 values, not {flux.size}")
    if not (np.isfinite(flux).all() and np.isfinite(onset).all()):
        raise ValueError("flux and onset must be finite")


def is_constant(values: np.ndarray) -> bool:
    """Return whether nothing varies in `values`, so that no correlation is defined."""
    return bool(values.size == 0 or values.min() == values.max())


def warp_by_fastdtw(x: np.ndarray, y: np.ndarray) -> tuple[float, int]:
    """Return distance and length of the path by which the package fastdtw warps `x` onto `y`."""
    distance, path = fastdtw.fastdtw(x, y, radius=1)
    return distance, len(path)


def avs(beats_s: np.ndarray, events_s: np.ndarray, warp: Warp = warp_by_fastdtw) -> float:
    """Score the audio-visual synchrony (AVS) of beats and visual events.

    The two lists are warped onto each other by FastDTW of radius 1 with the
    Euclidean distance, |beat - event|; the score is
    1 / (1 + distance / length of the warping path).

    Parameters
    ----------
    beats_s
        Times of the song's strong beats in seconds, ascending, shape (n_beats,).
    events_s
        Times of the picture's events in seconds, ascending, shape (n_events,).
    warp
        Another implementation of the same warping.

    Returns
    -------
    float
        In [0, 1]; 1 where the lists are equal, 0 where one is empty.

    Raises
    ------
    ValueError
        If either is not a list of times; see `validate_times`.

    References
    ----------
    Pina and Li, "Combining Genre Classification and Harmonic-Percussive
    Features with Diffusion Models for Music-Video Generation", 2024
    ("rhythm consistency").
    """
    beats_s, events_s = np.asarray(beats_s, dtype=float), np.asarray(events_s, dtype=float)
    validate_times(beats_s, "beats_s")
    validate_times(events_s, "events_s")
    if beats_s.size == 0 or events_s.size == 0:
        return 0.0
    distance, path_length = warp(beats_s, events_s)
    return float(1.0 / (1.0 + distance / path_length))


def avs_exact(beats_s: np.ndarray, events_s: np.ndarray) -> float:
    """Score AVS by the best warping path, which FastDTW may miss.

    Parameters
    ----------
    beats_s, events_s
        As for `avs`.

    Returns
    -------
    float
        In [0, 1]. A path of less distance may have fewer steps: the score is
        not always above that of `avs`.

    Raises
    ------
    ValueError
        If either is not a list of times; see `validate_times`.
    """
    return avs(beats_s, events_s, warp=exact_dtw)


def flux_onset_r(flux: np.ndarray, onset: np.ndarray) -> float:
    """Correlate the change of the picture with the onset strength, frame by frame.

    Parameters
    ----------
    flux
        Visual flux at the frame times, shape (n_frames,).
    onset
        Onset strength at the same times, shape (n_frames,).

    Returns
    -------
    float
        Pearson's r at lag 0, in [-1, 1]; 0 where either is constant.

    Raises
    ------
    ValueError
        If they do not belong to the same frames; see `validate_envelopes`.
    """
    flux, onset = np.asarray(flux, dtype=float), np.asarray(onset, dtype=float)
    validate_envelopes(flux, onset)
    if is_constant(flux) or is_constant(onset):
        return 0.0
    x, y = _standardised(flux), _standardised(onset)
    return float(np.clip(x @ y, -1.0, 1.0))


def circular_flux_onset_r(flux: np.ndarray, onset: np.ndarray) -> np.ndarray:
    """Return `flux_onset_r` for every circular shift of the flux, by one Fourier transform.

    Parameters
    ----------
    flux, onset
        As for `flux_onset_r`.

    Returns
    -------
    np.ndarray
        Element s is the r of `np.roll(flux, s)` and `onset`, shape (n_frames,).

    Raises
    ------
    ValueError
        If they do not belong to the same frames; see `validate_envelopes`.
    """
    flux, onset = np.asarray(flux, dtype=float), np.asarray(onset, dtype=float)
    validate_envelopes(flux, onset)
    if is_constant(flux) or is_constant(onset):
        return np.zeros(flux.size)
    x, y = np.fft.rfft(_standardised(flux)), np.fft.rfft(_standardised(onset))
    return np.clip(np.fft.irfft(np.conj(x) * y, n=flux.size), -1.0, 1.0)


def flux_onset_lag_ms(
    flux: np.ndarray, onset: np.ndarray, fps: float, max_lag_ms: float = 500.0
) -> float | None:
    """Find by how much the picture is late: the lag of the largest correlation.

    Parameters
    ----------
    flux, onset
        As for `flux_onset_r`.
    fps
        Frames per second, above 0; the lag is a whole number of frames.
    max_lag_ms
        The largest lag tried, in milliseconds. Lags beyond half the length
        are not tried: too few frames would be left to correlate.

    Returns
    -------
    float or None
        The lag in milliseconds, in [-max_lag_ms, max_lag_ms], positive where
        the picture follows the sound; of equal correlations the smallest
        lag. None where no lag has a defined correlation.

    Raises
    ------
    ValueError
        If they do not belong to the same frames; see `validate_envelopes`.
    """
    flux, onset = np.asarray(flux, dtype=float), np.asarray(onset, dtype=float)
    validate_envelopes(flux, onset)
    n = flux.size
    # The small excess keeps 500 ms at 30 fps at 15 frames, whatever rounding does.
    furthest = min(int(max_lag_ms / 1000.0 * fps + 1e-9), n // 2)
    best_r, best_lag = -np.inf, None
    for lag in sorted(range(-furthest, furthest + 1), key=abs):
        late, early = max(lag, 0), max(-lag, 0)
        x, y = flux[late : n - early], onset[early : n - late]
        if is_constant(x) or is_constant(y):
            continue
        r = _standardised(x) @ _standardised(y)
        if r > best_r + 1e-12:
            best_r, best_lag = r, lag
    return None if best_lag is None else best_lag / fps * 1000.0


def _standardised(values: np.ndarray) -> np.ndarray:
    """Return `values` without their mean, at unit Euclidean length."""
    centred = values - values.mean()
    return centred / np.linalg.norm(centred)
