"""The move `hue`: colours turn into their neighbours."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from yellowsound.run.plug_in import PlugIn
from yellowsound.run.settings import number
from yellowsound.schedule.moving import move_settings


def hue(level: np.ndarray, swing: np.ndarray, settings: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """Turn the hues by `amount` degrees at a swing of 1, to the right: from red to yellow."""
    return {"hue": settings["amount"] * swing.real}


PLUG_IN = PlugIn(
    "move",
    "hue",
    hue,
    "colours turn into their neighbours on the wheel, each time the other way round",
    channels=("hue",),
    settings=move_settings(
        follows="harmonic",
        amount=number(12.0, "how far they turn", most=180, unit="degrees"),
        attack_s=0.2,
        decay_s=0.6,
    ),
)
