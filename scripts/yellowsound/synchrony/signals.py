"""The signals that every synchrony metric reads, from decoded picture and audio."""

from dataclasses import dataclass

import numpy as np

SAMPLE_RATE_HZ = 22050
"""Sample rate of the analysis."""

HOP_SAMPLES = 512
"""Hop of the onset envelope, in samples at `SAMPLE_RATE_HZ`."""

STRONG_BEAT = 0.40
"""A beat counts for AVS above this share of the song's largest onset strength."""

CHANGED_SHARE = 225_000 / (768 * 768 * 3)
"""A frame is an event for AVS above this share of changed channel values (a count at 768x768)."""

REFRACTORY_S = 1.0
"""An event for AVS comes more than this after the last one, in seconds."""

STILL_MEAN_FLUX = 0.02
"""Mean flux, in grey levels of 255, below which a picture is still.

A lossy codec refreshes even a still picture: x264, at CRF 18 to 30 and its
usual key frame every 250 frames, leaves a mean below 0.01; a cross-fade over
ten seconds makes one of 0.2 and more.
"""


@dataclass(frozen=True)
class Signals:
    """What is seen and heard in one video.

    Attributes
    ----------
    fps
        Frames per second; frame k stands at k / fps.
    flux, changed_share
        Change of the picture, shape (n_frames,); see `media.Picture`.
    onset
        Onset strength at the frame times, shape (n_frames,), at least 0.
    beats_s
        Times of the song's beats in seconds, ascending.
    strong_beats_s
        Those beats that count for AVS.
    events_s
        Times of the picture's events for AVS in seconds, ascending.
    audio
        The song, mono at `SAMPLE_RATE_HZ`, shape (n_samples,).
    """

    fps: float
    flux: np.ndarray
    changed_share: np.ndarray
    onset: np.ndarray
    beats_s: np.ndarray
    strong_beats_s: np.ndarray
    events_s: np.ndarray
    audio: np.ndarray

    @property
    def n_frames(self) -> int:
        """Number of video frames."""
        return self.flux.size

    @property
    def duration_s(self) -> float:
        """Length of the picture in seconds."""
        return self.n_frames / self.fps

    @property
    def frame_times_s(self) -> np.ndarray:
        """Times of the frames in seconds, shape (n_frames,)."""
        return np.arange(self.n_frames) / self.fps

    @property
    def is_still(self) -> bool:
        """Whether nothing moves in the picture; see `STILL_MEAN_FLUX`."""
        return bool(self.flux[1:].mean() < STILL_MEAN_FLUX)

    @property
    def is_silent(self) -> bool:
        """Whether nothing starts in the song: a silent one, or a sound without an attack."""
        return not self.onset.any()


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
    """Sample an envelope of hop `HOP_SAMPLES` at the frame times, by linear interpolation."""
    hop_times_s = np.arange(envelope.size) * HOP_SAMPLES / sr
    return np.interp(np.arange(n_frames) / fps, hop_times_s, envelope)


def onset_at_frames(audio: np.ndarray, sr: int, n_frames: int, fps: float) -> np.ndarray:
    """Return the onset strength of a song at the times of a video's frames.

    Parameters
    ----------
    audio
        Mono audio, shape (n_samples,).
    sr
        Its sample rate in Hz.
    n_frames
        Number of video frames; frame k stands at k / fps.
    fps
        Frames per second of the video.

    Returns
    -------
    np.ndarray
        Onset strength (spectral flux in dB, averaged over mel bands), at
        least 0, shape (n_frames,). Frames after the end of the audio hold
        its last value.
    """
    return at_frames(onset_envelope(audio, sr), sr, n_frames, fps)


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


def visual_events(changed_share: np.ndarray, fps: float) -> np.ndarray:
    """Find the events that AVS counts: frames of which many values changed, seldom enough.

    Parameters
    ----------
    changed_share
        Share of changed channel values, shape (n_frames,), in [0, 1].
    fps
        Frames per second.

    Returns
    -------
    np.ndarray
        Times in seconds, ascending: frames above `CHANGED_SHARE` that stand
        more than `REFRACTORY_S` after the event before (the first: after time 0).

    References
    ----------
    Pina and Li, "Combining Genre Classification and Harmonic-Percussive
    Features with Diffusion Models for Music-Video Generation", 2024.
    """
    events = []
    last = 0
    for frame in np.flatnonzero(changed_share > CHANGED_SHARE):
        # Counted in frames: a difference of two rounded times may exceed 1 s by rounding alone.
        if frame - last > REFRACTORY_S * fps:
            events.append(frame)
            last = frame
    return np.array(events, dtype=float) / fps


def measure(flux: np.ndarray, changed_share: np.ndarray, fps: float, audio: np.ndarray) -> Signals:
    """Derive all signals of one video.

    Parameters
    ----------
    flux, changed_share
        Change of the picture, shape (n_frames,); see `media.Picture`.
    fps
        Frames per second.
    audio
        Mono audio at `SAMPLE_RATE_HZ` on the picture's clock, shape (n_samples,).
    """
    envelope = onset_envelope(audio, SAMPLE_RATE_HZ)
    beats_s, strengths = track_beats(envelope, SAMPLE_RATE_HZ)
    return Signals(
        fps=fps,
        flux=flux,
        changed_share=changed_share,
        onset=at_frames(envelope, SAMPLE_RATE_HZ, flux.size, fps),
        beats_s=beats_s,
        strong_beats_s=beats_s[strengths > STRONG_BEAT],
        events_s=visual_events(changed_share, fps),
        audio=audio,
    )
