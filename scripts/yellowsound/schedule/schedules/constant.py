"""The schedule `constant`: not at all."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from yellowsound.run.plug_in import PlugIn

if TYPE_CHECKING:
    import pandas as pd


def schedule(section: "pd.DataFrame", settings: Mapping[str, Any]) -> np.ndarray:
    """Do not move: each section shows the keyframe that it starts from."""
    return np.zeros(len(section))


PLUG_IN = PlugIn(
    "schedule",
    "constant",
    schedule,
    "not at all: each section shows the keyframe that it starts from",
    follows=(),
)
