"""The move `ripple`: a wave runs over the picture, as over water."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from yellowsound.run.plug_in import PlugIn
from yellowsound.run.settings import number
from yellowsound.schedule.moving import move_settings


def ripple(
    level: np.ndarray, swing: np.ndarray, settings: Mapping[str, Any]
) -> dict[str, np.ndarray]:
    """Raise a wave of `amount` half heights at a swing of 1; to the left, its troughs rise."""
    return {"ripple": settings["amount"] * swing.real}


PLUG_IN = PlugIn(
    "move",
    "ripple",
    ripple,
    "a wave bends the picture, as if it lay under water",
    channels=("ripple",),
    settings=move_settings(
        follows="bass",
        amount=number(
            0.012, "how far points are moved", most=0.1, unit="half heights of the frame"
        ),
        attack_s=0.05,
        decay_s=0.4,
    ),
)
