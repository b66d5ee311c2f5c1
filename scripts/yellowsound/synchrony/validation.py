"""What metrics refuse, and what they share: lists of times, envelopes of the same frames."""

import numpy as np

ROUNDING = 1e-9
"""Two times this close are one, and a window reaches this much further: times are rounded."""


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


def validated_times(heard_s: np.ndarray, seen_s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return both lists as arrays, once they are known to be times."""
    heard_s, seen_s = np.asarray(heard_s, dtype=float), np.asarray(seen_s, dtype=float)
    validate_times(heard_s, "times heard")
    validate_times(seen_s, "times seen")
    return heard_s, seen_s


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


def validated_envelopes(flux: np.ndarray, onset: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return both envelopes as arrays, once they are known to belong to the same frames."""
    flux, onset = np.asarray(flux, dtype=float), np.asarray(onset, dtype=float)
    validate_envelopes(flux, onset)
    return flux, onset


def is_constant(values: np.ndarray) -> bool:
    """Return whether nothing varies in `values`, so that no correlation is defined."""
    return bool(values.size == 0 or values.min() == values.max())


def distinct(times_s: np.ndarray) -> np.ndarray:
    """Leave out times that equal the one before: between them is no interval to divide by."""
    return times_s[np.diff(times_s, prepend=-np.inf) > ROUNDING]


def to_nearest(times_s: np.ndarray, others_s: np.ndarray) -> np.ndarray:
    """Return the distance of each time to the nearest of `others_s`, which are not empty."""
    after = np.searchsorted(others_s, times_s)
    return np.minimum(
        np.abs(times_s - others_s[np.maximum(after - 1, 0)]),
        np.abs(times_s - others_s[np.minimum(after, others_s.size - 1)]),
    )
