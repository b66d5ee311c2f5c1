"""The move `accent`: the style flares up, of walkers that paint in a style."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from yellowsound.run.plug_in import PlugIn
from yellowsound.run.settings import number
from yellowsound.schedule.moving import move_settings


def accent(
    level: np.ndarray, swing: np.ndarray, settings: Mapping[str, Any]
) -> dict[str, np.ndarray]:
    """Mix the keyframes' accent into the style, with the share `amount` at level 1."""
    return {"style": settings["amount"] * level}


PLUG_IN = PlugIn(
    "move",
    "accent",
    accent,
    "the genre's style flares up; only of walkers that paint in a style",
    channels=("style",),
    settings=move_settings(
        follows="downbeats",
        amount=number(0.5, "share of the accent in the style that is painted", most=1),
        attack_s=0.0,
        decay_s=0.3,
    ),
)
