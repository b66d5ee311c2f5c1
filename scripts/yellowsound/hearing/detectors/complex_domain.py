"""The detector `complex-domain`: how far each frequency departs from where it was heading."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from yellowsound.hearing.novelty import SAMPLE_RATE_HZ, Novelty, is_silent, root_mean_square
from yellowsound.run.plug_in import PlugIn

WINDOW_SAMPLES = 1024
HOP_SAMPLES = 64

STEP_HOPS = 4
"""From window to window of a prediction, in hops: 12 ms."""

COMPRESSION = 100.0
"""Levels are log(1 + this many times the frequency's level over the song's)."""

SMOOTHED_S = 0.008
"""Deviation of the Gaussian that smooths the departures, in seconds: phases of noise waver."""

STAMP_S = 0.0264
"""Where a departure stands, in seconds after the centre of the first of its three windows;
benchmarks/hearing.py prints what remains."""


def detect(audio: np.ndarray, models: Mapping[str, Path], settings: Mapping[str, Any]) -> Novelty:
    """Return the rectified complex-domain deviation of a sound on a grid of 2.9 ms.

    A steady tone keeps its level and turns its phase at a constant rate. What
    departs from that, in level or in phase, where the level does not fall,
    begins.

    Parameters
    ----------
    audio
        Mono audio at `SAMPLE_RATE_HZ`, shape (n_samples,).
    models, settings
        None are needed.

    References
    ----------
    Bello, Duxbury, Davies and Sandler, "On the use of phase and energy for
    musical onset detection in the complex domain", IEEE Signal Processing
    Letters 11 (2004); rectified as by Dixon, "Onset detection revisited",
    DAFx 2006.
    """
    from scipy.ndimage import gaussian_filter1d

    from yellowsound.run.compiled import librosa

    hop_s = HOP_SAMPLES / SAMPLE_RATE_HZ
    count = 1 + audio.size // HOP_SAMPLES
    if is_silent(audio) or count <= 2 * STEP_HOPS:
        return Novelty(np.zeros(max(count, 1)), hop_s)
    spectrum = librosa.stft(audio, n_fft=WINDOW_SAMPLES, hop_length=HOP_SAMPLES)
    magnitudes = np.abs(spectrum)
    phases = spectrum / np.maximum(magnitudes, np.finfo(np.float32).tiny)
    levels = np.log1p(COMPRESSION * magnitudes / root_mean_square(magnitudes.max(axis=0)))
    first, second, third = (
        slice(None, -2 * STEP_HOPS),
        slice(STEP_HOPS, -STEP_HOPS),
        slice(2 * STEP_HOPS, None),
    )
    predicted = levels[:, second] * phases[:, second] ** 2 * phases[:, first].conj()
    departed = np.abs(levels[:, third] * phases[:, third] - predicted)
    departed[levels[:, third] < levels[:, second]] = 0.0
    values = gaussian_filter1d(departed.mean(axis=0, dtype=float), SMOOTHED_S / hop_s)
    return Novelty(values, hop_s, STAMP_S)


PLUG_IN = PlugIn(
    "detector",
    "complex-domain",
    detect,
    "how far each frequency departs, in level and phase, from where it was heading",
)
