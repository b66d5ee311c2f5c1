"""Energy: how loud the harmonic and the percussive part of a section are at each video frame.

The envelopes follow Pina and Li (arXiv 2412.05694): harmonic/percussive
separation of each section, a mel spectrogram of each part, its maximum over
the bands, scaled to [0, 1] within the section. They cut the song at each
section, and a tone that is cut clicks: every section begins with an attack that
nobody plays. Here a section is separated with some of the song on both sides,
which is cut off afterwards; with none it is as published.
"""

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd

from yellowsound.hearing.novelty import SAMPLE_RATE_HZ
from yellowsound.run.sections import Section

LONGEST_HOP_SAMPLES = 735
"""Longest hop between analysis windows: one frame at 30 fps; slower videos are analysed finer."""

BASS_HZ = 150.0
"""Bass is what is below this."""

LOUDNESS_EXPONENT = 0.6
"""By which loudness grows with sound pressure (Stevens 1955)."""


@dataclass(frozen=True)
class Separation:
    """How the two parts of a song are separated and measured.

    Attributes
    ----------
    margin
        Margin of the separation, at least 1: what belongs clearly to neither
        part is left out (`librosa.effects.hpss`).
    mel_bands
        Number of bands of the mel spectrogram.
    context_s
        Seconds of the song on both sides of a section that it is separated with, at least 0.
    """

    margin: float = 5.0
    mel_bands: int = 512
    context_s: float = 0.5


def hop_length(fps: int) -> int:
    """Return the hop in samples: a whole fraction of a video frame, rounded down.

    At 30 fps it is 735 samples, one hop a frame, as published.
    """
    hops_per_frame = int(np.ceil(SAMPLE_RATE_HZ / fps / LONGEST_HOP_SAMPLES))
    return SAMPLE_RATE_HZ // (fps * hops_per_frame)


def scale_to_unit(values: np.ndarray) -> np.ndarray:
    """Return `values` scaled linearly to [0, 1]; all zeros where they do not vary."""
    low, high = values.min(), values.max()
    if high - low <= np.finfo(np.float32).tiny:
        return np.zeros_like(values)
    return (values - low) / (high - low)


def scale_to_peak(values: np.ndarray) -> np.ndarray:
    """Return `values`, at least 0, divided by the largest; all zeros where there is none above."""
    high = values.max()
    return values / high if high > np.finfo(np.float32).tiny else np.zeros_like(values)


def loudest_band(part: np.ndarray, fps: int, mel_bands: int) -> np.ndarray:
    """Return the power of the loudest mel band of one part, one value each `hop_length(fps)`.

    Parameters
    ----------
    part
        Mono audio at `SAMPLE_RATE_HZ`, shape (n_samples,).
    fps
        Frames per second of the video; it sets the hop.
    mel_bands
        Number of mel bands.

    Returns
    -------
    np.ndarray
        Shape (n_hops,), at least 0.
    """
    from yellowsound.run.compiled import librosa

    with warnings.catch_warnings():
        # 512 bands are more than 1025 FFT bins can tell apart at the low end;
        # an empty band is zero and never the maximum.
        warnings.filterwarnings("ignore", message="Empty filters detected")
        mel = librosa.feature.melspectrogram(
            y=part, sr=SAMPLE_RATE_HZ, n_mels=mel_bands, hop_length=hop_length(fps)
        )
    return mel.max(axis=0)


def loudest_hop(envelope: np.ndarray, times_s: np.ndarray, fps: int) -> np.ndarray:
    """Return the largest value of an envelope in each frame, so that a slow video misses no attack.

    A frame reaches from half a frame before its time to half a frame after.

    Parameters
    ----------
    envelope
        One value each `hop_length(fps)`, shape (n_hops,).
    times_s
        Times of the frames from the envelope's start, ascending, shape (n_frames,).
    fps
        Frames per second of the video.

    Returns
    -------
    np.ndarray
        Shape (n_frames,).
    """
    edges_s = np.append(times_s - 0.5 / fps, times_s[-1] + 0.5 / fps)
    *firsts, end = np.ceil(edges_s * SAMPLE_RATE_HZ / hop_length(fps) - 1e-9).astype(int).clip(0)
    envelope = envelope[: max(end, 1)]
    return np.maximum.reduceat(envelope, np.minimum(firsts, envelope.size - 1))


def loudness(audio: np.ndarray, times_s: np.ndarray, fps: int) -> tuple[np.ndarray, np.ndarray]:
    """Return how loud the whole sound and its bass are in each frame.

    Parameters
    ----------
    audio
        Mono audio at `SAMPLE_RATE_HZ`, shape (n_samples,).
    times_s
        Times of the frames, ascending, shape (n_frames,).
    fps
        Frames per second.

    Returns
    -------
    loudness, bass : np.ndarray
        Each of shape (n_frames,), in [0, 1], 1 where it is loudest: the root
        mean square within a frame, raised to 0.6, of the whole sound and of
        what is below `BASS_HZ`.

    References
    ----------
    Stevens, "The measurement of loudness", JASA 27, 1955: loudness grows as
    the 0.6th power of sound pressure.
    """
    from yellowsound.run.compiled import librosa

    spectrum = np.abs(librosa.stft(audio, n_fft=2048, hop_length=hop_length(fps))) ** 2
    low = librosa.fft_frequencies(sr=SAMPLE_RATE_HZ, n_fft=2048) < BASS_HZ
    found = []
    for power in (spectrum.sum(axis=0), spectrum[low].sum(axis=0)):
        pressure = np.sqrt(loudest_hop(power, times_s, fps))
        found.append(scale_to_peak(pressure) ** LOUDNESS_EXPONENT)
    return found[0], found[1]


def peaks(part: np.ndarray, times_s: np.ndarray, fps: int) -> np.ndarray:
    """Return the largest absolute sample within each frame, shape (n_frames,)."""
    starts = np.minimum((times_s * SAMPLE_RATE_HZ).astype(int), max(part.size - 1, 0))
    ends = np.minimum(starts + int(np.ceil(SAMPLE_RATE_HZ / fps)), part.size)
    return np.array([np.abs(part[a:b]).max() for a, b in zip(starts, ends, strict=True)])


def section_energy(
    audio: np.ndarray, section: Section, fps: int, separation: Separation
) -> tuple[pd.DataFrame, np.ndarray]:
    """Separate one section and measure its parts.

    Parameters
    ----------
    audio
        The excerpt, mono at `SAMPLE_RATE_HZ`, shape (n_samples,).
    section
        Which part of it.
    fps
        Frames per second.
    separation
        Settings of the harmonic/percussive separation.

    Returns
    -------
    table : pd.DataFrame
        One row a frame: `frame`, `time_s` (frame / fps), `section`;
        `harmonic` and `percussive`, the parts' envelopes scaled to [0, 1];
        `harmonic_peak` and `percussive_peak`, the parts' largest absolute
        samples (full scale: 1); `percussive_mel_max`, the loudest mel band of
        the percussive part over the section's largest, in [0, 1].
    percussive : np.ndarray
        The percussive part at `SAMPLE_RATE_HZ`, shape (n_samples,).

    References
    ----------
    Pina and Li, "Combining Genre Classification and Harmonic-Percussive
    Features with Diffusion Models for Music-Video Generation", 2024.
    """
    from yellowsound.run.compiled import librosa

    frames = section.frame_range(fps)
    first, last = (round(time * SAMPLE_RATE_HZ) for time in (section.start_s, section.end_s))
    hop, context = hop_length(fps), round(separation.context_s * SAMPLE_RATE_HZ)
    # Whole hops, so that the section's own begin where it does.
    hops_before = min(context, first) // hop
    before = hops_before * hop
    parts = librosa.effects.hpss(
        audio[first - before : last + context], margin=(separation.margin, separation.margin)
    )
    n_samples = audio[first:last].size
    harmonic, percussive = (part[before : before + n_samples] for part in parts)
    # The first frame may be rounded to just before the section's first sample.
    times_s = (np.array(frames) / fps - section.start_s).clip(min=0.0)
    # The hop at the section's end hears what comes after it; as published it counts as well.
    n_hops = -(-n_samples // hop) if context else 1 + n_samples // hop
    harmonic_power, percussive_power = (
        loudest_band(part, fps, separation.mel_bands)[hops_before:][:n_hops] for part in parts
    )
    table = pd.DataFrame(
        {
            "frame": list(frames),
            "time_s": np.array(frames) / fps,
            "section": section.number,
            "harmonic": loudest_hop(scale_to_unit(harmonic_power), times_s, fps),
            "percussive": loudest_hop(scale_to_unit(percussive_power), times_s, fps),
            "harmonic_peak": peaks(harmonic, times_s, fps),
            "percussive_peak": peaks(percussive, times_s, fps),
            "percussive_mel_max": loudest_hop(scale_to_peak(percussive_power), times_s, fps),
        }
    )
    return table, percussive
