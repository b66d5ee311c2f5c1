"""Consistency of people: each with themselves, and with each other.

Choices between two videos are no categories of which some are rarer: by chance
two people agree in half of the pairs. Kendall and Babington Smith's u counts
from there, and is 1 where all agree.

References
----------
Kendall and Babington Smith, "On the method of paired comparisons", Biometrika
31 (1940).
"""

import math

import numpy as np
import pandas as pd

from yellowsound.experiment.columns import CONSISTENCY_COLUMNS, LEFT, PAIR, REPEAT
from yellowsound.experiment.intervals import cluster_interval, share_of
from yellowsound.run.seeds import derive_seed

MEANINGS: dict[str, str] = {
    "repeats alike": "share of repeated trials that a person answered as before; 0.5 is chance",
    "liked video chosen": "about how often a person chooses the video that this person finds "
    "better, the sides averaged: an estimate, no bound, from repeats alike and from how far each "
    "leans to a side",
    "pairwise agreement": "chance that two people choose the same of two videos; 0.5 is chance",
    "agreement u": "the same from -1 (or above) over 0, chance, to 1: 2 x pairwise agreement - 1 "
    "(Kendall and Babington Smith)",
    "ceiling": "share of choices that what most others chose predicts, the person left out",
    "left": "share of choices that fell on what was shown left, or first; 0.5 is no leaning",
}
"""What is measured, and what it tells."""


def consistency_table(choices: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Tell how consistent people are.

    Parameters
    ----------
    choices
        See `CHOICE_COLUMNS`.
    seed
        Seed of the intervals: over people for what each does alone, over songs
        for what they do together.

    Returns
    -------
    pd.DataFrame
        `CONSISTENCY_COLUMNS`, a row for each of `MEANINGS`; NaN where there is
        nothing to measure.
    """
    pairs = choices[choices["kind"] == PAIR]
    repeats = repeats_alike(choices)
    found = {
        "repeats alike": _share(repeats, "participant", seed),
        "pairwise agreement": _between(pairs, seed),
        "ceiling": _ceiling(pairs, seed),
        "left": _share(pairs.assign(hit=pairs["side"] == LEFT), "participant", seed),
    }
    value, low, high, n = found["repeats alike"]
    lean = leaning(pairs)
    found["liked video chosen"] = (*(liked_from_repeats(a, lean) for a in (value, low, high)), n)
    value, low, high, n = found["pairwise agreement"]
    found["agreement u"] = (2 * value - 1, 2 * low - 1, 2 * high - 1, n)
    rows = [(name, *found[name], meaning) for name, meaning in MEANINGS.items()]
    return pd.DataFrame(rows, columns=list(CONSISTENCY_COLUMNS))


def repeats_alike(choices: pd.DataFrame) -> pd.DataFrame:
    """Return the repeats with a column `hit`: whether the same video was chosen as before."""
    first = choices.drop_duplicates(["participant", "trial"])
    before = first.set_index(["participant", "trial"])["chosen_video"]
    repeats = choices[choices["kind"] == REPEAT]
    keys = pd.MultiIndex.from_frame(repeats[["participant", "of"]])
    return repeats.assign(hit=before.reindex(keys).to_numpy() == repeats["chosen_video"].to_numpy())


def leaning(pairs: pd.DataFrame) -> float:
    """Return how far people lean to a side: the mean square of 2 x share of left choices - 1.

    Each person leans to a side of their own. What single answers add by chance
    is left out: only products of different answers of one person count.

    Parameters
    ----------
    pairs
        Rows of `CHOICE_COLUMNS`.

    Returns
    -------
    float
        From 0, no leaning, to 1, one side always; 0 where nobody has answered twice.
    """
    signs = np.where(pairs["side"] == LEFT, 1.0, -1.0)
    people = pd.Series(signs).groupby(pairs["participant"].to_numpy())
    sums, counts = people.sum().to_numpy(), people.size().to_numpy()
    products = (counts * (counts - 1)).sum()
    return max(float((sums**2 - counts).sum() / products), 0.0) if products else 0.0


def liked_from_repeats(alike: float, lean: float = 0.0) -> float:
    """Return how often the better video is chosen, from how often repeats are answered alike.

    Whoever takes the better video with the probability q + d where it stands
    left and q - d where it stands right answers a repeat, whose sides are
    exchanged, alike with q**2 + (1 - q)**2 - 2 d**2. The share of left choices
    is then 1/2 + d. Without d whoever leans to a side would seem to follow the
    videos less than is so.

    Where q differs between pairs and people this is above its mean. Where the
    leaning does, too, it may be below: it is no bound.

    Parameters
    ----------
    alike
        Share of repeats that are answered alike, 0 to 1.
    lean
        See `leaning`: (2 d)**2.
    """
    if math.isnan(alike):
        return math.nan
    return min((1 + math.sqrt(max(2 * alike - 1 + lean, 0.0))) / 2, 1.0)


def others_agree(pairs: pd.DataFrame) -> np.ndarray:
    """Tell of each choice whether most other people chose the same of the two videos.

    Parameters
    ----------
    pairs
        Rows of `CHOICE_COLUMNS`, a person at most once for each two videos.

    Returns
    -------
    np.ndarray
        1 if most did, 0 if most did not, 0.5 if half did, NaN where nobody
        else saw the pair, shape (n_choices,).
    """
    same, other = _others(pairs)
    return np.where(same + other > 0, (1 + np.sign(same - other)) / 2, math.nan)


def most_agree(pairs: pd.DataFrame) -> np.ndarray:
    """Tell of each choice how it stands to what most people chose, the person counted too.

    Parameters and values are as of `others_agree`; none is NaN.
    """
    same, other = _others(pairs)
    return (1 + np.sign(same + 1 - other)) / 2


def pair_keys(pairs: pd.DataFrame) -> pd.Series:
    """Return of each choice which two videos it was between, whichever was chosen."""
    videos = np.sort(pairs[["chosen_video", "other_video"]].to_numpy(str), axis=1)
    return pd.Series([f"{a}\t{b}" for a, b in videos], index=pairs.index, dtype=object)


def _others(pairs: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return how many other people chose the same video, and how many the other one."""
    keys = pair_keys(pairs)
    same = pairs.groupby([keys, pairs["chosen_video"]])["trial"].transform("size") - 1
    everybody = pairs.groupby(keys)["trial"].transform("size") - 1
    return same.to_numpy(float), (everybody - same).to_numpy(float)


def _between(pairs: pd.DataFrame, seed: int) -> tuple[float, float, float, int]:
    """Return the mean agreement of two people on a pair of videos, with its interval."""
    same, other = _others(pairs)
    counted = pairs.assign(hits=same, all=same + other)
    sums = counted[counted["all"] > 0].groupby("song", sort=True)[["hits", "all"]].sum()
    hits, totals = sums["hits"].to_numpy(), sums["all"].to_numpy()
    interval = cluster_interval(hits, totals, derive_seed(seed, "between"))
    # Each two people are counted from both sides.
    return share_of(hits, totals), *interval, round(totals.sum() / 2)


def _ceiling(pairs: pd.DataFrame, seed: int) -> tuple[float, float, float, int]:
    return _share(pairs.assign(hit=others_agree(pairs)), "song", seed)


def _share(rows: pd.DataFrame, cluster: str, seed: int) -> tuple[float, float, float, int]:
    """Return the mean of the column `hit`, its interval over clusters, and their number."""
    told = rows[rows["hit"].notna()]
    grouped = told.assign(hit=told["hit"].astype(float)).groupby(cluster, sort=True)["hit"]
    hits, totals = grouped.sum().to_numpy(), grouped.size().to_numpy()
    interval = cluster_interval(hits, totals, derive_seed(seed, cluster))
    return share_of(hits, totals), *interval, len(told)
