"""How near beats are to visual onsets: the beat alignment score of dance, over what is heard."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from yellowsound.run.plug_in import PlugIn
from yellowsound.synchrony.kinds import Metric, OfTimes
from yellowsound.synchrony.metrics.beat_alignment_seen import nearness
from yellowsound.synchrony.validation import validated_times


def beat_alignment_heard(beats_s: np.ndarray, onsets_s: np.ndarray) -> float:
    """Measure how near beats are to visual onsets.

    The mean over beats of exp(-d^2 / (2 sigma^2)), d the time to the nearest
    visual onset, sigma = 50 ms. Visual onsets without a beat cost nothing; see
    `beat_alignment_seen` for the mean over visual onsets.

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
    Siyao et al., "Bailando: 3D Dance Generation by Actor-Critic GPT with
    Choreographic Memory", 2022, who average over musical beats; visual onsets
    in place of kinematic beats, and the width of `beat_alignment_seen`.
    """
    return nearness(*validated_times(beats_s, onsets_s))


def metric(settings: Mapping[str, Any]) -> Metric:
    """Return the metric; it has no settings."""
    return OfTimes(beat_alignment_heard, heard="beats_s", seen="visual_onsets_s", quick=nearness)


PLUG_IN = PlugIn(
    "metric",
    "beat_alignment_heard",
    metric,
    "how near beats are to visual onsets, the beat alignment score over beats",
)
