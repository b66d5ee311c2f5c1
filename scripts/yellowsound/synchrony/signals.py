"""The signals that every synchrony metric reads, from decoded picture and audio."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from yellowsound.hearing.ears import BEAT_REACH_S, Ears, hear
from yellowsound.hearing.novelty import SAMPLE_RATE_HZ, Novelty, is_silent
from yellowsound.hearing.published import onset_envelope, track_beats
from yellowsound.synchrony.curves import (
    CLOCK_HZ,
    heard,
    n_bins,
    seen_per_s,
    smoothed,
    without_trend,
)
from yellowsound.synchrony.visual import (
    Picture,
    changed_frames,
    is_still,
    rising,
    visual_events,
    visual_onsets,
)
from yellowsound.video.flashes import Flashes

STRONG_BEAT = 0.40
"""A beat counts for AVS above this share of the song's largest onset strength."""


STRONG = 0.40
"""A beat or an onset is strong where its novelty is this share of the song's strongest."""


@dataclass(frozen=True)
class Signals:
    """What is seen and heard in one video.

    Attributes
    ----------
    fps
        Frames per second; frame k stands at k / fps.
    flux, luma_flux, changed_share
        Change of the picture, shape (n_frames,); see `visual.Picture`.
    novelty
        The judge's loudest novelty around each time of the clock, shape
        (n_bins,), at least 0; see `curves.heard`.
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
    flashes
        How often the picture flashes; None where nobody counted.
    """

    fps: float
    flux: np.ndarray
    luma_flux: np.ndarray
    changed_share: np.ndarray
    novelty: np.ndarray
    beats_s: np.ndarray
    strong_beats_s: np.ndarray
    audio_onsets_s: np.ndarray
    events_s: np.ndarray
    visual_onsets_s: np.ndarray
    audio: np.ndarray
    flashes: Flashes | None = None

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
        """Whether nothing moves in the picture; see `visual.STILL_PER_S`."""
        return is_still(self.flux, self.fps)

    @property
    def is_silent(self) -> bool:
        """Whether nothing starts in the song: a silent one, or a sound without an attack."""
        return not self.novelty.any()

    @property
    def onset(self) -> np.ndarray:
        """The judge's loudest novelty within each frame, shape (n_frames,), at least 0."""
        return Novelty(self.novelty, 1 / CLOCK_HZ).loudest(self.frame_times_s, 1 / self.fps)

    @property
    def loud_beats_s(self) -> np.ndarray:
        """Times of the beats with a novelty above `STRONG` of the loudest beat's, in seconds."""
        return self._strong(self.beats_s, 2 * BEAT_REACH_S)

    @property
    def loud_onsets_s(self) -> np.ndarray:
        """Times of the onsets with a novelty above `STRONG` of the loudest's, in seconds."""
        return self._strong(self.audio_onsets_s, 2 / CLOCK_HZ)

    def _strong(self, times_s: np.ndarray, width_s: float) -> np.ndarray:
        """Return those times around which the novelty is above `STRONG` of the loudest."""
        if times_s.size == 0:
            return times_s
        heights = Novelty(self.novelty, 1 / CLOCK_HZ).loudest(times_s, width_s)
        return times_s[heights > STRONG * heights.max()]

    @cached_property
    def kept(self) -> dict[Hashable, Any]:
        """What metrics have found in these signals and ask for again, under keys of their own."""
        return {}

    @cached_property
    def changed_frames(self) -> list[int]:
        """The frames that may be events for AVS, ascending; see `visual.changed_frames`."""
        return changed_frames(self.changed_share)

    @cached_property
    def seen_per_s(self) -> np.ndarray:
        """Change of the picture per second, on the clock, shape (n_bins,)."""
        return seen_per_s(self.flux, self.fps)

    @cached_property
    def rising_per_s(self) -> np.ndarray:
        """By how much the change rises, per second, on the clock; see `visual.rising`."""
        return seen_per_s(rising(self.flux, self.fps), self.fps)

    @cached_property
    def seen_curve(self) -> np.ndarray:
        """Change of the picture on the clock, without its slow trend, shape (n_bins,)."""
        return without_trend(self.seen_per_s)

    @cached_property
    def heard_curve(self) -> np.ndarray:
        """The novelty as smooth as the change, without its slow trend, shape (n_bins,)."""
        return without_trend(smoothed(self.novelty))


def see(fps: float, flux: np.ndarray, luma_flux: np.ndarray, changed_share: np.ndarray) -> Signals:
    """Return the signals of a picture in silence; parameters as in `Signals`."""
    nothing = np.zeros(0)
    return Signals(
        fps=fps,
        flux=flux,
        luma_flux=luma_flux,
        changed_share=changed_share,
        novelty=np.zeros(n_bins(flux.size / fps)),
        beats_s=nothing,
        strong_beats_s=nothing,
        audio_onsets_s=nothing,
        events_s=visual_events(changed_share, fps),
        # What the codec refreshes in a still picture stands out, too, but is no onset.
        visual_onsets_s=nothing if is_still(flux, fps) else visual_onsets(flux, fps),
        audio=nothing,
    )


def measure(picture: Picture, audio: np.ndarray, judge: Ears) -> Signals:
    """Derive all signals of one video.

    Parameters
    ----------
    picture
        How it changes.
    audio
        Mono audio at `SAMPLE_RATE_HZ` on the picture's clock, shape (n_samples,).
    judge
        With what the sound is heard.
    """
    seen = see(picture.fps, picture.flux, picture.luma_flux, picture.changed_share)
    return heard_with(replace(seen, flashes=picture.flashes), audio, judge)


def heard_with(seen: Signals, audio: np.ndarray, judge: Ears) -> Signals:
    """Return the signals of a picture with a sound; `audio` and `judge` as for `measure`."""
    sound = hear(audio, judge)
    return replace(
        seen,
        novelty=heard(sound.novelty, seen.duration_s),
        beats_s=sound.beats_s,
        strong_beats_s=_published_strong_beats(audio),
        audio_onsets_s=sound.onsets_s,
        audio=audio,
    )


def _published_strong_beats(audio: np.ndarray) -> np.ndarray:
    """Return the beats that count for AVS."""
    if is_silent(audio):
        return np.zeros(0)
    beats_s, strengths = track_beats(onset_envelope(audio, SAMPLE_RATE_HZ), SAMPLE_RATE_HZ)
    return beats_s[strengths > STRONG_BEAT]
