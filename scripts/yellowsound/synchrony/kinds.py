"""The two kinds of metrics, of times and of envelopes, and what scoring asks of any.

A new metric is a file in metrics/; a signal that none has read before is a
field of `signals.Signals`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from yellowsound.synchrony.null import shift_times
from yellowsound.synchrony.signals import Signals
from yellowsound.synchrony.validation import is_constant
from yellowsound.synchrony.visual import STILL_MEAN_FLUX

SILENT = "the song is silent: its novelty does not vary"
STILL = f"the picture is still: its mean flux is below {STILL_MEAN_FLUX} grey levels of 255"

NONE_OF = {
    "beats_s": "the song has no beats",
    "strong_beats_s": "no beat of the song is strong enough to count",
    "audio_onsets_s": "the song has no onsets",
    "events_s": "the picture has no visual events",
    "visual_onsets_s": "the picture has no visual onsets",
}
"""What an empty list of times means, by its field of `Signals`."""


METRIC_PARTS = ("undefined", "value", "null", "companions")
"""What a `Metric` holds."""


class Metric(Protocol):
    """What `score` asks of a metric."""

    def undefined(self, signals: Signals) -> str | None:
        """Return why the metric says nothing about this video, or None where it does."""

    def value(self, signals: Signals) -> float:
        """Return the score of the video as it is."""

    def null(self, signals: Signals, offsets_s: np.ndarray) -> np.ndarray:
        """Return the score for each shift of the picture, in seconds later, shape (draws,)."""

    def companions(self, signals: Signals) -> dict[str, float | None]:
        """Return further columns that have no null of their own, by name."""


@dataclass(frozen=True)
class OfTimes:
    """A metric of a list of times heard and a list of times seen.

    Attributes
    ----------
    function
        Takes the times heard and the times seen, both in seconds and ascending.
    heard, seen
        Fields of `Signals` that hold them.
    quick
        The same function, made for the thousand calls of a null.
    found_anew
        Finds the times seen in a picture whose signals are shifted; without
        it, the times themselves are shifted.
    takes_fps
        Whether the functions take the frames per second as a third argument.
    least
        How many times each list must hold.
    """

    function: Callable[..., float]
    heard: str
    seen: str
    quick: Callable[..., float] | None = None
    found_anew: Callable[[Signals, float], np.ndarray] | None = None
    takes_fps: bool = False
    least: int = 1

    def undefined(self, signals: Signals) -> str | None:
        """Return which of the two lists is too short, and why."""
        heard, seen = getattr(signals, self.heard), getattr(signals, self.seen)
        if heard.size == 0:
            return SILENT if signals.is_silent else NONE_OF[self.heard]
        if seen.size == 0:
            # A still picture may have events: a codec's refreshing counts for AVS.
            still = self.seen == "visual_onsets_s" and signals.is_still
            return STILL if still else NONE_OF[self.seen]
        if min(heard.size, seen.size) < self.least:
            return f"{heard.size} heard and {seen.size} seen: {self.least} of each are needed"
        return None

    def value(self, signals: Signals) -> float:
        """Return the score of the video as it is."""
        return self._call(self.function, signals, getattr(signals, self.seen))

    def null(self, signals: Signals, offsets_s: np.ndarray) -> np.ndarray:
        """Return the score for each shift of the times seen."""
        function = self.quick or self.function
        return np.array(
            [self._call(function, signals, self._shifted(signals, by_s)) for by_s in offsets_s]
        )

    def companions(self, signals: Signals) -> dict[str, float | None]:
        """Return no further columns."""
        return {}

    def _shifted(self, signals: Signals, offset_s: float) -> np.ndarray:
        """Return the times seen in the picture shifted by `offset_s`."""
        if self.found_anew is not None:
            return self.found_anew(signals, offset_s)
        return shift_times(getattr(signals, self.seen), offset_s, signals.duration_s)

    def _call(self, function: Callable[..., float], signals: Signals, seen: np.ndarray) -> float:
        """Score times seen against those heard."""
        further = (signals.fps,) if self.takes_fps else ()
        return function(getattr(signals, self.heard), seen, *further)


@dataclass(frozen=True)
class OfEnvelopes:
    """A metric of the visual flux and the novelty, frame by frame.

    Frame 0 has no flux and is left out of both.

    Attributes
    ----------
    function
        Takes flux and novelty, both of shape (n_frames - 1,).
    circular
        Takes the same; element s of what it returns is `function` for the
        flux rolled by s frames.
    further
        Columns without a null: functions that take flux, novelty and fps.
    """

    function: Callable[[np.ndarray, np.ndarray], float]
    circular: Callable[[np.ndarray, np.ndarray], np.ndarray]
    further: Mapping[str, Callable[[np.ndarray, np.ndarray, float], float | None]] = field(
        default_factory=dict
    )

    def undefined(self, signals: Signals) -> str | None:
        """Return which of the two envelopes is constant."""
        if signals.n_frames < 3:
            return "the video is too short: a correlation needs three frames"
        if signals.is_silent or is_constant(signals.onset[1:]):
            return SILENT
        if signals.is_still:
            return STILL
        if is_constant(signals.flux[1:]):
            return "the picture changes evenly: its flux is constant"
        return None

    def value(self, signals: Signals) -> float:
        """Return the score of the video as it is."""
        return self.function(signals.flux[1:], signals.onset[1:])

    def null(self, signals: Signals, offsets_s: np.ndarray) -> np.ndarray:
        """Return the score for each shift of the flux, to the nearest frame."""
        by_shift = self.circular(signals.flux[1:], signals.onset[1:])
        shifts = np.rint(offsets_s * signals.fps).astype(int)
        return by_shift[shifts % by_shift.size]

    def companions(self, signals: Signals) -> dict[str, float | None]:
        """Return the further columns, None where the metric is undefined."""
        if self.undefined(signals):
            return dict.fromkeys(self.further)
        return {
            name: function(signals.flux[1:], signals.onset[1:], signals.fps)
            for name, function in self.further.items()
        }
