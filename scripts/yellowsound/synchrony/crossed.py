"""Pictures with the songs of others: what a score is worth that belongs to this pair alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from yellowsound.run.registry import REGISTRY
from yellowsound.synchrony.curves import CLOCK_HZ, n_bins
from yellowsound.synchrony.null import within
from yellowsound.synchrony.score import score_signals
from yellowsound.synchrony.signals import Signals, see

TIMES = ("beats_s", "strong_beats_s", "audio_onsets_s")
"""Lists of times heard, fields of `Signals`."""


def judged(signals: Signals) -> dict[str, Any]:
    """Return what the judge heard of a video's song, ready for `files.write_json`.

    Returns
    -------
    dict
        `fps` and `duration_s` of the picture; `beats_s`, `strong_beats_s` and `audio_onsets_s` in
        seconds; `novelty` on the clock of `CLOCK_HZ`.
    """
    return {
        "fps": signals.fps,
        "duration_s": signals.duration_s,
        **{name: np.round(getattr(signals, name), 6).tolist() for name in TIMES},
        "novelty_hz": CLOCK_HZ,
        "novelty": np.round(signals.novelty, 6).tolist(),
    }


def hears(frames: pd.DataFrame, fps: float, song: Mapping[str, Any]) -> Signals:
    """Return the signals of a picture with any song.

    Parameters
    ----------
    frames
        How the picture changes: the columns `flux`, `luma_flux` and
        `changed_share` of `score.Scores.frames`.
    fps
        Frames per second of the picture.
    song
        What the judge heard of the song; see `judged`.

    Returns
    -------
    Signals
        Of the length of the shorter of the two, both from their start.
    """
    duration_s = min(len(frames) / fps, song["duration_s"])
    count = min(int(duration_s * fps + 1e-6), len(frames))
    columns = ("flux", "luma_flux", "changed_share")
    seen = see(fps, *(frames[name].to_numpy(dtype=float)[:count] for name in columns))
    duration_s = count / fps
    novelty = np.zeros(n_bins(duration_s))
    known = np.array(song["novelty"][: novelty.size])
    novelty[: known.size] = known
    times = {name: within(np.array(song[name]), 0.0, duration_s) for name in TIMES}
    return replace(seen, novelty=novelty, **times)


def crossed_scores(
    pictures: Mapping[str, tuple[pd.DataFrame, float]],
    songs: Mapping[str, Mapping[str, Any]],
    crossings: Iterable[tuple[str, str]],
    *,
    metrics: Sequence[str] = REGISTRY["metric"],
    settings: Mapping[str, Mapping[str, Any]] | None = None,
) -> pd.DataFrame:
    """Score pictures with songs, their own and those of others.

    Parameters
    ----------
    pictures
        Name to the picture's frames and frames per second; see `hears`.
    songs
        Name to what the judge heard of the song; see `judged`.
    crossings
        Which picture with which song.
    metrics, settings
        As for `score.score_video`.

    Returns
    -------
    pd.DataFrame
        A row for each crossing and metric: `metric`, `picture`, `heard` (the
        song), `score`, `null_mean`, `z`; undefined values are NaN.
    """
    rows = []
    for picture, song in crossings:
        frames, fps = pictures[picture]
        signals = hears(frames, fps, songs[song])
        scores = score_signals(
            signals, pair=picture, schedule="", metrics=metrics, settings=settings
        )
        names = [column[:-2] for column in scores.values if column.endswith("_z")]
        for name in names:
            row = {"metric": name, "picture": picture, "heard": song}
            row["score"] = None if name in scores.notes else scores.values[name]
            row |= {end: scores.values[f"{name}_{end}"] for end in ("null_mean", "z")}
            rows.append(row)
    columns = ["metric", "picture", "heard", "score", "null_mean", "z"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[3:], float))
