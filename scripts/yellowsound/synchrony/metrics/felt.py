"""How far the picture is felt to go with the sound, by what viewers tolerate."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from yellowsound.run.plug_in import PlugIn
from yellowsound.synchrony.curves import CLOCK_HZ
from yellowsound.synchrony.kinds import SILENT, STILL, Further, Metric
from yellowsound.synchrony.signals import Signals
from yellowsound.synchrony.tolerance import STEP_S, Agreements, stirring
from yellowsound.synchrony.validation import is_constant, validate_times

UNRELATED_S = (1.0, 15.0)
"""Shifted by this much either way, but by half the length at most, a picture is unrelated."""

LEAST_S = 4.0
"""Length in seconds below which too few unrelated shifts are left."""


def felt(
    change: np.ndarray,
    change_times_s: np.ndarray,
    novelty: np.ndarray,
    novelty_times_s: np.ndarray,
    duration_s: float,
) -> float:
    """Score how far the picture is felt to go with the sound.

    Change and novelty are compared moment by moment, within what viewers
    tolerate (`tolerance.agreements`); from the agreement that of the same
    picture shifted by a second and more is taken away. A shift that nobody
    detects costs next to nothing, and sound ahead of the picture costs more
    than sound behind it. Where one goes on without the other, they do not agree.

    Parameters
    ----------
    change, change_times_s
        By how much each picture differs from the one before, at least 0, in any
        unit, and when it is shown, in seconds, shapes (n_pictures,).
    novelty, novelty_times_s
        How much begins in the sound, at least 0, in any unit, and when, in
        seconds on an even grid, shapes (n_values,).
    duration_s
        Length of the video in seconds.

    Returns
    -------
    float
        In [-1, 1]: 1 where they agree at every moment, about 0 where they are
        unrelated, below 0 where one of the two stops as well; 0 where nothing varies.

    Raises
    ------
    ValueError
        If values and times do not belong together or are not finite.
    """
    agreements = compared(change, change_times_s, novelty, novelty_times_s, duration_s)
    return float(beyond_chance(agreements, np.zeros(1)).item())


def compared(
    change: np.ndarray,
    change_times_s: np.ndarray,
    novelty: np.ndarray,
    novelty_times_s: np.ndarray,
    duration_s: float,
) -> Agreements:
    """Return how change and novelty agree at any shift; parameters and errors as for `felt`."""
    return Agreements(
        stirring(*_validated(change, change_times_s, "change"), duration_s),
        stirring(*_validated(novelty, novelty_times_s, "novelty"), duration_s),
    )


def beyond_chance(agreements: Agreements, shifts_s: np.ndarray) -> np.ndarray:
    """Return `felt` for a picture shifted against the sound, scored on what overlaps.

    Shifted by as much as makes it unrelated, it is scored without the passages in which one of
    the two has stopped.

    Parameters
    ----------
    agreements
        Of picture and sound; see `compared`.
    shifts_s
        How much later the picture is made, in seconds; below 0 earlier.

    Returns
    -------
    np.ndarray
        Shape (n_shifts,); each shift counts to the nearest `tolerance.STEP_S`.
    """
    least, most = (round(limit / STEP_S) for limit in UNRELATED_S)
    away = np.arange(least, min(most, agreements.n_steps // 2) + 1)
    if not (away.size and agreements.vary):
        return np.zeros(len(shifts_s))
    shifts = np.rint(np.asarray(shifts_s) / STEP_S).astype(int)
    # Passages in which one of the two has stopped say nothing about chance: shifted against
    # what goes on, any silence that both share would count for the pair.
    agreement, while_present = agreements.at(shifts)
    _, unrelated = agreements.at(np.concatenate((-away, away)))
    chance = float(unrelated.mean())
    scores = np.where(np.abs(shifts) < least, agreement, while_present)
    return np.clip((scores - chance) / max(1.0 - chance, 1e-9), -1.0, 1.0)


def _validated(
    amounts: np.ndarray, times_s: np.ndarray, name: str
) -> tuple[np.ndarray, np.ndarray]:
    """Return amounts and their times as arrays, once they are known to belong together."""
    amounts, times_s = np.asarray(amounts, dtype=float), np.asarray(times_s, dtype=float)
    validate_times(times_s, f"times of the {name}")
    if amounts.shape != times_s.shape:
        raise ValueError(
            f"{name} of shape {amounts.shape} does not belong to times of {times_s.shape}"
        )
    if not np.isfinite(amounts).all():
        raise ValueError(f"{name} must be finite")
    return amounts, times_s


@dataclass(frozen=True)
class Felt:
    """The metric, of the signals of a video."""

    def undefined(self, signals: Signals) -> str | None:
        """Return which of the two does not vary."""
        if signals.is_silent or is_constant(signals.novelty):
            return SILENT
        if signals.is_still:
            return STILL
        if is_constant(signals.flux[1:]):
            return "the picture changes evenly: its flux is constant"
        if signals.duration_s < LEAST_S:
            return f"the video is too short: {LEAST_S:g} s are needed to tell what chance does"
        return None

    def value(self, signals: Signals) -> float:
        """Return the score of the video as it is."""
        return float(beyond_chance(_agreements(signals), np.zeros(1)).item())

    def null(self, signals: Signals, shifts_s: np.ndarray) -> np.ndarray:
        """Return the score for each shift of the picture, of what overlaps."""
        return beyond_chance(_agreements(signals), shifts_s)

    def companions(self, signals: Signals) -> dict[str, Further]:
        """Return no further columns."""
        return {}


def _agreements(signals: Signals) -> Agreements:
    """Return how picture and sound agree at any shift: a value and its null share most of it."""
    if PLUG_IN.name not in signals.kept:
        change = np.concatenate(([0.0], signals.flux[1:]))  # frame 0 has no flux
        heard_s = np.arange(signals.novelty.size) / CLOCK_HZ
        signals.kept[PLUG_IN.name] = compared(
            change, signals.frame_times_s, signals.novelty, heard_s, signals.duration_s
        )
    return signals.kept[PLUG_IN.name]


def metric(settings: Mapping[str, Any]) -> Metric:
    """Return the metric; it has no settings."""
    return Felt()


PLUG_IN = PlugIn(
    "metric",
    "felt",
    metric,
    "how far the picture goes with the sound within what viewers tolerate, beyond chance",
)
