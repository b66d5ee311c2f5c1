"""The move `turn`: the picture turns a little, by turns to one side and to the other."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from yellowsound.run.plug_in import PlugIn
from yellowsound.run.settings import number
from yellowsound.schedule.moving import move_settings


def turn(
    level: np.ndarray, swing: np.ndarray, settings: Mapping[str, Any]
) -> dict[str, np.ndarray]:
    """Turn the picture by `amount` degrees at a swing of 1, to the right: clockwise."""
    return {"turn": settings["amount"] * swing.real}


PLUG_IN = PlugIn(
    "move",
    "turn",
    turn,
    "the picture turns a little, each time the other way round",
    channels=("turn",),
    settings=move_settings(
        follows="downbeats",
        amount=number(1.5, "how far it turns", most=45, unit="degrees"),
        attack_s=0.0,
        decay_s=0.25,
    ),
)
