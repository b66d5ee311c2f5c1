"""The schedule `linear`: evenly, deaf to the song."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from yellowsound.run.plug_in import PlugIn
from yellowsound.schedule.path import linear_path

if TYPE_CHECKING:
    import pandas as pd


def schedule(section: "pd.DataFrame", settings: Mapping[str, Any]) -> np.ndarray:
    """Move evenly, deaf to the song: the baseline of the study."""
    return linear_path(len(section))


PLUG_IN = PlugIn(
    "schedule",
    "linear",
    schedule,
    "evenly, deaf to the song: the baseline of the study",
    follows=(),
)
