"""ComfyUI: the walk and the channels that move, as keys for nodes of values."""

from typing import TYPE_CHECKING

import numpy as np

from yellowsound.schedule.channels import CHANNELS
from yellowsound.schedule.exports.channels import channels_of, tolerance_of, walk_of
from yellowsound.schedule.exports.keys import as_blocks, key_string

if TYPE_CHECKING:
    import pandas as pd


def comfyui_text(table: "pd.DataFrame", fps: int) -> str:
    """Return a schedule as strings for nodes that take values by their frames.

    Parameters
    ----------
    table
        The table of a schedule, one row a frame.
    fps
        Frames per second.

    Returns
    -------
    str
        A head; then `walk` (sections walked over the whole excerpt), `t` (the
        share of the way within a section) and each channel that is not
        neutral throughout: its name, and below it its string, a key a line.
    """
    told = {"walk": walk_of(table), "t": table["t"].to_numpy(dtype=float)}
    told |= {
        name: values
        for name, values in channels_of(table).items()
        if not np.allclose(values, CHANNELS[name].neutral, rtol=0, atol=tolerance_of(name))
    }
    strings = {
        name: key_string(values, tolerance_of(name), between=",\n") for name, values in told.items()
    }
    head = f"ComfyUI, {len(table)} frames (max_frames) at {fps} a second"
    return as_blocks(head, strings)
