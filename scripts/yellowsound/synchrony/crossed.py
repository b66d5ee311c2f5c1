"""Pictures with the songs of others: what a score is worth that belongs to this pair alone."""

import logging
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from yellowsound.run.registry import REGISTRY
from yellowsound.synchrony.curves import CLOCK_HZ, n_bins
from yellowsound.synchrony.kinds import Metric, with_null
from yellowsound.synchrony.null import calibrate, shifts_s, within
from yellowsound.synchrony.score import metrics_named
from yellowsound.synchrony.signals import Signals, see

TIMES = ("beats_s", "strong_beats_s", "audio_onsets_s")
"""Lists of times heard, fields of `Signals`."""

ONE_IN = 2
"""Of so many shifts of a null a crossing takes one."""

SAME_S = 0.1
"""Songs whose lengths differ by less are equally long."""

logger = logging.getLogger(__name__)

LEAST_LEFT = 120
"""At least so many are left; of a video too short for that all are taken."""


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


def hears(
    frames: pd.DataFrame, fps: float, song: Mapping[str, Any], most_s: float = math.inf
) -> Signals:
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
    most_s
        So much of both at most, in seconds.

    Returns
    -------
    Signals
        Of the length of the shorter of the two, both from their start.
    """
    duration_s = min(len(frames) / fps, song["duration_s"], most_s)
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

    All are heard for the length of the shortest song: a longer one says more, and of
    songs that differ in length a picture's own would be the only one that fits it whole.

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
        song), `score`, `null_mean`, `z`; undefined values are NaN, as is z
        where the null has no spread. The null is that of the shifts that
        `thinned` leaves.
    """
    named = metrics_named(metrics, settings)
    lengths_s = [song["duration_s"] for song in songs.values()]
    most_s = min(lengths_s, default=math.inf)
    if lengths_s and max(lengths_s) - most_s > SAME_S:
        logger.warning(
            "songs last %.1f to %.1f s: pictures are heard with the first %.1f s of each",
            *(most_s, max(lengths_s), most_s),
        )
    rows = []
    for picture, song in crossings:
        frames, fps = pictures[picture]
        signals = hears(frames, fps, songs[song], most_s)
        rows += [(name, picture, song, *_above_chance(m, signals)) for name, m in named.items()]
    columns = ["metric", "picture", "heard", "score", "null_mean", "z"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[3:], float))


def _above_chance(
    metric: Metric, signals: Signals
) -> tuple[float | None, float | None, float | None]:
    """Return the score, the mean of its null and its z; None where undefined."""
    found = with_null(metric, signals, np.zeros(1), thinned(shifts_s(signals.duration_s)))
    if found is None:
        return None, None, None
    (score,), null = found
    against = calibrate(score, null)
    return float(score), against.null_mean, against.z


def thinned(shifts: np.ndarray) -> np.ndarray:
    """Return a share of the shifts, one in `ONE_IN`, alike for all crossings of a length.

    Neighbouring shifts say much the same, and z needs no more of them. Every
    second one would beat with the tempo of some songs: they are drawn.
    """
    if shifts.size < LEAST_LEFT * ONE_IN:
        return shifts
    kept = np.random.default_rng(0).permutation(shifts.size)[: shifts.size // ONE_IN]
    return shifts[np.sort(kept)]
