"""The schedule `onset`: a step at each attack."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from yellowsound.run.plug_in import PlugIn
from yellowsound.schedule.path import Drive, measured

if TYPE_CHECKING:
    import pandas as pd


def schedule(section: "pd.DataFrame", settings: Mapping[str, Any]) -> Drive:
    """Move with the onset strength: a step at each attack, nearly still between them."""
    return Drive(measured(section, "onset"))


PLUG_IN = PlugIn(
    "schedule",
    "onset",
    schedule,
    "with the onset strength: a step at each attack, nearly still between them",
    follows=("detector",),
)
