"""The published beats, to which the published score AVS listens: librosa's, late as they are."""

import numpy as np

HOP_SAMPLES = 512
"""Hop of the onset envelope, in samples at 22050 Hz."""


SHORTEST_S = 1.0
"""In less than this there is no tempo to find: librosa's compiled code does not check, and
writes beyond the ends of a few values."""


def beats_along(envelope: np.ndarray, sr: int, hop_samples: int) -> np.ndarray:
    """Return the places of the beats in an envelope, by librosa's tracker.

    Parameters
    ----------
    envelope
        At least 0, one value each `hop_samples`, shape (n_values,).
    sr
        Sample rate in Hz.
    hop_samples
        Hop of the envelope, in samples.

    Returns
    -------
    np.ndarray
        Indices of values, ascending; none where the envelope is silent or
        shorter than `SHORTEST_S`.

    References
    ----------
    Ellis, "Beat tracking by dynamic programming", Journal of New Music
    Research 36 (2007), as implemented in librosa.
    """
    from yellowsound.run.compiled import librosa

    if (envelope.size - 1) * hop_samples < SHORTEST_S * sr:
        return np.zeros(0, dtype=int)
    _, beats = librosa.beat.beat_track(onset_envelope=envelope, sr=sr, hop_length=hop_samples)
    return np.asarray(beats, dtype=int)


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
    from yellowsound.run.compiled import librosa

    return librosa.onset.onset_strength(y=audio, sr=sr, hop_length=HOP_SAMPLES)


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

    """
    from yellowsound.run.compiled import librosa

    beats = beats_along(envelope, sr, HOP_SAMPLES)
    times_s = librosa.frames_to_time(beats, sr=sr, hop_length=HOP_SAMPLES)
    if beats.size == 0:
        return times_s, np.zeros(0)
    return times_s, envelope[beats] / envelope.max()
