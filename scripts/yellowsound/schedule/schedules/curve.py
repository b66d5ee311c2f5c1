"""The schedule `curve`: along a table of one's own."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from yellowsound.run.errors import UserError
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.sections import Section
from yellowsound.run.settings import path_of_pair
from yellowsound.schedule.curves import read_curve

if TYPE_CHECKING:
    import pandas as pd


def schedule(section: "pd.DataFrame", settings: Mapping[str, Any]) -> np.ndarray:
    """Move as a table tells, on straight lines between its rows."""
    times_s = section["time_s"].to_numpy()
    frame_s = times_s[1] - times_s[0]
    end_s = times_s[-1] + frame_s
    curve = read_curve(settings["file"])
    return curve.within(int(section["section"].iloc[0]), times_s[0], end_s, times_s, frame_s)


def check_pair(
    settings: Mapping[str, Any], sections: Sequence[Section] | None, fps: int
) -> str | None:
    """Return what is wrong with the table of a pair; on bars that of its sections is left out."""
    try:
        curve = read_curve(settings["file"])
        if sections is not None:
            curve.check(sections, fps)
    except UserError as error:
        return str(error)
    return None


PLUG_IN = PlugIn(
    "schedule",
    "curve",
    schedule,
    "along a table of one's own, see below",
    settings={
        "file": path_of_pair("curves/{pair}.tsv", "the table of each pair: its columns time and t"),
    },
    follows=(),
    check_pair=check_pair,
)
