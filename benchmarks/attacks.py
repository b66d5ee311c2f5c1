"""Songs whose attacks are known to the sample: strokes of one kind over a bed of chords.

What benchmarks and tests listen to, to learn how far what is heard is off.
"""

from collections.abc import Callable

import numpy as np

SAMPLE_RATE_HZ = 22050

BED_HZ = (110.0, 164.8, 220.0, 277.2, 329.6, 440.0)
PITCHES_HZ = (196.0, 247.0, 294.0, 330.0, 392.0, 494.0, 587.0)

BOW_RISE_S = 0.06
"""In this time a bowed note rises to its level."""

Stroke = Callable[[np.random.Generator], np.ndarray]


def _time_s(duration_s: float) -> np.ndarray:
    return np.arange(round(duration_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ


def click(random: np.random.Generator) -> np.ndarray:
    """Return a burst of noise of some milliseconds."""
    time_s = _time_s(0.02)
    return 0.5 * random.normal(size=time_s.size) * np.exp(-time_s / 0.003)


def drum(random: np.random.Generator) -> np.ndarray:
    """Return a stroke of a drum: a low tone that falls, and a rattle."""
    time_s = _time_s(0.25)
    phase = 60 * time_s + 4 * (1 - np.exp(-time_s / 0.02))
    tone = 0.6 * np.sin(2 * np.pi * phase) * np.exp(-time_s / 0.08)
    return tone + 0.15 * random.normal(size=time_s.size) * np.exp(-time_s / 0.03)


def pluck(random: np.random.Generator) -> np.ndarray:
    """Return a plucked string, by Karplus and Strong."""
    from scipy.signal import lfilter

    period = round(SAMPLE_RATE_HZ / random.choice(PITCHES_HZ))
    burst = np.zeros(_time_s(0.6).size)
    burst[:period] = random.uniform(-1, 1, period)
    loop = np.zeros(period + 2)
    loop[0], loop[period], loop[period + 1] = 1.0, -0.497, -0.497
    return 0.3 * lfilter([1.0], loop, burst)


def bow(random: np.random.Generator) -> np.ndarray:
    """Return a bowed note, whose level rises within `BOW_RISE_S`."""
    time_s, pitch_hz = _time_s(0.5), random.choice(PITCHES_HZ)
    partials = (
        np.sin(2 * np.pi * pitch_hz * k * time_s + random.uniform(0, 6)) / k for k in range(1, 8)
    )
    ends = np.minimum(1, (time_s[-1] - time_s) / 0.1)
    return 0.15 * sum(partials) * np.minimum(time_s / BOW_RISE_S, 1) * ends


STROKES: dict[str, Stroke] = {"click": click, "drum": drum, "pluck": pluck, "bow": bow}

PERCUSSIVE = ("click", "drum", "pluck")
"""Strokes that are at their loudest at once."""


def bed(duration_s: float, random: np.random.Generator) -> np.ndarray:
    """Return chords that swell slowly, with a little noise, at about -26 dBFS."""
    time_s = _time_s(duration_s)
    tones = sum(
        np.sin(2 * np.pi * hz * time_s + random.uniform(0, 6))
        * (1 + 0.3 * np.sin(2 * np.pi * 0.2 * time_s + random.uniform(0, 6)))
        for hz in BED_HZ
    )
    return 0.05 * tones / np.abs(tones).max() + 0.0015 * random.normal(size=time_s.size)


def song_of(stroke: str, seed: int, duration_s: float = 30.0) -> tuple[np.ndarray, np.ndarray]:
    """Return a song and its attacks.

    Parameters
    ----------
    stroke
        A key of `STROKES`.
    seed
        Seed of everything that is random in it.
    duration_s
        Its length, above 2.

    Returns
    -------
    audio : np.ndarray
        float32 at `SAMPLE_RATE_HZ`, shape (n_samples,).
    attacks_s : np.ndarray
        When the strokes begin, 0.3 to 0.7 s apart, on whole samples, in seconds.
    """
    random = np.random.default_rng(seed)
    audio = bed(duration_s, random)
    gaps_s = random.uniform(0.3, 0.7, size=int(duration_s / 0.3))
    attacks = np.rint((1.0 + np.cumsum(gaps_s)) * SAMPLE_RATE_HZ).astype(int)
    attacks = attacks[attacks < (duration_s - 1.0) * SAMPLE_RATE_HZ]
    for first in attacks:
        sound = STROKES[stroke](random)
        room = audio[first : first + sound.size]
        room += sound[: room.size]
    return audio.astype(np.float32), attacks / SAMPLE_RATE_HZ
