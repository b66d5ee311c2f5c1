"""Visual onsets as a beat tracker: the F-measure."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from yellowsound.run.plug_in import PlugIn
from yellowsound.synchrony.kinds import Metric, OfTimes
from yellowsound.synchrony.validation import validated_times

BEAT_F_WINDOW_S = 0.07
"""An onset this near to a beat finds it (`beat_f`), in seconds."""


def beat_f(beats_s: np.ndarray, onsets_s: np.ndarray) -> float:
    """Score visual onsets as if they were a beat tracker's beats: the F-measure.

    Beats and onsets at most 70 ms apart are matched, each once at most, as
    many as possible.

    Parameters
    ----------
    beats_s
        Times of the song's beats in seconds, ascending, shape (n_beats,).
    onsets_s
        Times of the picture's onsets in seconds, ascending, shape (n_onsets,).

    Returns
    -------
    float
        Harmonic mean of the matched shares of beats and onsets, in [0, 1]; 0
        where one list is empty.

    Raises
    ------
    ValueError
        If either is not a list of times; see `validation.validate_times`.

    References
    ----------
    Davies, Degara and Plumbley, "Evaluation Methods for Musical Audio Beat
    Tracking Algorithms", 2009, as implemented in mir_eval.
    """
    import mir_eval

    beats_s, onsets_s = validated_times(beats_s, onsets_s)
    if beats_s.size == 0 or onsets_s.size == 0:
        return 0.0
    return float(mir_eval.beat.f_measure(beats_s, onsets_s, BEAT_F_WINDOW_S))


def quick_beat_f(
    beats_s: np.ndarray, onsets_s: np.ndarray, window_s: float = BEAT_F_WINDOW_S
) -> float:
    """Return `beat_f` of what is known to be times, compiled, for the many shifts of a null."""
    from yellowsound.synchrony.matching import count_matches

    matches = count_matches(beats_s, onsets_s, window_s)
    return 2.0 * matches / (beats_s.size + onsets_s.size) if matches else 0.0


def metric(settings: Mapping[str, Any]) -> Metric:
    """Return the metric; it has no settings."""
    return OfTimes(beat_f, heard="beats_s", seen="visual_onsets_s", quick=quick_beat_f)


PLUG_IN = PlugIn(
    "metric",
    "beat_f",
    metric,
    "F-measure of visual onsets as if they were tracked beats, within 70 ms",
)
