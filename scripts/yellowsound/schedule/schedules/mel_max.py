"""The schedule `mel-max`: with the loudest mel band."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from yellowsound.run.plug_in import PlugIn
from yellowsound.schedule.path import Drive, measured

if TYPE_CHECKING:
    import pandas as pd


def schedule(section: "pd.DataFrame", settings: Mapping[str, Any]) -> Drive:
    """Move with the loudest mel band of the percussive part, over its largest value."""
    return Drive(measured(section, "percussive_mel_max"))


PLUG_IN = PlugIn(
    "schedule",
    "mel-max",
    schedule,
    "with the loudest mel band of the percussive part, over its largest value",
    follows=(),
)
