"""How near visual onsets are to beats: the beat alignment score of dance, over what is seen."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from yellowsound.run.plug_in import PlugIn
from yellowsound.synchrony.kinds import Metric, OfTimes
from yellowsound.synchrony.validation import to_nearest, validated_times

ALIGNMENT_SIGMA_S = 0.05
"""Width of the Gaussian of beat alignment, in seconds: 3 frames at 60 frames per second."""


def beat_alignment_seen(beats_s: np.ndarray, onsets_s: np.ndarray) -> float:
    """Measure how near visual onsets are to beats: the beat alignment score of dance.

    The mean over visual onsets of exp(-d^2 / (2 sigma^2)), d the time to the
    nearest beat, sigma = 50 ms. Beats without an onset cost nothing; see
    `beat_alignment_heard` for the mean over beats.

    Parameters
    ----------
    beats_s, onsets_s
        As for `beat_f`.

    Returns
    -------
    float
        In [0, 1]; 0 where one list is empty.

    Raises
    ------
    ValueError
        If either is not a list of times; see `validation.validate_times`.

    References
    ----------
    Li, Yang, Ross and Kanazawa, "AI Choreographer: Music Conditioned 3D Dance
    Generation with AIST++", 2021; visual onsets in place of kinematic beats.
    """
    beats_s, onsets_s = validated_times(beats_s, onsets_s)
    return nearness(onsets_s, beats_s)


def nearness(times_s: np.ndarray, others_s: np.ndarray) -> float:
    """Return how near some times are to others on average, in [0, 1]; 0 where one is empty."""
    if times_s.size == 0 or others_s.size == 0:
        return 0.0
    away_s = to_nearest(times_s, others_s)
    return float(np.exp(-(away_s**2) / (2.0 * ALIGNMENT_SIGMA_S**2)).mean())


def metric(settings: Mapping[str, Any]) -> Metric:
    """Return the metric; it has no settings."""
    return OfTimes(
        beat_alignment_seen,
        heard="beats_s",
        seen="visual_onsets_s",
        quick=lambda beats_s, onsets_s: nearness(onsets_s, beats_s),
    )


PLUG_IN = PlugIn(
    "metric",
    "beat_alignment_seen",
    metric,
    "how near visual onsets are to beats, the beat alignment score of dance",
)
