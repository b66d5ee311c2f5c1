"""The two kinds of metrics, of times and of envelopes, and what scoring asks of any.

A new metric is a file in metrics/; a signal that none has read before is a
field of `signals.Signals`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from yellowsound.synchrony.curves import CLOCK_HZ
from yellowsound.synchrony.null import overlap_s, within
from yellowsound.synchrony.signals import Signals
from yellowsound.synchrony.validation import is_constant
from yellowsound.synchrony.visual import STILL_PER_S

SILENT = "the song is silent: its novelty does not vary"
STILL = f"the picture is still: it changes by less than {STILL_PER_S:g} units of CIELAB a second"

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


@dataclass(frozen=True)
class Further:
    """The value of a further column.

    Attributes
    ----------
    value
        The number; None where it is undefined.
    note
        Why it is undefined, or what limits it; None where nothing does.
    """

    value: float | None
    note: str | None = None


class Metric(Protocol):
    """What `score` asks of a metric."""

    def undefined(self, signals: Signals) -> str | None:
        """Return why the metric says nothing about this video, or None where it does."""

    def value(self, signals: Signals) -> float:
        """Return the score of the video as it is."""

    def null(self, signals: Signals, shifts_s: np.ndarray) -> np.ndarray:
        """Return the score of what overlaps, for each shift of the picture, shape (n_shifts,).

        A shift is in seconds, positive where the picture is shown later. A rate
        has no null, and returns none.
        """

    def companions(self, signals: Signals) -> "dict[str, Further]":
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
        The same function, made for the many calls of a null.
    found_anew
        Finds the times seen in a stretch of the picture, given from and up to
        which frame; without it, the times of the whole picture are cut.
    least
        How many times each list must hold.
    is_rate
        Whether it counts, and a shift says nothing about it: it has no null.
    """

    function: Callable[..., float]
    heard: str
    seen: str
    quick: Callable[..., float] | None = None
    found_anew: Callable[[Signals, int, int], np.ndarray] | None = None
    least: int = 1
    is_rate: bool = False

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
        return self.function(getattr(signals, self.heard), getattr(signals, self.seen))

    def null(self, signals: Signals, shifts_s: np.ndarray) -> np.ndarray:
        """Return the score of what overlaps, for each shift of the times seen."""
        if self.is_rate:
            return np.zeros(0)
        function = self.quick or self.function
        return np.array([function(*self._overlapping(signals, by_s)) for by_s in shifts_s])

    def companions(self, signals: Signals) -> dict[str, Further]:
        """Return no further columns."""
        return {}

    def _overlapping(self, signals: Signals, shift_s: float) -> tuple[np.ndarray, np.ndarray]:
        """Return the times heard and seen where a shifted picture and the song overlap."""
        key = (self.heard, self.seen, self.found_anew, shift_s)
        if key not in signals.kept:
            signals.kept[key] = self._cut(signals, shift_s)
        return signals.kept[key]

    def _cut(self, signals: Signals, shift_s: float) -> tuple[np.ndarray, np.ndarray]:
        """Cut the times heard and seen to what overlaps."""
        begin_s, end_s = overlap_s(shift_s, signals.duration_s)
        heard_s = within(getattr(signals, self.heard), begin_s, end_s)
        if self.found_anew is not None:
            first, last = (round((time_s - shift_s) * signals.fps) for time_s in (begin_s, end_s))
            return heard_s, self.found_anew(signals, first, last)
        return heard_s, within(getattr(signals, self.seen), begin_s - shift_s, end_s - shift_s)


@dataclass(frozen=True)
class OfEnvelopes:
    """A metric of two curves on one clock: what changes in the picture, what begins in the song.

    Both come without their slow trends; see `curves.without_trend`.

    Attributes
    ----------
    function
        Takes the curve seen and the curve heard, both of shape (n_bins,).
    shifted
        The same for many shifts at once: takes the two curves and by how many
        bins the curve seen comes later, shape (n_shifts,).
    further
        Columns without a null: functions that take the signals.
    """

    function: Callable[[np.ndarray, np.ndarray], float]
    shifted: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray] | None = None
    further: Mapping[str, Callable[[Signals], Further]] = field(default_factory=dict)

    def undefined(self, signals: Signals) -> str | None:
        """Return which of the two curves is constant."""
        if signals.n_frames < 3:
            return "the video is too short: a correlation needs three frames"
        if signals.is_silent:
            return SILENT
        if signals.is_still:
            return STILL
        seen, heard = signals.seen_curve, signals.heard_curve
        if is_constant(heard):
            return SILENT
        if is_constant(seen):
            return "the picture changes evenly: its flux is constant"
        return None

    def value(self, signals: Signals) -> float:
        """Return the score of the video as it is."""
        return self.function(signals.seen_curve, signals.heard_curve)

    def null(self, signals: Signals, shifts_s: np.ndarray) -> np.ndarray:
        """Return the score of what overlaps, for each shift of the curve seen."""
        seen, heard = signals.seen_curve, signals.heard_curve
        later = np.rint(shifts_s * CLOCK_HZ).astype(int)
        if self.shifted is not None:
            return self.shifted(seen, heard, later)
        return np.array([self.function(*overlapping(seen, heard, by)) for by in later])

    def companions(self, signals: Signals) -> dict[str, Further]:
        """Return the further columns, None where the metric is undefined."""
        if reason := self.undefined(signals):
            return dict.fromkeys(self.further, Further(None, reason))
        return {name: function(signals) for name, function in self.further.items()}


def overlapping(seen: np.ndarray, heard: np.ndarray, later: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the stretches that meet where the curve seen comes `later` by some bins."""
    n = seen.size
    return seen[max(-later, 0) : n - max(later, 0)], heard[max(later, 0) : n + min(later, 0)]


def with_null(
    metric: Metric, signals: Signals, at_s: np.ndarray, shifts_s: np.ndarray
) -> tuple[np.ndarray, np.ndarray] | None:
    """Score a video at some shifts of interest and at those of its null, together.

    Not shifted at all is a shift, too: what both need is found once.

    Parameters
    ----------
    metric, signals
        The metric, and what is seen and heard.
    at_s
        The shifts of interest in seconds, 0 for the video as it is, shape (n,).
    shifts_s
        The shifts of the null in seconds, shape (n_shifts,).

    Returns
    -------
    tuple of np.ndarray or None
        Scores of shapes (n,) and (n_shifts,); None where the metric says
        nothing about the video, or there is no null.
    """
    if shifts_s.size == 0 or metric.undefined(signals):
        return None
    scores = np.asarray(metric.null(signals, np.concatenate((at_s, shifts_s))), dtype=float)
    return (scores[: at_s.size], scores[at_s.size :]) if scores.size else None
