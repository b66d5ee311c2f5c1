"""The move `saturation`: colours become stronger."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from yellowsound.run.plug_in import PlugIn
from yellowsound.run.settings import number
from yellowsound.schedule.moving import move_settings


def saturation(
    level: np.ndarray, swing: np.ndarray, settings: Mapping[str, Any]
) -> dict[str, np.ndarray]:
    """Saturate the colours by the share `amount` at level 1."""
    return {"saturation": 1 + settings["amount"] * level}


PLUG_IN = PlugIn(
    "move",
    "saturation",
    saturation,
    "colours become stronger",
    channels=("saturation",),
    settings=move_settings(
        follows="loudness",
        amount=number(0.3, "how much stronger they get, as a share", most=2),
        attack_s=0.5,
        decay_s=1.0,
    ),
)
