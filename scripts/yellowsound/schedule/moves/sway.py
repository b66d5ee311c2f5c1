"""The move `sway`: the picture is pushed aside, by turns to one side and to the other."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from yellowsound.run.plug_in import PlugIn
from yellowsound.run.settings import number
from yellowsound.schedule.moving import move_settings


def sway(
    level: np.ndarray, swing: np.ndarray, settings: Mapping[str, Any]
) -> dict[str, np.ndarray]:
    """Shift the picture by `amount` half heights at a swing of 1."""
    return {"right": settings["amount"] * swing.real, "down": settings["amount"] * swing.imag}


PLUG_IN = PlugIn(
    "move",
    "sway",
    sway,
    "the picture is pushed aside, each time to about the other side",
    channels=(
        "right",
        "down",
    ),
    settings=move_settings(
        follows="downbeats",
        amount=number(0.03, "how far it goes", most=0.5, unit="half heights of the frame"),
        attack_s=0.2,
        decay_s=0.6,
    ),
)
