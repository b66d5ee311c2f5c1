"""AVS: beats warped onto visual events, as published."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from yellowsound.run.plug_in import PlugIn
from yellowsound.synchrony.kinds import Metric, OfTimes
from yellowsound.synchrony.signals import Signals
from yellowsound.synchrony.validation import validated_times
from yellowsound.synchrony.visual import events_among

Warp = Callable[[np.ndarray, np.ndarray], tuple[float, int]]
"""Takes two lists of values and returns the distance and the length of the path that warps them."""


def warp_by_fastdtw(x: np.ndarray, y: np.ndarray) -> tuple[float, int]:
    """Return distance and length of the path by which the package fastdtw warps `x` onto `y`."""
    import fastdtw

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
        If either is not a list of times; see `validation.validate_times`.

    References
    ----------
    Pina and Li, "Combining Genre Classification and Harmonic-Percussive
    Features with Diffusion Models for Music-Video Generation", 2024
    ("rhythm consistency").
    """
    return warped(*validated_times(beats_s, events_s), warp)


def warped(beats_s: np.ndarray, events_s: np.ndarray, warp: Warp) -> float:
    """Return `avs` of what is known to be times."""
    if beats_s.size == 0 or events_s.size == 0:
        return 0.0
    distance, path_length = warp(beats_s, events_s)
    return float(1.0 / (1.0 + distance / path_length))


def events_between(signals: Signals, first: int, last: int) -> np.ndarray:
    """Return the events for AVS of a stretch of the picture, from frame `first` up to `last`.

    They are found anew, as in a video that begins there. Cut as they stand,
    they could fall into the first second, where no video has any: such
    stretches warp worse than a video that is as unrelated.
    """
    return events_among(signals.changed_frames, first, last, signals.fps)


def metric(settings: Mapping[str, Any]) -> Metric:
    """Return the metric; it has no settings."""
    from yellowsound.synchrony.dtw import fast_dtw

    return OfTimes(
        avs,
        heard="strong_beats_s",
        seen="events_s",
        quick=partial(warped, warp=fast_dtw),
        found_anew=events_between,
    )


PLUG_IN = PlugIn(
    "metric",
    "avs",
    metric,
    "the published audio-visual synchrony: strong beats warped onto visual events",
)
