"""The move `brightness`: the picture lights up."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from yellowsound.run.plug_in import PlugIn
from yellowsound.run.settings import number
from yellowsound.schedule.moving import move_settings


def brightness(
    level: np.ndarray, swing: np.ndarray, settings: Mapping[str, Any]
) -> dict[str, np.ndarray]:
    """Brighten the picture by the share `amount` of its levels at level 1."""
    return {"light": 1 + settings["amount"] * level}


PLUG_IN = PlugIn(
    "move",
    "brightness",
    brightness,
    "the picture lights up",
    channels=("light",),
    settings=move_settings(
        follows="downbeats",
        amount=number(0.16, "how much brighter it gets, as a share of its levels", most=1),
        attack_s=0.0,
        decay_s=0.2,
    ),
)
