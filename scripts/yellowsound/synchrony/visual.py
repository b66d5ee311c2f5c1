"""What is seen: the events and onsets of a picture, from how much it changes frame by frame."""

import numpy as np

CHANGED_SHARE = 225_000 / (768 * 768 * 3)
"""A frame is an event for AVS above this share of changed channel values (a count at 768x768)."""

REFRACTORY_S = 1.0
"""An event for AVS comes more than this after the last one, in seconds."""

STILL_MEAN_FLUX = 0.02
"""Mean flux, in grey levels of 255, below which a picture is still.

A lossy codec refreshes even a still picture: x264, at CRF 18 to 30 and its
usual key frame every 250 frames, leaves a mean below 0.01; a cross-fade over
ten seconds makes one of 0.2 and more.
"""

STANDS_OUT = 1.0
"""A peak of the flux is a visual onset where its prominence is this many times the mean flux."""

ONSETS_APART_S = 0.1
"""Visual onsets are at least this far apart, in seconds; of closer peaks the highest counts."""


def is_still(flux: np.ndarray) -> bool:
    """Return whether the flux is that of a still picture; see `STILL_MEAN_FLUX`."""
    return bool(flux[1:].mean() < STILL_MEAN_FLUX)


def visual_events(changed_share: np.ndarray, fps: float) -> np.ndarray:
    """Find the events that AVS counts: frames of which many values changed, seldom enough.

    Parameters
    ----------
    changed_share
        Share of changed channel values, shape (n_frames,), in [0, 1].
    fps
        Frames per second.

    Returns
    -------
    np.ndarray
        Times in seconds, ascending: frames above `CHANGED_SHARE` that stand
        more than `REFRACTORY_S` after the event before (the first: after time 0).

    References
    ----------
    Pina and Li, "Combining Genre Classification and Harmonic-Percussive
    Features with Diffusion Models for Music-Video Generation", 2024.
    """
    # Counted in frames: a difference of two rounded times may exceed 1 s by rounding alone.
    changed = np.flatnonzero(changed_share > CHANGED_SHARE)
    events = []
    following = np.searchsorted(changed, REFRACTORY_S * fps, side="right")
    while following < changed.size:
        events.append(changed[following])
        following = np.searchsorted(changed, events[-1] + REFRACTORY_S * fps, side="right")
    return np.array(events, dtype=float) / fps


def visual_onsets(flux: np.ndarray, fps: float) -> np.ndarray:
    """Find the onsets of a picture: the peaks of its flux that stand out.

    A peak stands out where its prominence (how far the flux falls to either
    side before it rises higher) is at least the video's mean flux. That asks
    for no number of pixels or grey levels, and a flux times a constant has
    the same onsets. The mean is the scale, not the deviation or the maximum:
    where nothing but the encoder makes the flux waver (a linear schedule, of
    deviations a fraction of the mean) next to nothing stands out, and one
    hard cut does not raise the bar for all other changes.

    Parameters
    ----------
    flux
        Visual flux, shape (n_frames,), at least 0; frame 0 has none and is left out.
    fps
        Frames per second.

    Returns
    -------
    np.ndarray
        Times in seconds, ascending, at least `ONSETS_APART_S` apart, shape
        (n_onsets,). The first and the last flux, known from one side only, are none.
    """
    from scipy.signal import find_peaks

    # The small excess keeps 0.1 s at 30 fps at 3 frames, whatever rounding does.
    apart = max(int(np.ceil(ONSETS_APART_S * fps - 1e-9)), 1)
    changes = flux[1:]
    # A flux of zeros has no peaks: a prominence of 0 asks for nothing.
    peaks, _ = find_peaks(changes, prominence=STANDS_OUT * changes.mean(), distance=apart)
    return (peaks + 1) / fps
