"""The schedule `beats`: a step at each beat."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from yellowsound.run.plug_in import PlugIn
from yellowsound.schedule.path import Drive, measured, own_pulses

if TYPE_CHECKING:
    import pandas as pd


def schedule(section: "pd.DataFrame", settings: Mapping[str, Any]) -> Drive:
    """Move at each beat, loud or soft, and stand still from 150 ms after it until the next."""
    return Drive(own_pulses(measured(section, "beat_pulse")))


PLUG_IN = PlugIn(
    "schedule",
    "beats",
    schedule,
    "at each beat, loud or soft, standing still from 150 ms after it until the next",
    follows=("tracker",),
)
