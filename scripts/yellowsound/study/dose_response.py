"""How scores fall when the pictures of a study are shown late or early.

A score that does not fall where viewers notice tells no synchrony; one that
falls where they notice nothing tells more than can be felt.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from yellowsound.study.choices import Picture
from yellowsound.study.paired_tests import CONFIDENCE
from yellowsound.study.trust_columns import DOSE_COLUMNS
from yellowsound.synchrony.crossed import hears
from yellowsound.synchrony.kinds import Metric, with_null
from yellowsound.synchrony.null import shifts_s

DOSES_MS = (0, 45, 125, 250, 500)
"""Shifts either way in milliseconds: none, the two that ITU-R BT.1359-1 says viewers begin to
detect (sound ahead by 45, behind by 125), and larger ones."""

DETECTED_MS = (-125, 45)
"""Of a picture that is early by up to 125 ms or late by up to 45 ms few viewers notice it."""


def doses_ms() -> list[int]:
    """Return all shifts in milliseconds, ascending."""
    return sorted({side * dose for dose in DOSES_MS for side in (-1, 1)})


def dose_table(
    pictures: Sequence[Picture],
    songs: Mapping[str, Mapping],
    metrics: Mapping[str, Metric],
) -> pd.DataFrame:
    """Score pictures that are shown late or early.

    Parameters
    ----------
    pictures
        Videos of one schedule.
    songs
        By name what the judge heard of it; see `synchrony.crossed.judged`.
    metrics
        By name.

    Returns
    -------
    pd.DataFrame
        `DOSE_COLUMNS`, a row for each metric and shift; undefined numbers are NaN.
    """
    rows = []
    for name, metric in metrics.items() if pictures else ():
        values = pd.DataFrame(
            [_shifted(metric, picture, songs[picture.song]) for picture in pictures],
            columns=doses_ms(),
            index=[picture.song for picture in pictures],
        )
        by_song = values.groupby(level=0).mean()
        for dose in by_song:
            found = by_song[dose].dropna().to_numpy()
            low, high = _mean_interval(found)
            rows.append(
                {
                    "metric": name,
                    "schedule": pictures[0].schedule,
                    "shift_ms": dose,
                    "n": found.size,
                    "mean": float(found.mean()) if found.size else math.nan,
                    "ci_low": low,
                    "ci_high": high,
                }
            )
    return pd.DataFrame(rows, columns=list(DOSE_COLUMNS))


def _shifted(metric: Metric, picture: Picture, song: Mapping) -> np.ndarray:
    """Return a video's calibrated score at each shift, shape (n_doses,)."""
    signals = hears(picture.frames, picture.fps, song)
    doses_s, shifts = np.array(doses_ms()) / 1000.0, shifts_s(signals.duration_s)
    found = with_null(metric, signals, doses_s, shifts)
    if found is None:
        return np.full(doses_s.size, math.nan)
    scores, null = found
    return scores - null.mean()


def _mean_interval(values: np.ndarray) -> tuple[float, float]:
    """Return Student's interval of a mean; NaN for fewer than two values."""
    from scipy import stats

    if values.size < 2:
        return math.nan, math.nan
    half = stats.t.ppf((1.0 + CONFIDENCE) / 2, values.size - 1) * stats.sem(values)
    return float(values.mean() - half), float(values.mean() + half)
