"""The pairing test of a study: each picture against its own song and all the others.

The null is that pictures do not know their songs: then any song could as well
be the own one. Nothing is assumed of how scores are distributed, of tempo, or
of what pictures score with songs in general.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from yellowsound.run.errors import UserError
from yellowsound.run.seeds import derive_seed
from yellowsound.study.paired_tests import ALPHA, holm
from yellowsound.study.permutations import (
    DRAWS,
    EXACT_UP_TO,
    auc,
    permuted_p,
    picturewise_p,
    top1,
)

LEAST_SONGS = 3
"""Fewer songs are not tested: of two, one of both ways round is the true one."""

CROSSED_COLUMNS = ("metric", "schedule", "pair", "picture", "song", "heard", "z")
"""What `pairing_table` reads of the table of crossings."""

PAIRING_COLUMNS: dict[str, str] = {
    "metric": "the metric, compared by its z: how far a picture with a song stands above the "
    "same two shifted against each other",
    "schedule": "the schedule of the pictures",
    "n": "number of songs that are permuted; the pictures of one song (pairs and seeds) are "
    "averaged first and count once",
    "p": "one-sided p that pictures fit their own songs no better than others: which song belongs "
    f"to which picture is permuted, in all ways for up to {EXACT_UP_TO} songs, else in "
    f"{DRAWS} random ones; where each picture heard some of the songs alone, it is drawn by lot "
    "for each which of them is its own",
    "p_holm": "p after Holm's correction over all rows of this table",
    "auc": "chance that a picture's own song has a higher z than another song; 0.5 is chance",
    "top1": "share of pictures (a pair's seeds averaged) whose own song has the highest z of all "
    "that it heard; ties share",
    "shared": "what the schedule and the metrics both hear with; empty where nothing",
    "warning": "why there is no p, or why it cannot decide; empty where it can",
}
"""Columns of `pairing_table` and what they hold."""


def pairing_table(
    crossed: pd.DataFrame, seed: int, shared: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Test for each metric and schedule whether pictures fit their own songs best.

    Parameters
    ----------
    crossed
        A row for each metric, schedule, picture and song that it was scored
        against: `CROSSED_COLUMNS`. `picture` is a pair in one of its seeds,
        `song` the name of its own song, `heard` that of the song it was
        scored against. A NaN in `z` is undefined; a picture or a song that
        has no defined z is left out.
    seed
        The configured seed, from which the seed of each row derives.
    shared
        By schedule what it and the metrics both hear with, if anything.

    Returns
    -------
    pd.DataFrame
        `PAIRING_COLUMNS`, a row for each metric and schedule in the table's
        order. The order of the table's rows changes no number.

    Raises
    ------
    UserError
        If a column is missing.
    """
    if missing := [column for column in CROSSED_COLUMNS if column not in crossed]:
        raise UserError(
            f"the table of crossings has no column {', '.join(missing)}: make it anew by the "
            "rule `crossed`"
        )
    rows = []
    for (metric, schedule), cells in crossed.groupby(["metric", "schedule"], sort=False):
        row = {"metric": metric, "schedule": schedule, "shared": (shared or {}).get(schedule, "")}
        rows.append(row | _tested(cells, derive_seed(seed, "pairing", metric, schedule)))
    corrected = holm(np.array([row["p"] for row in rows]))
    for row, p_holm in zip(rows, corrected, strict=True):
        row["p_holm"] = p_holm
    return pd.DataFrame(rows, columns=list(PAIRING_COLUMNS))


def _tested(cells: pd.DataFrame, seed: int) -> dict[str, Any]:
    """Return what is found of one metric and schedule."""
    pictures, scores, heard = song_matrices(cells)
    own, others = own_and_others(pictures)
    row = {"n": len(scores), "auc": auc(own, others), "top1": top1(own, others), "p": math.nan}
    if len(scores) >= LEAST_SONGS and not np.isnan(np.diag(scores)).all():
        # The design decides, not what came out of it: a gap is no reason for another test.
        row["p"] = permuted_p(scores, seed) if heard.all() else picturewise_p(scores, heard, seed)
    return row | {"warning": _warning(cells, len(scores), row["p"], heard)}


def song_matrices(cells: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Arrange the crossings of one metric and schedule as matrices.

    Returns
    -------
    pictures : pd.DataFrame
        z by (pair, own song) and song heard: the mean of a pair's seeds.
    scores : np.ndarray
        The same by own song and song heard, in one order, the mean of the
        pairs of a song; without songs that have no defined z as the one or as
        the other. NaN is undefined.
    heard : np.ndarray
        Which cells of `scores` the table has, undefined or not.
    """
    z = cells["z"].astype(float)
    by = [cells[name].astype(str) for name in ("pair", "song", "heard")]
    pictures = z.groupby(by).mean().unstack("heard")
    heard = z.groupby(by[1:]).size().unstack("heard").notna()
    scores = pictures.groupby("song").mean()
    scores = scores.reindex(columns=scores.index)
    while True:
        kept = scores.index[scores.notna().any(axis=1) & scores.notna().any(axis=0)]
        if len(kept) == len(scores):
            break
        scores = scores.loc[kept, kept]
    heard = heard.reindex(index=scores.index, columns=scores.index).eq(True)
    return pictures, scores.to_numpy(), heard.to_numpy()


def own_and_others(pictures: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Split z by (pair, own song) and song heard into the own and the others, NaN where none."""
    values = pictures.to_numpy()
    is_own = pictures.index.get_level_values("song").to_numpy()[:, None] == np.array(
        pictures.columns
    )
    own = np.where(is_own.any(axis=1), np.nansum(np.where(is_own, values, 0.0), axis=1), math.nan)
    undefined = (is_own & np.isnan(values)).any(axis=1)
    return np.where(undefined, math.nan, own), np.where(is_own, math.nan, values)


def _warning(cells: pd.DataFrame, n: int, p: float, heard: np.ndarray) -> str:
    """Say why there is no p, or why it cannot decide."""
    own = cells[cells["song"].astype(str) == cells["heard"].astype(str)]
    undefined, told = int(own["z"].isna().sum()), []
    if undefined:
        told.append(f"undefined for {undefined} of {len(own)} pictures with their own song")
    if n < LEAST_SONGS:
        songs = "1 song" if n == 1 else f"{n} songs"
        told.append(f"{songs} with a z, of which {LEAST_SONGS} are needed to permute them")
    elif heard.all() and 1 / math.factorial(min(n, EXACT_UP_TO)) >= ALPHA:
        told.append(f"too few songs to decide: of {n}, p is at least {1 / math.factorial(n):.3g}")
    elif math.isnan(p) and not undefined:
        told.append("no picture was heard with its own song")
    return "; ".join(told)
