"""The metrics by name, and what each of them reads of a video's signals.

A new metric is a function in `metrics` and a line in `METRICS`; a signal that
none has read before is a field of `signals.Signals`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

import numpy as np

from yellowsound.synchrony import metrics
from yellowsound.synchrony.dtw import fast_dtw
from yellowsound.synchrony.null import shift_times
from yellowsound.synchrony.signals import STILL_MEAN_FLUX, Signals

SILENT = "the song is silent: its onset strength does not vary"
STILL = f"the picture is still: its mean flux is below {STILL_MEAN_FLUX} grey levels of 255"


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
    """

    function: Callable[[np.ndarray, np.ndarray], float]
    heard: str
    seen: str
    quick: Callable[[np.ndarray, np.ndarray], float] | None = None

    def undefined(self, signals: Signals) -> str | None:
        """Return which of the two lists is empty, and why."""
        if getattr(signals, self.heard).size == 0:
            if signals.is_silent:
                return SILENT
            return "no beat of the song is strong enough to count"
        if getattr(signals, self.seen).size == 0:
            return "the picture has no visual events"
        return None

    def value(self, signals: Signals) -> float:
        """Return the score of the video as it is."""
        return self.function(getattr(signals, self.heard), getattr(signals, self.seen))

    def null(self, signals: Signals, offsets_s: np.ndarray) -> np.ndarray:
        """Return the score for each shift of the times seen."""
        heard, seen = getattr(signals, self.heard), getattr(signals, self.seen)
        function = self.quick or self.function
        return np.array(
            [
                function(heard, shift_times(seen, offset_s, signals.duration_s))
                for offset_s in offsets_s
            ]
        )

    def companions(self, signals: Signals) -> dict[str, float | None]:
        """Return no further columns."""
        return {}


@dataclass(frozen=True)
class OfEnvelopes:
    """A metric of the visual flux and the onset strength, frame by frame.

    Frame 0 has no flux and is left out of both.

    Attributes
    ----------
    function
        Takes flux and onset strength, both of shape (n_frames - 1,).
    circular
        Takes the same; element s of what it returns is `function` for the
        flux rolled by s frames.
    further
        Columns without a null: functions that take flux, onset strength and fps.
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
        if signals.is_silent or metrics.is_constant(signals.onset[1:]):
            return SILENT
        if signals.is_still:
            return STILL
        if metrics.is_constant(signals.flux[1:]):
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


METRICS: dict[str, Metric] = {
    "avs": OfTimes(
        metrics.avs,
        heard="strong_beats_s",
        seen="events_s",
        quick=partial(metrics.avs, warp=fast_dtw),
    ),
    "flux_onset_r": OfEnvelopes(
        metrics.flux_onset_r,
        circular=metrics.circular_flux_onset_r,
        further={"flux_onset_lag_ms": metrics.flux_onset_lag_ms},
    ),
}
"""Metrics by the name of their column."""
