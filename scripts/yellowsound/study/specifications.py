"""The main contrast under every choice that a judge could have made: a specification curve.

Detector, tracker, measure of change and window are choices, of which a study
makes one. What it finds is worth as much as it holds under the others.

References
----------
Simonsohn, Simmons and Nelson, "Specification curve analysis", Nature Human
Behaviour 4 (2020).
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from yellowsound.run.seeds import derive_seed
from yellowsound.study.choices import (
    FLUXES,
    Picture,
    Song,
    Specification,
    as_specified,
    signals_of,
    specifications,
    z_of,
)
from yellowsound.study.contrasts import Contrast
from yellowsound.study.paired_tests import median_interval, signed_rank
from yellowsound.study.permutations import auc
from yellowsound.study.statistics import YES, paired_differences
from yellowsound.study.trust_columns import OTHER_SONGS, SLOW_METRICS, SPECIFICATION_COLUMNS
from yellowsound.synchrony.kinds import Metric
from yellowsound.synchrony.metrics.beat_f import BEAT_F_WINDOW_S


def specification_table(
    pictures: Sequence[Picture],
    songs: Mapping[str, Song],
    metrics: Mapping[str, Metric],
    contrast: Contrast | None,
    *,
    chosen: Mapping[str, str],
    shared: Iterable[str] = (),
    seed: int = 0,
) -> pd.DataFrame:
    """Compare two schedules under every choice of the judge's.

    Parameters
    ----------
    pictures
        The videos of both schedules.
    songs
        By name; all were heard with the same detectors and trackers.
    metrics
        By name.
    contrast
        The two schedules; None where there are none.
    chosen
        The study's own `detector` and `tracker`.
    shared
        Names of the detectors and trackers that the schedule follows.
    seed
        The configured seed, from which that of each interval derives.

    Returns
    -------
    pd.DataFrame
        `SPECIFICATION_COLUMNS`, a row a specification; undefined numbers are NaN.
    """
    columns = list(SPECIFICATION_COLUMNS)
    if contrast is None or not pictures:
        return pd.DataFrame(columns=columns)
    first = next(iter(songs.values()))
    rows = []
    for each in specifications(metrics, list(first.detected), list(first.tracked)):
        metric = as_specified(metrics[each.metric], each)
        own = [z_of(metric, signals_of(p, songs[p.song], each)) for p in pictures]
        told = (each.metric, each.detector, each.tracker, each.flux, each.window_s or "")
        is_chosen = (
            each.detector in ("", chosen["detector"])
            and each.tracker in ("", chosen["tracker"])
            and each.flux in ("", next(iter(FLUXES)))
            and each.window_s in (None, BEAT_F_WINDOW_S)
        )
        row = {
            **asdict(each),
            "chosen": YES if is_chosen else "",
            "shared": ", ".join({each.detector, each.tracker} & {*shared} - {""}),
            "contrast": str(contrast),
        }
        values = pd.DataFrame(
            {name: [getattr(p, name) for p in pictures] for name in ("pair", "song", "schedule")}
        ).assign(z=own)
        seed_of_row = derive_seed(seed, "specifications", *map(str, told))
        row |= _estimate(values, contrast, seed_of_row)
        if each.metric not in SLOW_METRICS:
            row["auc"] = _own_against_others(pictures, own, songs, metric, each, contrast.schedule)
        rows.append(row)
    return pd.DataFrame(rows, columns=columns)


def _estimate(values: pd.DataFrame, contrast: Contrast, seed: int) -> dict[str, Any]:
    """Return the difference between two schedules, and how sure it is."""
    gains = paired_differences(values, "z", contrast.schedule, contrast.baseline)
    differences = gains.dropna().to_numpy()
    if differences.size == 0:
        return {"n": 0}
    low, high = median_interval(differences, seed)
    return {
        "n": differences.size,
        "estimate": float(np.median(differences)),
        "ci_low": low,
        "ci_high": high,
        "p": signed_rank(differences).p,
    }


def _own_against_others(
    pictures: Sequence[Picture],
    own: Sequence[float],
    songs: Mapping[str, Song],
    metric: Metric,
    specification: Specification,
    schedule: str,
) -> float:
    """Return how often a picture's own song beats one of the next `OTHER_SONGS` songs."""
    names = sorted(songs)
    rows, own_rows = [], []
    for picture, z in zip(pictures, own, strict=True):
        if picture.schedule == schedule and picture.song in songs:
            place = names.index(picture.song)
            others = [names[(place + by) % len(names)] for by in range(1, len(names))]
            rows.append(
                [
                    z_of(metric, signals_of(picture, songs[name], specification))
                    for name in others[:OTHER_SONGS]
                ]
            )
            own_rows.append(z)
    if not rows or not rows[0]:
        return math.nan
    return auc(np.array(own_rows), np.array(rows))
