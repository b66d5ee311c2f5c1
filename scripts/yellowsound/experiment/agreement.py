"""Agreement of metrics with people: the video that scores higher should win.

A metric is a claim about what people see. Of each two videos that people chose
between it names one; how often that is the one they chose is held against
chance and against how well people predict each other: a band whose lower end
leaves the person out who chose, and whose upper end nothing can exceed.

References
----------
Nili et al., "A toolbox for representational similarity analysis", PLOS
Computational Biology 10 (2014), for ceilings with and without the person.
"""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from yellowsound.experiment.columns import AGREEMENT_COLUMNS, PAIR
from yellowsound.experiment.consistency import most_agree, others_agree
from yellowsound.experiment.design import Video
from yellowsound.experiment.intervals import cluster_interval, mean_of_told, share_of, sign_p
from yellowsound.run.errors import UserError
from yellowsound.run.seeds import derive_seed
from yellowsound.study.paired_tests import ALPHA, holm, smallest_p
from yellowsound.study.table import is_noted
from yellowsound.study.tables import metrics_of

ENDPOINTS = {"score": "{}", "z": "{}_z"}
"""What of a metric is compared, and the column that holds it."""

PREDICTS, AGAINST = "predicts", "against"
CHANCE, FEW = "not told apart from chance", "too few songs to tell"
UNDEFINED = "undefined"

EQUAL = 1e-9
"""Scores are written with six decimals: closer ones are equal."""


def scores_of_videos(table: pd.DataFrame, videos: Mapping[str, Video]) -> pd.DataFrame:
    """Return what the videos of an experiment score.

    Parameters
    ----------
    table
        The table of scores; see `study.tables.read_scores`.
    videos
        By id; those that have no row of their own are left out (of catch
        trials, out of step).

    Returns
    -------
    pd.DataFrame
        A row for each id; columns are pairs of metric and endpoint. NaN where
        the table has no value, or where its notes say that the video gives the
        metric nothing to measure.

    Raises
    ------
    UserError
        If none of the videos has a row.
    """
    rows = {}
    for place, (pair, schedule) in enumerate(zip(table["pair"], table["schedule"], strict=True)):
        seed = table["seed"].iloc[place] if "seed" in table else math.nan
        if not pd.isna(seed):
            rows.setdefault((f"{pair}~seed{int(seed)}", schedule), place)
        rows.setdefault((pair, schedule), place)
    found = {
        name: rows[video.take, video.condition]
        for name, video in videos.items()
        if (video.take, video.condition) in rows
    }
    if not found:
        raise UserError(
            "none of the experiment's videos is in the table of scores: take the experiment.json "
            "of this run, or give the run that the experiment is of"
        )
    values = {}
    for metric in metrics_of(table):
        for endpoint, column in ENDPOINTS.items():
            column = column.format(metric)
            noted = is_noted(table, metric) | is_noted(table, column)
            values[metric, endpoint] = table[column].astype(float).mask(noted)
    return pd.DataFrame(values).iloc[list(found.values())].set_axis(list(found))


def agreement_table(choices: pd.DataFrame, scores: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Tell how far each metric agrees with people.

    Parameters
    ----------
    choices
        See `CHOICE_COLUMNS`; only kind `pair` counts.
    scores
        A row for each video, columns pairs of metric and endpoint; see
        `scores_of_videos`.
    seed
        Seed of the intervals.

    Returns
    -------
    pd.DataFrame
        `AGREEMENT_COLUMNS`, a row for each metric and endpoint.
    """
    pairs = choices[choices["kind"] == PAIR]
    people = np.stack([others_agree(pairs), most_agree(pairs)], axis=1)
    chosen, other = (
        scores.reindex(pairs[name]).to_numpy(float) for name in ("chosen_video", "other_video")
    )
    songs = pairs["song"].astype(str).to_numpy()
    rows = []
    for number, (metric, endpoint) in enumerate(scores.columns):
        gain = chosen[:, number] - other[:, number]
        told = ~np.isnan(gain)
        hits = (1 + np.sign(np.where(np.abs(gain) < EQUAL, 0.0, gain))) / 2
        own = derive_seed(seed, "agreement", metric, endpoint)
        row = {"metric": metric, "endpoint": endpoint}
        rows.append(row | _row(hits[told], songs[told], people[told], own))
    table = pd.DataFrame(rows, columns=list(AGREEMENT_COLUMNS))
    for _, of_endpoint in table.groupby("endpoint"):
        table.loc[of_endpoint.index, "p_holm"] = holm(of_endpoint["p"].to_numpy(float))
    return table


def _row(hits: np.ndarray, songs: np.ndarray, people: np.ndarray, seed: int) -> dict[str, object]:
    """Return what a metric's hits tell; in `people` are those of others, and of most people."""
    names, song = np.unique(songs, return_inverse=True)
    by_song = np.bincount(song, hits, names.size), np.bincount(song, minlength=names.size)
    share = share_of(*by_song)
    low, high = cluster_interval(*by_song, seed)
    deviations = by_song[0] - by_song[1] / 2
    p = sign_p(deviations, seed) if hits.size else math.nan
    return {
        "n": hits.size,
        "songs": names.size,
        "share": share,
        "ci_low": low,
        "ci_high": high,
        "p": p,
        "ceiling": mean_of_told(people[:, 0]),
        "most": mean_of_told(people[:, 1]),
        "verdict": _verdict(share, p, np.count_nonzero(deviations)),
    }


def _verdict(share: float, p: float, songs: int) -> str:
    """Say what a share and its p come to; `songs` are those that do not stand at one half."""
    if math.isnan(p):
        return UNDEFINED
    if songs > 0 and smallest_p(songs) >= ALPHA:
        return FEW
    if p >= ALPHA:
        return CHANCE
    return PREDICTS if share > 0.5 else AGAINST
