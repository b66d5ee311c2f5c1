"""The schedule `downbeats`: a step at the first beat of each bar."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from yellowsound.run.plug_in import PlugIn
from yellowsound.schedule.path import Drive, measured, own_pulses

if TYPE_CHECKING:
    import pandas as pd


def schedule(section: "pd.DataFrame", settings: Mapping[str, Any]) -> Drive:
    """Move at the first beat of each bar, and stand still from 150 ms after it until the next."""
    return Drive(own_pulses(measured(section, "downbeat_pulse")))


PLUG_IN = PlugIn(
    "schedule",
    "downbeats",
    schedule,
    "at the first beat of each bar, standing still from 150 ms after it until the next",
    follows=("downbeats",),
)
