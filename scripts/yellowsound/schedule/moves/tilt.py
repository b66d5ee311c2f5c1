"""The move `tilt`: one side of the picture comes nearer, as of a page that is tilted."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from yellowsound.run.plug_in import PlugIn
from yellowsound.run.settings import number
from yellowsound.schedule.moving import move_settings


def tilt(
    level: np.ndarray, swing: np.ndarray, settings: Mapping[str, Any]
) -> dict[str, np.ndarray]:
    """Bring the side to which it swings nearer by the share `amount` at a swing of 1."""
    near = settings["amount"] * swing
    return {"tilt_right": near.real, "tilt_down": near.imag}


PLUG_IN = PlugIn(
    "move",
    "tilt",
    tilt,
    "one side comes nearer, as of a page that is tilted, each time about the other",
    channels=(
        "tilt_right",
        "tilt_down",
    ),
    settings=move_settings(
        follows="percussive",
        amount=number(
            0.04,
            "how much nearer the side is, half a height from the centre, as a share; in a wide "
            "frame at most so much that its corners are twice as far away",
            most=0.4,
        ),
        attack_s=0.0,
        decay_s=0.3,
    ),
)
