"""The detector `flux`: how much the levels of the bands rise within 20 ms."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from yellowsound.hearing.novelty import SAMPLE_RATE_HZ, Novelty, is_silent, root_mean_square
from yellowsound.run.plug_in import PlugIn

WINDOW_SAMPLES = 512
HOP_SAMPLES = 64
BANDS = 40

RISE_HOPS = 7
"""Over how many hops a rise is measured: 20 ms, in which a bowed note gains level, too."""

COMPRESSION = 300.0
"""Levels are log(1 + this many times the band's level over the song's): soft attacks count."""

STAMP_S = 0.0178
"""Where a rise stands, in seconds after the centre of its earlier window. An attack is seen as
soon as it enters the later window, so that this is less than the 20 ms between the windows;
benchmarks/hearing.py prints what remains."""


def detect(audio: np.ndarray, models: Mapping[str, Path], settings: Mapping[str, Any]) -> Novelty:
    """Return the spectral flux of a sound on a grid of 2.9 ms.

    Parameters
    ----------
    audio
        Mono audio at `SAMPLE_RATE_HZ`, shape (n_samples,).
    models, settings
        None are needed.

    References
    ----------
    Böck, Krebs and Schedl, "Evaluating the online capabilities of onset
    detection methods", ISMIR 2012 (logarithmic magnitudes, difference to an
    earlier frame); window, hop and bands by measurement.
    """
    hop_s = HOP_SAMPLES / SAMPLE_RATE_HZ
    count = 1 + audio.size // HOP_SAMPLES
    if is_silent(audio) or count <= RISE_HOPS:
        return Novelty(np.zeros(max(count, 1)), hop_s)
    return Novelty(_rises(audio.tobytes(), audio.dtype.str), hop_s, STAMP_S)


@lru_cache(maxsize=1)
def _rises(samples: bytes, dtype: str) -> np.ndarray:
    """Return the rises of a sound, shape (n_hops,); of the last one they are kept.

    Who judges by this detector and by a tracker along its flux asks twice.
    """
    from yellowsound.run.compiled import librosa

    audio = np.frombuffer(samples, dtype)
    magnitudes = np.abs(librosa.stft(audio, n_fft=WINDOW_SAMPLES, hop_length=HOP_SAMPLES))
    bands = librosa.filters.mel(sr=SAMPLE_RATE_HZ, n_fft=WINDOW_SAMPLES, n_mels=BANDS, norm=None)
    levels = bands @ magnitudes
    levels = np.log1p(COMPRESSION * levels / root_mean_square(levels.max(axis=0)))
    rises = np.maximum(levels[:, RISE_HOPS:] - levels[:, :-RISE_HOPS], 0).mean(axis=0).astype(float)
    rises.setflags(write=False)
    return rises


PLUG_IN = PlugIn(
    "detector",
    "flux",
    detect,
    "how much the levels of 40 bands rise within 20 ms",
)
