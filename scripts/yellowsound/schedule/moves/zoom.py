"""The move `zoom`: the picture comes nearer."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from yellowsound.run.plug_in import PlugIn
from yellowsound.run.settings import number
from yellowsound.schedule.moving import move_settings


def zoom(
    level: np.ndarray, swing: np.ndarray, settings: Mapping[str, Any]
) -> dict[str, np.ndarray]:
    """Enlarge the picture about its centre by the share `amount` at level 1."""
    return {"zoom": 1 + settings["amount"] * level}


PLUG_IN = PlugIn(
    "move",
    "zoom",
    zoom,
    "the picture comes nearer",
    channels=("zoom",),
    settings=move_settings(
        follows="beats",
        amount=number(0.035, "how much larger it gets, as a share", most=1),
        attack_s=0.0,
        decay_s=0.12,
    ),
)
