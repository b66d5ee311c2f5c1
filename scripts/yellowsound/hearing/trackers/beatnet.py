"""The tracker `beatnet`: beats and downbeats by the trained network BeatNet."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from yellowsound.hearing.ears import Beats
from yellowsound.hearing.novelty import SAMPLE_RATE_HZ, is_silent
from yellowsound.run.plug_in import PlugIn

BEATS_PER_BAR = (2, 3, 4)
"""Bars that the decoder knows."""


def track(audio: np.ndarray, models: Mapping[str, Path], settings: Mapping[str, Any]) -> Beats:
    """Return the beats and downbeats of a sound.

    The network's probabilities are decoded by a dynamic Bayesian network over
    tempo, bar and place within the bar, so that no beat is lost where one is
    not played.

    Parameters
    ----------
    audio
        Mono audio at `SAMPLE_RATE_HZ`, shape (n_samples,).
    models
        Holds the folder of `beatnet`.
    settings
        None are needed.

    References
    ----------
    Heydari, Cwitkowitz and Duan, "BeatNet: CRNN and particle filtering for
    online joint beat, downbeat and meter tracking", ISMIR 2021; Böck, Krebs
    and Widmer, "Joint beat and downbeat tracking with recurrent neural
    networks", ISMIR 2016, for the decoder.
    """
    from madmom_infer.features.downbeats import DBNDownBeatTrackingProcessor

    from yellowsound.models.networks.beatnet import HOP_S, heard_by

    if is_silent(audio):
        return Beats(np.zeros(0), np.zeros(0))
    probabilities = heard_by(models["beatnet"], audio)
    decode = DBNDownBeatTrackingProcessor(beats_per_bar=list(BEATS_PER_BAR), fps=1 / HOP_S)
    decoded = np.asarray(decode(probabilities[:, :2]), dtype=float).reshape(-1, 2)
    times_s, places = decoded.T
    inside = (times_s >= 0) & (times_s < audio.size / SAMPLE_RATE_HZ)
    return Beats(times_s[inside], times_s[inside & (places == 1)])


PLUG_IN = PlugIn(
    "tracker",
    "beatnet",
    track,
    "beats and downbeats by the trained network BeatNet",
    models=("beatnet",),
    tells=("beats", "downbeats"),
)
