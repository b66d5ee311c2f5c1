"""The signals that every synchrony metric reads, from decoded picture and audio."""

from dataclasses import dataclass

import numpy as np

from yellowsound.hearing.ears import Ears, hear
from yellowsound.hearing.novelty import SAMPLE_RATE_HZ, Novelty, is_silent
from yellowsound.hearing.published import onset_envelope, track_beats
from yellowsound.synchrony.visual import is_still, visual_events, visual_onsets

STRONG_BEAT = 0.40
"""A beat counts for AVS above this share of the song's largest onset strength."""


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
        The judge's loudest novelty within each frame, shape (n_frames,), at least 0.
    beats_s
        Times of the song's beats in seconds, ascending, by the judge's tracker.
    strong_beats_s
        The published beats that count for AVS, whoever judges.
    audio_onsets_s
        Times of the song's onsets in seconds, ascending, by the judge's detector.
    events_s
        Times of the picture's events for AVS in seconds, ascending.
    visual_onsets_s
        Times of the picture's onsets in seconds, ascending; none in a still picture.
    audio
        The song, mono at `SAMPLE_RATE_HZ`, shape (n_samples,).
    novelty
        The judge's novelty on its own grid; None where only `onset` is known.
    """

    fps: float
    flux: np.ndarray
    changed_share: np.ndarray
    onset: np.ndarray
    beats_s: np.ndarray
    strong_beats_s: np.ndarray
    audio_onsets_s: np.ndarray
    events_s: np.ndarray
    visual_onsets_s: np.ndarray
    audio: np.ndarray
    novelty: Novelty | None = None

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
        return is_still(self.flux)

    @property
    def is_silent(self) -> bool:
        """Whether nothing starts in the song: a silent one, or a sound without an attack."""
        return not self.onset.any()


def measure(
    flux: np.ndarray, changed_share: np.ndarray, fps: float, audio: np.ndarray, judge: Ears
) -> Signals:
    """Derive all signals of one video.

    Parameters
    ----------
    flux, changed_share
        Change of the picture, shape (n_frames,); see `media.Picture`.
    fps
        Frames per second.
    audio
        Mono audio at `SAMPLE_RATE_HZ` on the picture's clock, shape (n_samples,).
    judge
        With what the sound is heard.
    """
    heard = hear(audio, judge)
    return Signals(
        fps=fps,
        flux=flux,
        changed_share=changed_share,
        onset=heard.novelty.loudest(np.arange(flux.size) / fps, 1 / fps),
        beats_s=heard.beats_s,
        strong_beats_s=_published_strong_beats(audio),
        audio_onsets_s=heard.onsets_s,
        events_s=visual_events(changed_share, fps),
        # What the codec refreshes in a still picture stands out, too, but is no onset.
        visual_onsets_s=np.zeros(0) if is_still(flux) else visual_onsets(flux, fps),
        audio=audio,
        novelty=heard.novelty,
    )


def _published_strong_beats(audio: np.ndarray) -> np.ndarray:
    """Return the beats that count for AVS."""
    if is_silent(audio):
        return np.zeros(0)
    beats_s, strengths = track_beats(onset_envelope(audio, SAMPLE_RATE_HZ), SAMPLE_RATE_HZ)
    return beats_s[strengths > STRONG_BEAT]
