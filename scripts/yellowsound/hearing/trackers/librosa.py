"""The tracker `librosa`: beats by dynamic programming along the spectral flux."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from yellowsound.hearing.detectors.flux import detect
from yellowsound.hearing.ears import Beats
from yellowsound.hearing.novelty import SAMPLE_RATE_HZ
from yellowsound.run.plug_in import PlugIn

HOP_SAMPLES = 441
"""The grid on which beats are sought: 20 ms, the loudest novelty of each."""

SHORTEST_S = 1.0
"""In less than this there is no tempo to find: librosa's compiled code does not check, and
writes beyond the ends of a few values."""


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
    Ellis, "Beat tracking by dynamic programming", Journal of New Music
    Research 36 (2007), as implemented in librosa.
    """
    import librosa

    hop_s = HOP_SAMPLES / SAMPLE_RATE_HZ
    if audio.size < SHORTEST_S * SAMPLE_RATE_HZ:
        return Beats(np.zeros(0), None)
    flux = detect(audio, models, settings)
    grid_s = np.arange(int(audio.size / HOP_SAMPLES) + 1) * hop_s
    envelope = flux.loudest(grid_s, hop_s)
    _, beats = librosa.beat.beat_track(
        onset_envelope=envelope, sr=SAMPLE_RATE_HZ, hop_length=HOP_SAMPLES
    )
    return Beats(np.asarray(beats, dtype=float) * hop_s, None)


PLUG_IN = PlugIn(
    "tracker",
    "librosa",
    track,
    "beats by dynamic programming along the spectral flux; no downbeats",
    tells=("beats",),
)
