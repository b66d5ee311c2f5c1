"""Sounds to listen to: a tone, and clicks at given times."""

import numpy as np

from yellowsound.hearing.novelty import SAMPLE_RATE_HZ


def tone(duration_s, frequency_hz=440.0):
    time_s = np.arange(int(duration_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return 0.3 * np.sin(2 * np.pi * frequency_hz * time_s).astype(np.float32)


def clicks(duration_s, times_s):
    audio = np.zeros(int(duration_s * SAMPLE_RATE_HZ), dtype=np.float32)
    for time_s in times_s:
        start = int(time_s * SAMPLE_RATE_HZ)
        noise = np.random.default_rng(start).standard_normal(400) * np.exp(-np.arange(400) / 60)
        audio[start : start + 400] += 0.5 * noise.astype(np.float32)
    return audio
