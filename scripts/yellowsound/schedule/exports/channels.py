"""Channels: what a schedule's table tells of each frame, ready for an export."""

from typing import TYPE_CHECKING

import numpy as np

from yellowsound.schedule.channels import CHANNELS
from yellowsound.schedule.exports.keys import kept

if TYPE_CHECKING:
    import pandas as pd

TOLERANCE = 5e-4
"""How far an export's line between two keys may lie from the table."""

TOLERANCES = {"turn": 0.02, "hue": 0.1}
"""The same of channels that are told in degrees."""


def tolerance_of(channel: str) -> float:
    """Return how far from the table a channel, or the walk, may be told."""
    return TOLERANCES.get(channel, TOLERANCE)


def channels_of(table: "pd.DataFrame") -> dict[str, np.ndarray]:
    """Return each channel of a schedule's table, neutral where the table does not tell it.

    Parameters
    ----------
    table
        The table of a schedule, one row a frame.

    Returns
    -------
    dict
        Channel to its values, each of shape (n_frames,).
    """
    return {
        name: (
            table[name].to_numpy(dtype=float)
            if name in table
            else np.full(len(table), channel.neutral)
        )
        for name, channel in CHANNELS.items()
    }


def walk_of(table: "pd.DataFrame") -> np.ndarray:
    """Return where the walk is over the whole excerpt: 0 the opening, 1 the first keyframe.

    Parameters
    ----------
    table
        The table of a schedule, with `section`, counted from 1, and `t`.

    Returns
    -------
    np.ndarray
        Sections walked, never falling, shape (n_frames,).
    """
    return table["section"].to_numpy() - 1 + table["t"].to_numpy(dtype=float)


def steadied(channels: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return channels with straight lines between the frames that matter.

    A zoom goes straight where each frame enlarges the one before by the same
    factor. So what is told frame by frame, as increments, is told by as few
    keys as what is told as a whole.

    Parameters
    ----------
    channels
        From `channels_of`.

    Returns
    -------
    dict
        The same channels, each within its tolerance.
    """
    found = {}
    for name, values in channels.items():
        told = np.log(values) if name == "zoom" else values
        keys = kept(told, tolerance_of(name))
        straight = np.interp(np.arange(values.size), keys, told[keys])
        found[name] = np.exp(straight) if name == "zoom" else straight
    return found
