"""A take as the page's scripts read it: times as numbers, curves packed."""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from yellowsound.study.report.contents import Take, Track

MOST_POINTS = 4000
"""A curve of more frames is thinned; no screen shows more."""

FULL_SCALE = 65535


def pack(curve: np.ndarray | None) -> dict[str, Any] | None:
    """Pack a curve that is never negative.

    Parameters
    ----------
    curve
        One value a frame, shape (n_frames,), or None.

    Returns
    -------
    dict or None
        `top`: the largest value; `step`: frames for each point, 1 up to
        `MOST_POINTS` frames; `data`: base64 of little-endian 16-bit integers,
        65535 for `top`. A point is the largest of its frames: peaks stay.
    """
    if curve is None or curve.size == 0:
        return None
    step = -(-curve.size // MOST_POINTS)
    filled = np.concatenate([curve, np.full(-curve.size % step, curve[-1])])
    points = filled.reshape(-1, step).max(axis=1)
    top = float(points.max())
    scaled = np.rint(points / top * FULL_SCALE) if top > 0 else np.zeros(points.size)
    data = base64.b64encode(scaled.astype("<u2").tobytes()).decode("ascii")
    return {"top": float(f"{top:.5g}"), "step": step, "data": data}


def take_payload(
    take: Take,
    sources: Mapping[str, str],
    images: Mapping[int, str],
    said: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    """Return what the player and the timeline of a take need (JSON-ready).

    Parameters
    ----------
    take
        The take.
    sources
        Where the page finds each video, by its schedule.
    images
        Where it finds the thumbnail of each section, by the section's number.
    said
        What stands beside each video in words, by its schedule; instead of its scores.
    """
    return {
        "name": take.name,
        "fps": take.fps,
        "duration": round(take.duration_s, 4),
        "energy": pack(take.energy),
        "onset": pack(take.onset),
        "beats": _rounded(take.beats_s),
        "strongBeats": _rounded(take.strong_beats_s),
        "sections": [
            {
                "number": section.number,
                "start": round(section.start_s, 4),
                "end": round(section.end_s, 4),
                "text": section.text,
                "style": section.style,
                "image": images.get(section.number),
            }
            for section in take.sections
        ],
        "tracks": [
            {
                "schedule": track.schedule,
                "source": sources[track.schedule],
                "fps": track.fps,
                "flux": pack(track.flux),
                "events": _rounded(track.events_s),
                "onsets": _rounded(track.visual_onsets_s),
                "t": pack(track.t),
                "scores": _scores(track),
                "said": list(said.get(track.schedule, ())),
            }
            for track in take.tracks
        ],
    }


def as_script(name: str, payload: dict[str, Any]) -> str:
    """Return a script that hands a payload to the page: a page on disk may not read JSON files."""
    text = json.dumps(payload, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return f"yellowsound.receive({json.dumps(name)}, {text});\n"


def _rounded(times_s: np.ndarray) -> list[float]:
    return [round(float(time), 3) for time in times_s]


def _scores(track: Track) -> dict[str, dict[str, Any]]:
    """Return a track's scores, rounded as they are shown."""
    if track.scores is None:
        return {}
    return {
        metric: {
            "value": None if score.value is None else float(f"{score.value:.4g}"),
            "p": None if score.p is None else float(f"{score.p:.3g}"),
            "significant": score.is_significant,
        }
        for metric, score in track.scores.scores.items()
    }
