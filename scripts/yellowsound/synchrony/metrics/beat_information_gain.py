"""Whether visual onsets keep to one place within the beat."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from yellowsound.run.plug_in import PlugIn
from yellowsound.synchrony.kinds import Metric, OfTimes
from yellowsound.synchrony.validation import distinct, validated_times


def beat_information_gain(beats_s: np.ndarray, onsets_s: np.ndarray) -> float:
    """Measure how far visual onsets keep to one place within the beat, whichever it is.

    The distance of each onset from its nearest beat, as a share of the
    interval between beats, goes into a histogram of 41 bins; its relative
    entropy against an even one, over the largest possible, is the gain. The
    same is done with the roles exchanged, and the smaller gain returned.

    A picture that is late throughout keeps to its place: this metric does not
    fall with a constant delay, nor with one of half a beat, and a click and a
    flash that are told to one hop and one frame fill a few bins: 1 is out of
    reach of a real video.

    Parameters
    ----------
    beats_s, onsets_s
        As for `beat_f`. Equal times count once.

    Returns
    -------
    float
        In [0, 1]; 0 where a list has fewer than two times, which have no interval.

    Raises
    ------
    ValueError
        If either is not a list of times; see `validation.validate_times`.

    References
    ----------
    Davies, Degara and Plumbley 2009, as implemented in mir_eval, which
    measures an onset before the first beat against the length of the song.
    """
    import mir_eval

    beats_s, onsets_s = (distinct(times_s) for times_s in validated_times(beats_s, onsets_s))
    if beats_s.size < 2 or onsets_s.size < 2:
        return 0.0
    return float(mir_eval.beat.information_gain(beats_s, onsets_s))


def quick_beat_information_gain(beats_s: np.ndarray, onsets_s: np.ndarray) -> float:
    """Return `beat_information_gain` of what is known to be times, compiled for many shifts."""
    from yellowsound.synchrony.matching import beat_error_information

    beats_s, onsets_s = distinct(beats_s), distinct(onsets_s)
    if beats_s.size < 2 or onsets_s.size < 2:
        return 0.0
    return min(beat_error_information(beats_s, onsets_s), beat_error_information(onsets_s, beats_s))


def metric(settings: Mapping[str, Any]) -> Metric:
    """Return the metric; it has no settings."""
    return OfTimes(
        beat_information_gain,
        heard="beats_s",
        seen="visual_onsets_s",
        quick=quick_beat_information_gain,
        least=2,
    )


PLUG_IN = PlugIn(
    "metric",
    "beat_information_gain",
    metric,
    "how far visual onsets keep to one place within the beat, whichever it is",
)
