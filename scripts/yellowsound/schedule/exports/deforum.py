"""Deforum, animation mode 2D: what each frame does to the one before.

Deforum moves the last picture on, so that its zoom, angle and translation are
increments, while a schedule's channels are told as a whole. From frame to
frame the picture is moved by the one pose after the inverse of the other; what
Deforum does is: shift by the translation, then enlarge and turn about the
centre (`cv2.getRotationMatrix2D`, whose angle is counter-clockwise).
"""

from typing import TYPE_CHECKING

import numpy as np

from yellowsound.schedule.exports.channels import (
    TOLERANCE,
    channels_of,
    steadied,
    tolerance_of,
)
from yellowsound.schedule.exports.keys import as_blocks, key_string

if TYPE_CHECKING:
    import pandas as pd

EXACT = 1e-9
"""Tolerance of what only takes whole numbers."""


def increments(channels: dict[str, np.ndarray], height_px: int) -> dict[str, np.ndarray]:
    """Return what each frame does to the one before; the first, to the neutral pose.

    Parameters
    ----------
    channels
        From `channels.channels_of`. A pose enlarges the picture by `zoom`
        about the centre, turns it by `turn`, then moves it by `right` and
        `down`.
    height_px
        Height of the frame in pixels.

    Returns
    -------
    dict
        Deforum's `zoom` (factor), `angle` (degrees, counter-clockwise),
        `translation_x`, `translation_y` (pixels, to the right and down), each
        of shape (n_frames,).
    """
    ratio = channels["zoom"] / np.append(1.0, channels["zoom"][:-1])
    turned = np.diff(channels["turn"], prepend=0.0)
    right, down = channels["right"], channels["down"]
    # Where the new shift would lie before the picture is enlarged and turned, less the old one.
    c, s = np.cos(np.radians(turned)), np.sin(np.radians(turned))
    x = (c * right + s * down) / ratio - np.append(0.0, right[:-1])
    y = (c * down - s * right) / ratio - np.append(0.0, down[:-1])
    half_px = height_px / 2
    return {
        "zoom": ratio,
        "angle": -turned,
        "translation_x": x * half_px,
        "translation_y": y * half_px,
    }


def walk_strings(table: "pd.DataFrame") -> dict[str, str]:
    """Return the walk as a walk from seed to seed: section n goes from seed n - 1 to seed n."""
    sections = table["section"].to_numpy(dtype=float)
    return {
        "seed_schedule": key_string(sections - 1, EXACT),
        "subseed_schedule": key_string(sections, EXACT),
        "subseed_strength_schedule": key_string(table["t"].to_numpy(dtype=float), TOLERANCE),
    }


def deforum_text(table: "pd.DataFrame", fps: int, width_px: int, height_px: int) -> str:
    """Return a schedule as strings for the fields of Deforum's animation mode 2D.

    Parameters
    ----------
    table
        The table of a schedule, one row a frame.
    fps
        Frames per second.
    width_px, height_px
        Size of the frame.

    Returns
    -------
    str
        A head; then of each field its name, and below it its string.
    """
    count = len(table)
    channels = steadied(channels_of(table))
    whole = {
        "zoom": tolerance_of("zoom"),
        "angle": tolerance_of("turn"),
        "translation_x": TOLERANCE * height_px / 2,
        "translation_y": TOLERANCE * height_px / 2,
    }
    # What all frames miss together stays within the tolerance of the whole.
    strings = {
        name: key_string(values, whole[name] / count)
        for name, values in increments(channels, height_px).items()
    }
    head = (
        f"Deforum, animation mode 2D, {count} frames (max_frames) at {fps} a second, "
        f"{width_px}x{height_px}"
    )
    return as_blocks(head, {**strings, **walk_strings(table)})
