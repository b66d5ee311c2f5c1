"""Visual onsets per beat: a rate, not a measure of synchrony."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from yellowsound.run.plug_in import PlugIn
from yellowsound.synchrony.kinds import Metric, OfTimes
from yellowsound.synchrony.validation import validated_times


def beats_covered(beats_s: np.ndarray, onsets_s: np.ndarray) -> float:
    """Count visual onsets per beat.

    A rate, not a measure of synchrony: a shift of the picture does not change
    it, so that it has no null. It tells whether a high `beats_hit` was bought
    by onsets everywhere.

    Parameters
    ----------
    beats_s, onsets_s
        As for `beat_f`.

    Returns
    -------
    float
        At least 0, and above 1 where onsets outnumber beats; 0 where one list is empty.

    Raises
    ------
    ValueError
        If either is not a list of times; see `validation.validate_times`.

    References
    ----------
    "Beats coverage" of Zhu et al., "Quantized GAN for Complex Music
    Generation from Dance Videos", 2022.
    """
    beats_s, onsets_s = validated_times(beats_s, onsets_s)
    return onsets_s.size / beats_s.size if beats_s.size else 0.0


def metric(settings: Mapping[str, Any]) -> Metric:
    """Return the metric; it has no settings."""
    return OfTimes(beats_covered, heard="beats_s", seen="visual_onsets_s", is_rate=True)


PLUG_IN = PlugIn(
    "metric", "beats_covered", metric, "visual onsets per beat: a rate, which no shift changes"
)
