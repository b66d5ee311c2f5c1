"""The detector `beatnet-activation`: how probable a beat is, by the trained network BeatNet."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from yellowsound.hearing.novelty import Novelty, is_silent
from yellowsound.run.plug_in import PlugIn

STAMP_S = 0.0075
"""Where a probability stands, in seconds after the centre of its window of 64 ms: an attack is
seen before it reaches the centre; benchmarks/hearing.py prints what remains."""


def detect(audio: np.ndarray, models: Mapping[str, Path], settings: Mapping[str, Any]) -> Novelty:
    """Return the network's probability of a beat or a downbeat, each 20 ms.

    It answers to beats rather than to every attack: a judge for schedules
    that follow the beat, of a kind of its own.

    Parameters
    ----------
    audio
        Mono audio at `SAMPLE_RATE_HZ`, shape (n_samples,).
    models
        Holds the folder of `beatnet`.
    settings
        None are needed.
    """
    from yellowsound.models.networks.beatnet import HOP_S, heard_by

    if is_silent(audio):
        return Novelty(np.zeros(max(int(audio.size / HOP_S), 1)), HOP_S)
    probabilities = heard_by(models["beatnet"], audio)
    return Novelty(probabilities[:, :2].sum(axis=1, dtype=float), HOP_S, STAMP_S)


PLUG_IN = PlugIn(
    "detector",
    "beatnet-activation",
    detect,
    "how probable a beat is, by the trained network BeatNet",
    models=("beatnet",),
)
