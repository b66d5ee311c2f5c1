"""The tracker `librosa`: beats by dynamic programming along the spectral flux."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from yellowsound.hearing.detectors.flux import detect
from yellowsound.hearing.ears import Beats
from yellowsound.hearing.novelty import SAMPLE_RATE_HZ
from yellowsound.hearing.published import beats_along
from yellowsound.run.plug_in import PlugIn

HOP_SAMPLES = 441
"""The grid on which beats are sought: 20 ms, the loudest novelty of each."""


def track(audio: np.ndarray, models: Mapping[str, Path], settings: Mapping[str, Any]) -> Beats:
    """Return the beats of a sound; this tracker knows no downbeats.

    librosa's tracker, along the flux of the detector `flux` rather than
    librosa's own onset strength, which is 40 to 50 ms late.

    Parameters
    ----------
    audio
        Mono audio at `SAMPLE_RATE_HZ`, shape (n_samples,).
    models, settings
        None are needed.

    References
    ----------
    See `published.beats_along`.
    """
    hop_s = HOP_SAMPLES / SAMPLE_RATE_HZ
    flux = detect(audio, models, settings)
    grid_s = np.arange(int(audio.size / HOP_SAMPLES) + 1) * hop_s
    envelope = flux.loudest(grid_s, hop_s)
    return Beats(beats_along(envelope, SAMPLE_RATE_HZ, HOP_SAMPLES) * hop_s, None)


PLUG_IN = PlugIn(
    "tracker",
    "librosa",
    track,
    "beats by dynamic programming along the spectral flux; no downbeats",
    tells=("beats",),
)
