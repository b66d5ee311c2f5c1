"""Scoring one video: every metric with its null, and the signals frame by frame."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from yellowsound.hearing.ears import Ears
from yellowsound.hearing.novelty import SAMPLE_RATE_HZ
from yellowsound.run.errors import UserError
from yellowsound.run.keys import KEYS
from yellowsound.run.plug_ins import load
from yellowsound.run.registry import REGISTRY
from yellowsound.synchrony.kinds import METRIC_PARTS, STILL, Further, Metric
from yellowsound.synchrony.media import decode_picture
from yellowsound.synchrony.null import SHORTEST_S, calibrate, shifts_s
from yellowsound.synchrony.signals import Signals, measure
from yellowsound.synchrony.sound import decode_audio
from yellowsound.synchrony.visual import response, visible

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Scores:
    """The scores of one video.

    Attributes
    ----------
    pair, schedule
        What the video is of.
    values
        Column to value, in the order of the results table: for each metric
        its value, its further columns, then `<metric>_null_mean`, `_z` and
        `_p`; then `visible` and `response`, and of a decoded video
        `flashes.Flashes.columns`. A value is None where it is not defined, as
        where a metric has nothing to measure; no value is NaN.
    notes
        Column to the reason why it is None, or what limits it, in one
        sentence; `picture` where a still picture limits what the events mean.
    signals
        What the scores were made from.
    nulls
        Metric to the scores of its null, shape (n_shifts,); without the metrics
        that have nothing to measure.
    shifts_s
        The shifts of the null, shape (n_shifts,), in seconds; empty for a video
        too short for one.
    """

    pair: str
    schedule: str
    values: dict[str, float | None]
    notes: dict[str, str]
    signals: Signals
    nulls: dict[str, np.ndarray]
    shifts_s: np.ndarray

    def row(self) -> dict[str, Any]:
        """Return one row of the results table: the video, its size, and all values."""
        return {
            "pair": self.pair,
            "schedule": self.schedule,
            "fps": self.signals.fps,
            "n_frames": self.signals.n_frames,
            "duration_s": self.signals.duration_s,
            **self.values,
        }

    def to_json(self) -> dict[str, Any]:
        """Return the row and the notes, ready for `files.write_json`."""
        return {**self.row(), "notes": self.notes}

    def frames(self) -> "pd.DataFrame":
        """Return the signals frame by frame, ready for `files.write_tsv`.

        Returns
        -------
        pd.DataFrame
            One row a frame: `frame`, `time_s`, `flux` (units of CIELAB), `luma_flux` (0 to 255),
            `changed_share` (0 to 1), `onset` (at least 0); then 1 at the frame nearest to one,
            else 0: `beat`, `strong_beat`, `audio_onset`, `event`, `visual_onset`.
        """
        import pandas as pd

        signals = self.signals
        return pd.DataFrame(
            {
                "frame": np.arange(signals.n_frames),
                "time_s": signals.frame_times_s,
                "flux": signals.flux,
                "luma_flux": signals.luma_flux,
                "changed_share": signals.changed_share,
                "onset": signals.onset,
                "beat": _marked(signals.beats_s, signals),
                "strong_beat": _marked(signals.strong_beats_s, signals),
                "audio_onset": _marked(signals.audio_onsets_s, signals),
                "event": _marked(signals.events_s, signals),
                "visual_onset": _marked(signals.visual_onsets_s, signals),
            }
        )

    def shifts(self) -> "pd.DataFrame":
        """Return the null shift by shift, ready for `files.write_tsv`.

        Returns
        -------
        pd.DataFrame
            One row a shift: `shift_s`, how much later the picture was shown, then
            what it scored by each metric that has something to measure.
        """
        import pandas as pd

        return pd.DataFrame({"shift_s": self.shifts_s, **self.nulls})


def _marked(times_s: np.ndarray, signals: Signals) -> np.ndarray:
    """Return 1 for each frame that is nearest to one of `times_s`, else 0."""
    marks = np.zeros(signals.n_frames, dtype=int)
    nearest = np.rint(times_s * signals.fps).astype(int)
    marks[np.minimum(nearest, signals.n_frames - 1)] = 1
    return marks


def score_video(
    video: str | Path,
    *,
    pair: str,
    schedule: str,
    audio: str | Path | None = None,
    metrics: Sequence[str] = REGISTRY["metric"],
    settings: Mapping[str, Mapping[str, Any]] | None = None,
    judge: Ears | None = None,
    threads: int = 1,
) -> Scores:
    """Score how well a video's picture follows its song.

    Parameters
    ----------
    video
        A muxed file of picture and song, of any origin and size.
    pair, schedule
        Names of what the video is of.
    audio
        Another song than the video's own sound; it begins with the picture.
    metrics
        Metrics in the order of the columns: names, or where others lie (`plug_ins.load`).
    settings
        The settings of those metrics that have some, by name.
    judge
        With what the sound is heard; None for the configuration's default.
    threads
        Threads of the video decoder.

    Returns
    -------
    Scores
        The scores with their nulls, and the signals.

    Raises
    ------
    UserError
        If the video cannot be scored (see `media.decode_picture` and
        `sound.decode_audio`), or a metric is unknown or returns no number.
    """
    metrics_named(metrics, settings)  # what does not exist is told before a video is decoded
    picture = decode_picture(video, threads=threads)
    samples = decode_audio(
        video if audio is None else audio,
        SAMPLE_RATE_HZ,
        start_s=picture.start_s if audio is None else None,
        duration_s=picture.flux.size / picture.fps,
    )
    ears = judge or Ears.named(KEYS["judging"].default)
    signals = measure(picture, samples, ears)
    return score_signals(signals, pair=pair, schedule=schedule, metrics=metrics, settings=settings)


def score_signals(
    signals: Signals,
    *,
    pair: str,
    schedule: str,
    metrics: Sequence[str] = REGISTRY["metric"],
    settings: Mapping[str, Mapping[str, Any]] | None = None,
) -> Scores:
    """Score signals already measured; see `score_video`."""
    values: dict[str, float | None] = {}
    notes: dict[str, str] = {}
    nulls: dict[str, np.ndarray] = {}
    shifts = shifts_s(signals.duration_s)
    if signals.is_still:
        notes["picture"] = f"{STILL}, and any event in it is the codec refreshing the same picture"
    for name, metric in metrics_named(metrics, settings).items():
        more_values, more_notes, null = _score(name, metric, signals, shifts)
        values |= more_values
        notes |= more_notes
        nulls |= null
    for name, further in _seen(signals).items():
        values[name] = further.value
        notes |= {name: further.note} if further.note else {}
    values |= signals.flashes.columns if signals.flashes else {}
    return Scores(pair, schedule, values, notes, signals, nulls, shifts)


def _score(
    name: str, metric: Metric, signals: Signals, shifts: np.ndarray
) -> tuple[dict[str, float | None], dict[str, str], dict[str, np.ndarray]]:
    """Return the columns of one metric, the reasons of those that are None, and its null."""
    reason = metric.undefined(signals)
    further = metric.companions(signals)
    value = None if reason else _number(name, metric.value(signals))
    values = {name: value, **{column: found.value for column, found in further.items()}}
    notes = {name: reason} if reason else {}
    notes |= {column: found.note for column, found in further.items() if found.note}

    columns = [f"{name}_{suffix}" for suffix in ("null_mean", "z", "p")]
    short = f"a video of less than {SHORTEST_S:g} s leaves too little room to shift"
    if reason or shifts.size == 0:
        why = f"no null: {reason or short}"
        return {**values, **dict.fromkeys(columns)}, {**notes, **dict.fromkeys(columns, why)}, {}
    null = np.asarray(metric.null(signals, shifts), dtype=float)
    if null.size == 0:
        why = "no null: a rate is the same for every shift"
        return {**values, **dict.fromkeys(columns)}, {**notes, **dict.fromkeys(columns, why)}, {}
    null = _numbers(name, null, shifts.size)
    against = calibrate(value, null)
    if against.z is None:
        notes[f"{name}_z"] = "every shift of the picture scores the same"
    numbers = (against.null_mean, against.z, against.p)
    return values | dict(zip(columns, numbers, strict=True)), notes, {name: null}


def _seen(signals: Signals) -> dict[str, Further]:
    """Return how much of an answer to the song can be seen, and how clear it is."""
    beats_s = signals.loud_beats_s
    seen = Further(None, "the song has no strong beats")
    if beats_s.size:
        seen = Further(visible(signals.flux, signals.fps, beats_s))
    answer = Further(None, STILL if signals.is_still else "the song has no strong onsets")
    onsets_s = signals.loud_onsets_s
    if onsets_s.size and not signals.is_still:
        found = response(signals.seen_per_s, onsets_s)
        why = "the picture stands still where nothing begins, or something begins all the time"
        answer = Further(found, why if found is None else None)
    return {"visible": seen, "response": answer}


def metrics_named(
    chosen: Sequence[str], settings: Mapping[str, Mapping[str, Any]] | None = None
) -> dict[str, Metric]:
    """Return metrics by the names of their columns.

    Parameters
    ----------
    chosen
        Names of ours, import paths or files; see `plug_ins.load`.
    settings
        The settings of those that have some, by name; without them their defaults.

    Raises
    ------
    UserError
        If there is none such, or it returns no metric.
    """
    found: dict[str, Metric] = {}
    for name in chosen:
        plug_in = load("metric", name)
        metric = plug_in.make((settings or {}).get(plug_in.name, plug_in.defaults))
        lacks = [part for part in METRIC_PARTS if not callable(getattr(metric, part, None))]
        if lacks:
            raise UserError(
                f"the metric {plug_in.name} returns a {type(metric).__name__} without "
                f"{', '.join(lacks)}: return an OfTimes or OfEnvelopes of synchrony.kinds"
            )
        found[plug_in.name] = metric
    return found


def _number(name: str, value: Any) -> float:
    """Return a metric's value, if it is a finite number."""
    if not isinstance(value, int | float | np.number) or not np.isfinite(value):
        raise UserError(f"the metric {name} scores {value!r}: a finite number is due")
    return float(value)


def _numbers(name: str, values: Any, count: int) -> np.ndarray:
    """Return the scores of a metric's null, if they are as many finite numbers as it has shifts."""
    values = np.asarray(values, dtype=float)
    if values.shape != (count,) or not np.isfinite(values).all():
        raise UserError(
            f"the metric {name} has a null of shape {values.shape}: a finite number for each of "
            f"{count} shifts is due"
        )
    return values
