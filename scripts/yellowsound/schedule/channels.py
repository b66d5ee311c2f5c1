"""Channels: in what a shown frame may differ from the one that was walked to.

A move fills one or more of them, frame by frame; where several fill the same one, they are
combined. They stand in the schedule's table as columns.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from yellowsound.run.moves import PAINTED

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Channel:
    """One of them.

    Attributes
    ----------
    neutral
        The value that changes nothing: 1 of a factor, 0 of what is added.
    meaning
        What it is and in which unit, in one line.
    """

    neutral: float
    meaning: str

    @property
    def is_factor(self) -> bool:
        """Whether values of several moves are multiplied, not added."""
        return self.neutral == 1


CHANNELS = {
    "zoom": Channel(1, "enlarged about the centre, a factor"),
    "right": Channel(0, "moved to the right, in half heights of the frame"),
    "down": Channel(0, "moved down, in half heights"),
    "turn": Channel(0, "turned clockwise about the centre, in degrees"),
    "tilt_right": Channel(0, "tilted in depth: nearer by this share half a height to the right"),
    "tilt_down": Channel(0, "tilted in depth: nearer by this share half a height down"),
    "ripple": Channel(0, "height of a standing wave, in half heights"),
    "light": Channel(1, "brightness, a factor of the levels of sRGB"),
    "saturation": Channel(1, "saturation, a factor"),
    "hue": Channel(0, "hues turned about the axis of greys, in degrees"),
    "style": Channel(0, "share of the keyframes' accent in the style that is painted, 0 to 1"),
}
"""All of them by name, in the order in which a table holds them."""


def combined(parts: Iterable[Mapping[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Combine what several moves fill.

    Parameters
    ----------
    parts
        For each move its channels, each of shape (n_frames,).

    Returns
    -------
    dict
        The channels that any of them fills, in the order of `CHANNELS`.
    """
    found: dict[str, np.ndarray] = {}
    for part in parts:
        for name, values in part.items():
            if name not in found:
                found[name] = values
            elif CHANNELS[name].is_factor:
                found[name] = found[name] * values
            else:
                found[name] = found[name] + values
    # Beyond all of an accent there is no style.
    return {
        name: found[name].clip(0.0, 1.0) if name in PAINTED else found[name]
        for name in CHANNELS
        if name in found
    }


def held(table: "Mapping[str, np.ndarray] | pd.DataFrame") -> dict[str, np.ndarray]:
    """Return the channels that a schedule's table holds, but for those that are `PAINTED`."""
    return {
        name: np.asarray(table[name]) for name in CHANNELS if name in table and name not in PAINTED
    }
