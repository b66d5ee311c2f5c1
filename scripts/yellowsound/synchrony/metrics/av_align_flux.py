"""The overlap of audio and visual onsets."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from yellowsound.run.plug_in import PlugIn
from yellowsound.synchrony.kinds import Metric, OfTimes
from yellowsound.synchrony.validation import ROUNDING, validated_times

ALIGN_WINDOW_S = 0.07
"""An onset seen this near to one heard matches it, in seconds: the window of `beat_f`."""


def av_align_flux(audio_onsets_s: np.ndarray, onsets_s: np.ndarray) -> float:
    """Measure the overlap of audio and visual onsets: intersection over union.

    Onsets at most `ALIGN_WINDOW_S` apart match, each once at most, as many as
    possible, so that the union is one and the score cannot exceed 1. It is not
    the authors' number: theirs are peaks of the optical flow, within a frame,
    which accepts what a slow video shows 125 ms away.

    Parameters
    ----------
    audio_onsets_s
        Times of the song's onsets in seconds, ascending, shape (n_audio,).
    onsets_s
        Times of the picture's onsets in seconds, ascending, shape (n_onsets,).

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
    flux in place of those of the optical flow, and a window in seconds.
    """
    return quick_av_align_flux(*validated_times(audio_onsets_s, onsets_s))


def quick_av_align_flux(heard_s: np.ndarray, seen_s: np.ndarray) -> float:
    """Return `av_align_flux` of what is known to be times."""
    from yellowsound.synchrony.matching import count_matches

    matches = count_matches(heard_s, seen_s, ALIGN_WINDOW_S + ROUNDING)
    either = heard_s.size + seen_s.size - matches
    return matches / either if either else 0.0


def metric(settings: Mapping[str, Any]) -> Metric:
    """Return the metric; it has no settings."""
    return OfTimes(
        av_align_flux,
        heard="audio_onsets_s",
        seen="visual_onsets_s",
        quick=quick_av_align_flux,
    )


PLUG_IN = PlugIn(
    "metric",
    "av_align_flux",
    metric,
    "onsets of sound and picture, intersection over union within 70 ms",
)
