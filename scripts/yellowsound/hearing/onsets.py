"""Onset strength, beats and onsets of a song, on one clock for schedules and metrics."""

import numpy as np

SAMPLE_RATE_HZ = 22050
"""Sample rate of the analysis."""

HOP_SAMPLES = 512
"""Hop of the onset envelope, in samples at `SAMPLE_RATE_HZ`."""

NEAR_S, AROUND_S = 0.03, 0.10
"""How far around it an onset of the song is compared with others and with the mean, in seconds."""

PROMINENT = 0.07
"""How far an onset stands above the mean around it, as a share of the envelope's range."""


def onset_envelope(audio: np.ndarray, sr: int) -> np.ndarray:
    """Return librosa's onset strength, one value each `HOP_SAMPLES`, at least 0.

    Parameters
    ----------
    audio
        Mono audio, shape (n_samples,).
    sr
        Its sample rate in Hz.

    References
    ----------
    Böck and Widmer, "Maximum filter vibrato suppression for onset
    detection", DAFx 2013, as implemented in librosa.
    """
    import librosa

    return librosa.onset.onset_strength(y=audio, sr=sr, hop_length=HOP_SAMPLES)


def at_frames(envelope: np.ndarray, sr: int, n_frames: int, fps: float) -> np.ndarray:
    """Sample an envelope of hop `HOP_SAMPLES` at the frame times, by linear interpolation.

    Frame k stands at k / fps; frames after the envelope's end hold its last value.
    """
    hop_times_s = np.arange(envelope.size) * HOP_SAMPLES / sr
    return np.interp(np.arange(n_frames) / fps, hop_times_s, envelope)


def track_beats(envelope: np.ndarray, sr: int) -> tuple[np.ndarray, np.ndarray]:
    """Find the beats of a song.

    Parameters
    ----------
    envelope
        Its onset strength, from `onset_envelope`.
    sr
        Its sample rate in Hz.

    Returns
    -------
    times_s : np.ndarray
        Times of the beats in seconds, ascending, shape (n_beats,); empty
        where the song is silent.
    strengths : np.ndarray
        Onset strength at each beat over the song's largest, in [0, 1],
        shape (n_beats,).

    References
    ----------
    Ellis, "Beat tracking by dynamic programming", Journal of New Music
    Research 36 (2007), as implemented in librosa.
    """
    import librosa

    _, beats = librosa.beat.beat_track(onset_envelope=envelope, sr=sr, hop_length=HOP_SAMPLES)
    times_s = librosa.frames_to_time(beats, sr=sr, hop_length=HOP_SAMPLES)
    if beats.size == 0:
        return times_s, np.zeros(0)
    return times_s, envelope[beats] / envelope.max()


def audio_onsets(envelope: np.ndarray, sr: int) -> np.ndarray:
    """Find the onsets of a song: the peaks of its onset strength.

    Parameters
    ----------
    envelope
        Its onset strength, from `onset_envelope`.
    sr
        Its sample rate in Hz.

    Returns
    -------
    np.ndarray
        Times of the peaks in seconds, ascending, shape (n_onsets,); empty
        where the song is silent.

    Notes
    -----
    A peak is not below the 30 ms before it, stands 0.07 of the envelope's
    range above its mean from 100 ms before to 100 ms after, and is not within
    30 ms after another: the rule and the settings of librosa's onset_detect,
    hence the peaks of AV-Align (Yariv et al. 2024). librosa's own compiled
    version (0.11) is not called: its cache on disk, once two processes had
    filled it at the same time, crashed every later one.

    References
    ----------
    Böck, Krebs and Schedl, "Evaluating the online capabilities of onset
    detection methods", ISMIR 2012.
    """
    lowest, highest = envelope.min(), envelope.max()
    if lowest == highest:
        return np.zeros(0)
    height = (envelope - lowest) / (highest - lowest)
    hop_s = HOP_SAMPLES / sr
    before, around = int(NEAR_S / hop_s), int(AROUND_S / hop_s)
    peaks: list[int] = []
    for k, value in enumerate(height):
        if peaks and k - peaks[-1] <= before:
            continue
        if value < height[max(k - before, 0) : k + 1].max():
            continue
        if value >= height[max(k - around, 0) : k + around + 1].mean() + PROMINENT:
            peaks.append(k)
    return np.array(peaks, dtype=float) * hop_s
