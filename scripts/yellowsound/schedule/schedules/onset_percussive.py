"""The schedule `onset-percussive`: a step at each attack of the percussive part."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from yellowsound.run.plug_in import PlugIn
from yellowsound.schedule.path import Drive, measured

if TYPE_CHECKING:
    import pandas as pd


def schedule(section: "pd.DataFrame", settings: Mapping[str, Any]) -> Drive:
    """Move with the onset strength of the percussive part, deaf to how a chord begins."""
    return Drive(measured(section, "percussive_onset"))


PLUG_IN = PlugIn(
    "schedule",
    "onset-percussive",
    schedule,
    "with the onset strength of the percussive part, deaf to how a chord begins",
    follows=("detector",),
)
