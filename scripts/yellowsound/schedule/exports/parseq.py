"""Parseq: the manifest that Deforum reads, and the keyframes that Parseq's page edits."""

from typing import TYPE_CHECKING, Any

import numpy as np

from yellowsound.schedule.exports.channels import TOLERANCE, channels_of, tolerance_of, walk_of
from yellowsound.schedule.exports.deforum import increments
from yellowsound.schedule.exports.keys import DECIMALS, kept

if TYPE_CHECKING:
    import pandas as pd

NOTHING = {
    "name": "Common",
    "positive": "",
    "negative": "",
    "allFrames": True,
    "from": 0,
    "overlap": {"type": "none", "inFrames": 0, "outFrames": 0, "custom": "prompt_weight_1"},
}
"""A prompt of Parseq's that says nothing."""


def parseq_manifest(table: "pd.DataFrame", fps: int, height_px: int, title: str) -> dict[str, Any]:
    """Return a schedule as a manifest of Parseq for Deforum's animation mode 2D.

    Parameters
    ----------
    table
        The table of a schedule, one row a frame.
    fps
        Frames per second.
    height_px
        Height of the frame in pixels.
    title
        What the document is called in Parseq.

    Returns
    -------
    dict
        `rendered_frames`, every frame with each field as a whole and, of the
        motions, its `_delta` from the frame before; `keyframes`, those of them
        that matter; and what else a document of Parseq holds. The fractional
        `seed` is the walk: between two seeds lie the section's keyframes.
        Prompts are left to Deforum.
    """
    channels = channels_of(table)
    deltas = increments(channels, height_px)
    fields = {
        "seed": walk_of(table),
        "zoom": channels["zoom"],
        **{name: np.cumsum(values) for name, values in deltas.items() if name != "zoom"},
    }
    half_px = height_px / 2
    tolerances = {
        "seed": TOLERANCE,
        "zoom": tolerance_of("zoom"),
        "angle": tolerance_of("turn"),
        "translation_x": TOLERANCE * half_px,
        "translation_y": TOLERANCE * half_px,
    }
    seed = fields["seed"].round(DECIMALS)
    columns = {
        "frame": np.arange(len(table)),
        **fields,
        **{f"{name}_delta": values for name, values in deltas.items()},
        "subseed": np.ceil(seed).astype(int),
        "subseed_strength": seed % 1,
    }
    last = len(table) - 1
    prompt = {**NOTHING, "to": last}
    return {
        "meta": {"docName": title, "generated_by": "Yellow Sound"},
        "options": {"output_fps": fps},
        "managedFields": list(fields),
        "displayedFields": list(fields),
        "keyframeLock": "frames",
        "prompts": {
            "format": "v2",
            "enabled": False,
            "commonPrompt": prompt,
            "promptList": [{**prompt, "name": "Prompt 1"}],
        },
        "keyframes": _keyframes(fields, tolerances),
        "timeSeries": [],
        "rendered_frames": _rows(columns),
        "rendered_frames_meta": {
            name: {
                "max": float(np.abs(values).max().round(DECIMALS)),
                "min": float(values.min().round(DECIMALS)),
                "isFlat": bool((values == values[0]).all()),
            }
            for name, values in fields.items()
        },
    }


def _rows(columns: dict[str, np.ndarray]) -> list[dict[str, Any]]:
    """Return columns as rows, without more decimals than matter, nor a zero with a sign."""
    rounded = [(values.round(DECIMALS) + 0).tolist() for values in columns.values()]
    return [dict(zip(columns, row, strict=True)) for row in zip(*rounded, strict=True)]


def _keyframes(fields: dict[str, np.ndarray], tolerances: dict[str, float]) -> list[dict[str, Any]]:
    """Return the frames at which a field has a key, each with the fields that have one there."""
    found: dict[int, dict[str, Any]] = {}
    for name, values in fields.items():
        for frame in kept(values, tolerances[name]).tolist():
            value = float(values[frame].round(DECIMALS)) + 0.0
            found.setdefault(frame, {"frame": frame})[name] = value
    return [found[frame] for frame in sorted(found)]
