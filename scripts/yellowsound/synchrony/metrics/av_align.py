"""The overlap of audio and visual onsets."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from yellowsound.run.plug_in import PlugIn
from yellowsound.synchrony.kinds import Metric, OfTimes
from yellowsound.synchrony.validation import validated_times

ALIGN_REACH_FRAMES = 1
"""A window of three frames, for `av_align`: the frame itself and this many to either side."""


def av_align(audio_onsets_s: np.ndarray, onsets_s: np.ndarray, fps: float) -> float:
    """Measure the overlap of audio and visual onsets: intersection over union.

    An onset heard belongs to the frame nearest to it. It matches a visual
    onset in that frame or in one of the two beside it: one window of three
    frames. Each is matched once at most, as many as possible, so that the
    union is one and the score cannot exceed 1, as it can where several
    onsets may share a match (the authors' program).

    Parameters
    ----------
    audio_onsets_s
        Times of the song's onsets in seconds, ascending, shape (n_audio,).
    onsets_s
        Times of the picture's onsets in seconds, ascending, shape (n_onsets,).
    fps
        Frames per second, above 0.

    Returns
    -------
    float
        Matches / (n_audio + n_onsets - matches), in [0, 1]; 0 where both are empty.

    Raises
    ------
    ValueError
        If either is not a list of times; see `validation.validate_times`.

    References
    ----------
    Yariv et al., "Diverse and Aligned Audio-to-Video Generation via
    Text-to-Video Model Adaptation", 2024 (AV-Align), with the peaks of the
    flux in place of those of the optical flow.
    """
    from yellowsound.synchrony.matching import count_matches

    heard, seen = (np.rint(times_s * fps) for times_s in validated_times(audio_onsets_s, onsets_s))
    matches = count_matches(heard, seen, ALIGN_REACH_FRAMES)
    either = heard.size + seen.size - matches
    return matches / either if either else 0.0


def metric(settings: Mapping[str, Any]) -> Metric:
    """Return the metric; it has no settings."""
    return OfTimes(av_align, heard="audio_onsets_s", seen="visual_onsets_s", takes_fps=True)


PLUG_IN = PlugIn(
    "metric", "av_align", metric, "onsets of sound and picture, intersection over union"
)
