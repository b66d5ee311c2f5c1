"""Deforum, animation mode 3D: the same as in 2D, and tilts.

Deforum moves a camera before the last picture, here a flat one, and samples
each point p of the new picture at p - (q - q0), where q0 and q are where the
camera saw the point before and after its move. To first order in what it moves
within a frame that is solved for its fields; the zoom is solved exactly.
"""

from typing import TYPE_CHECKING

import numpy as np

from yellowsound.schedule.exports.channels import TOLERANCE, channels_of, steadied
from yellowsound.schedule.exports.deforum import increments, walk_strings
from yellowsound.schedule.exports.keys import as_blocks, key_string

if TYPE_CHECKING:
    import pandas as pd

FIELD_OF_VIEW = 70.0
"""Deforum's own, in degrees (fov_schedule)."""

UNITS = 200.0
"""Deforum's translations, of 1 half width, half height or depth of the picture."""


def increments_3d(
    channels: dict[str, np.ndarray], width_px: int, height_px: int
) -> dict[str, np.ndarray]:
    """Return what each frame does to the one before; the first, to the neutral pose.

    Parameters
    ----------
    channels
        From `channels.channels_of`.
    width_px, height_px
        Size of the frame.

    Returns
    -------
    dict
        Deforum's `translation_x`, `translation_y`, `translation_z`,
        `rotation_3d_x`, `rotation_3d_y`, `rotation_3d_z` (degrees), each of
        shape (n_frames,).
    """
    flat = increments(channels, height_px)
    aspect, view = width_px / height_px, np.tan(np.radians(FIELD_OF_VIEW / 2))
    right, down = (flat[name] / (height_px / 2) for name in ("translation_x", "translation_y"))
    nearer_right, nearer_down = (
        np.diff(channels[name], prepend=0.0) for name in ("tilt_right", "tilt_down")
    )
    closer = view * (1 - 1 / flat["zoom"])
    # A camera that turns also looks elsewhere: its shift makes up for that.
    return {
        "translation_x": UNITS * view * (aspect * nearer_right - right / aspect),
        "translation_y": UNITS * view * (down - nearer_down),
        "translation_z": UNITS * closer / (1 + closer),
        "rotation_3d_x": np.degrees(view * nearer_down),
        "rotation_3d_y": np.degrees(-view * aspect * nearer_right),
        "rotation_3d_z": view * flat["angle"],
    }


def deforum_3d_text(table: "pd.DataFrame", fps: int, width_px: int, height_px: int) -> str:
    """Return a schedule as strings for the fields of Deforum's animation mode 3D.

    Parameters and form are those of `deforum.deforum_text`.
    """
    count = len(table)
    channels = steadied(channels_of(table))
    strings = {
        name: key_string(
            values, (np.degrees(1) if "rotation" in name else UNITS) * TOLERANCE / count
        )
        for name, values in increments_3d(channels, width_px, height_px).items()
    }
    view = {"fov_schedule": f"0:({FIELD_OF_VIEW:g})", "aspect_ratio_schedule": "0:(1)"}
    head = (
        f"Deforum, animation mode 3D, {count} frames (max_frames) at {fps} a second, "
        f"{width_px}x{height_px}, depth warping off"
    )
    return as_blocks(head, {**strings, **view, **walk_strings(table)})
