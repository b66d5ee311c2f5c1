"""What a judge could have chosen: detector, tracker, measure of change, window.

Videos are seen and songs heard under any of these choices, from the frames and
the songs alone.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from yellowsound.hearing.ears import Ears
from yellowsound.hearing.novelty import pick_onsets
from yellowsound.synchrony.crossed import hears
from yellowsound.synchrony.curves import heard
from yellowsound.synchrony.kinds import Metric, OfTimes, with_null
from yellowsound.synchrony.metrics.beat_f import BEAT_F_WINDOW_S, quick_beat_f
from yellowsound.synchrony.null import calibrate, shifts_s
from yellowsound.synchrony.signals import Signals

FLUXES = {"CIELAB": "flux", "luma": "luma_flux"}
"""How a change of the picture is measured, and the column of the frames that holds it."""

TO_CIELAB = {"luma_flux": 100 / 255}
"""By what a change in such a column is multiplied to be in units of CIELAB, as is the limit below
which a picture counts as still."""

WINDOWS_S = (0.05, BEAT_F_WINDOW_S, 0.1)
"""Windows of `beat_f` in seconds: its own, and a narrower and a wider one."""


@dataclass(frozen=True)
class Picture:
    """What was seen of one video: its pair, its song's name, its schedule, its frames."""

    pair: str
    song: str
    schedule: str
    frames: pd.DataFrame
    fps: float


@dataclass(frozen=True)
class Song:
    """What several ears hear of one song.

    Attributes
    ----------
    judged
        What the study's own judge heard; see `synchrony.crossed.judged`.
    detected
        For each detector what differs: `novelty` and `audio_onsets_s`.
    tracked
        For each tracker the times of the beats in seconds.
    """

    judged: Mapping[str, Any]
    detected: Mapping[str, Mapping[str, np.ndarray]]
    tracked: Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Specification:
    """One choice of everything; '' or None is what the metric does not ask for."""

    metric: str
    detector: str = ""
    tracker: str = ""
    flux: str = ""
    window_s: float | None = None


def listen(
    audio: np.ndarray,
    judged: Mapping[str, Any],
    chosen: Mapping[str, str],
    detectors: Mapping[str, Ears],
    trackers: Mapping[str, Ears],
    followed: Mapping[str, Any],
) -> Song:
    """Hear a song with several detectors and trackers.

    Parameters
    ----------
    audio
        Mono audio at `hearing.novelty.SAMPLE_RATE_HZ`.
    judged
        What the study's own judge heard of it.
    chosen
        The judge's own `detector` and `tracker`, which need not listen again.
    detectors, trackers
        By name ears whose detector or tracker is asked.
    followed
        What the schedules followed, with its `tracker`, which need not listen
        again either, and `beats_s`.
    """
    detected = {}
    for name, ears in detectors.items():
        if name == chosen["detector"]:
            own = ("novelty", "audio_onsets_s")
            detected[name] = {field: np.array(judged[field]) for field in own}
            continue
        novelty = ears.novelty(audio)
        curve = heard(novelty, judged["duration_s"])
        detected[name] = {"novelty": curve, "audio_onsets_s": pick_onsets(novelty)}
    told = {
        followed["tracker"]: np.array(followed["beats_s"]),
        chosen["tracker"]: np.array(judged["beats_s"]),
    }
    tracked = {
        name: told[name] if name in told else ears.beats(audio).times_s
        for name, ears in trackers.items()
    }
    return Song(judged, detected, tracked)


def specifications(
    metrics: Mapping[str, Metric], detectors: Sequence[str], trackers: Sequence[str]
) -> list[Specification]:
    """Return every choice for each metric, of what the metric asks for."""
    found = []
    for name, metric in metrics.items():
        hears_of = metric.heard if isinstance(metric, OfTimes) else "audio_onsets_s"
        sees = metric.seen if isinstance(metric, OfTimes) else "visual_onsets_s"
        found += [
            Specification(name, detector, tracker, flux, window_s)
            for detector in (detectors if hears_of == "audio_onsets_s" else [""])
            for tracker in (trackers if hears_of == "beats_s" else [""])
            for flux in (FLUXES if sees == "visual_onsets_s" else [""])
            for window_s in (WINDOWS_S if name == "beat_f" else [None])
        ]
    return found


def signals_of(picture: Picture, song: Song, specification: Specification) -> Signals:
    """Return the signals of a picture with a song, as a specification sees and hears them."""
    heard_of = dict(song.judged)
    if specification.detector:
        heard_of |= song.detected[specification.detector]
    if specification.tracker:
        heard_of["beats_s"] = song.tracked[specification.tracker]
    frames = picture.frames
    if specification.flux:
        column = FLUXES[specification.flux]
        frames = frames.assign(flux=frames[column] * TO_CIELAB.get(column, 1.0))
    return hears(frames, picture.fps, heard_of)


def as_specified(metric: Metric, specification: Specification) -> Metric:
    """Return a metric with the window of a specification."""
    window_s = specification.window_s
    if window_s is None:
        return metric

    return OfTimes(
        partial(quick_beat_f, window_s=window_s), heard="beats_s", seen="visual_onsets_s"
    )


def z_of(metric: Metric, signals: Signals) -> float:
    """Return how far a video stands above its null; NaN where that is undefined."""
    found = with_null(metric, signals, np.zeros(1), shifts_s(signals.duration_s))
    if found is None:
        return math.nan
    (score,), null = found
    z = calibrate(float(score), null).z
    return math.nan if z is None else z
