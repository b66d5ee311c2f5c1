"""The share of beats with a visual onset near them."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from yellowsound.run.plug_in import PlugIn
from yellowsound.synchrony.kinds import Metric, OfTimes
from yellowsound.synchrony.validation import ROUNDING, to_nearest, validated_times

HIT_WINDOW_S = 0.1
"""A beat with a visual onset this near is hit (`beats_hit`), in seconds."""


def beats_hit(beats_s: np.ndarray, onsets_s: np.ndarray) -> float:
    """Return the share of beats with a visual onset within 100 ms.

    Parameters
    ----------
    beats_s, onsets_s
        As for `beat_f`. One onset may hit two beats.

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
    "Beats hit" of Zhu et al. 2022, who count by the second; here by 100 ms.
    """
    return quick_beats_hit(*validated_times(beats_s, onsets_s))


def quick_beats_hit(beats_s: np.ndarray, onsets_s: np.ndarray) -> float:
    """Return `beats_hit` of what is known to be times."""
    if beats_s.size == 0 or onsets_s.size == 0:
        return 0.0
    return float((to_nearest(beats_s, onsets_s) <= HIT_WINDOW_S + ROUNDING).mean())


def metric(settings: Mapping[str, Any]) -> Metric:
    """Return the metric; it has no settings."""
    return OfTimes(beats_hit, heard="beats_s", seen="visual_onsets_s", quick=quick_beats_hit)


PLUG_IN = PlugIn(
    "metric",
    "beats_hit",
    metric,
    "share of beats with a visual onset within 100 ms",
)
