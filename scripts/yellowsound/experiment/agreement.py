"""Agreement of metrics with people: the video that scores higher should win.

A metric is a claim about what people see. Of each two videos that people chose
between it names one; how often that is the one they chose is held against
chance and against how well people predict each other: a band whose lower end
leaves the person out who chose, and whose upper end nothing can exceed.

It agrees only if it does over songs, and also more than metrics do that read
the condition alone (`exchange`). Whoever claims both has the larger p (Berger).

References
----------
Berger, "Multiparameter hypothesis testing and acceptance sampling",
Technometrics 24 (1982). Nili et al., "A toolbox for representational similarity analysis", PLOS
Computational Biology 10 (2014), for ceilings with and without the person.
"""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from yellowsound.experiment.columns import AGREEMENT_COLUMNS, PAIR
from yellowsound.experiment.consistency import most_agree, others_agree, pair_keys
from yellowsound.experiment.design import Video
from yellowsound.experiment.exchange import EQUAL, RESAMPLES, exchange_p, smallest_exchange_p
from yellowsound.experiment.intervals import crossed_interval, mean_of_told, sign_p
from yellowsound.run.errors import UserError
from yellowsound.run.seeds import derive_seed
from yellowsound.study.paired_tests import ALPHA, holm, smallest_p
from yellowsound.study.tables import metrics_of

ENDPOINTS = {"score": "{}", "z": "{}_z"}
"""What of a metric is compared, and the column that holds it."""

PREDICTS, AGAINST = "predicts", "against"
CHANCE, FEW = "not told apart from chance", "too few songs to tell"
FEW_CONDITIONS = "too few conditions to tell"
UNDEFINED = "undefined"


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
        the table has no value.

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
    values = {
        (metric, endpoint): table[column.format(metric)].astype(float)
        for metric in metrics_of(table)
        for endpoint, column in ENDPOINTS.items()
    }
    return pd.DataFrame(values).iloc[list(found.values())].set_axis(list(found))


def agreement_table(
    choices: pd.DataFrame,
    scores: pd.DataFrame,
    videos: Mapping[str, Video],
    seed: int,
    resamples: int = RESAMPLES,
) -> pd.DataFrame:
    """Tell how far each metric agrees with people.

    Parameters
    ----------
    choices
        See `CHOICE_COLUMNS`; only kind `pair` counts.
    scores
        A row for each video, columns pairs of metric and endpoint; see
        `scores_of_videos`.
    videos
        By id: which of them are of one take, and of which condition each is.
    seed
        Seed of what is drawn for p.
    resamples
        How many exchanges are drawn; see `exchange_p`.

    Returns
    -------
    pd.DataFrame
        `AGREEMENT_COLUMNS`, a row for each metric and endpoint.
    """
    pairs = choices[choices["kind"] == PAIR]
    grid = _Grid(pairs, videos)
    others = pd.DataFrame(
        {
            "ceiling": others_agree(pairs),
            "most": most_agree(pairs),
            "song": pairs["song"].astype(str).to_numpy(),
            "participant": pairs["participant"].astype(str).to_numpy(),
            "pair": pair_keys(pairs).to_numpy(),
        }
    )
    chosen, other = (
        scores.reindex(pairs[name]).to_numpy(float) for name in ("chosen_video", "other_video")
    )
    rows = []
    for number, (metric, endpoint) in enumerate(scores.columns):
        gain = chosen[:, number] - other[:, number]
        hits = (1 + np.sign(np.where(np.abs(gain) < EQUAL, 0.0, gain))) / 2
        told = others.assign(hit=hits)[~np.isnan(gain)]
        own = derive_seed(seed, "agreement", metric, endpoint)
        p, conditions = grid.exchange_p(scores.iloc[:, number], own, resamples)
        row = {"metric": metric, "endpoint": endpoint}
        rows.append(row | _row(told, p, conditions, own))
    table = pd.DataFrame(rows, columns=list(AGREEMENT_COLUMNS))
    for _, of_endpoint in table.groupby("endpoint"):
        table.loc[of_endpoint.index, "p_holm"] = holm(of_endpoint["p"].to_numpy(float))
    return table


class _Grid:
    """Choices by take and condition, as `exchange_p` needs them."""

    def __init__(self, pairs: pd.DataFrame, videos: Mapping[str, Video]) -> None:
        seen = pd.unique(pairs[["chosen_video", "other_video"]].to_numpy(str).ravel())
        self.take = {
            name: place
            for place, name in enumerate(dict.fromkeys(videos[video].take for video in seen))
        }
        self.condition = {
            name: place
            for place, name in enumerate(dict.fromkeys(videos[video].condition for video in seen))
        }
        self.place = {
            video: (self.take[videos[video].take], self.condition[videos[video].condition])
            for video in videos
            if videos[video].take in self.take and videos[video].condition in self.condition
        }
        self.songs = np.array([""] * len(self.take), dtype=object)
        size = len(self.condition)
        self.won = np.zeros((len(self.take), size, size))
        for song, one, two in pairs[["song", "chosen_video", "other_video"]].itertuples(
            index=False
        ):
            take, chosen = self.place[one]
            self.won[take, chosen, self.place[two][1]] += 1
            self.songs[take] = str(song)

    def exchange_p(self, values: pd.Series, seed: int, resamples: int) -> tuple[float, int]:
        """Return the p of a metric's values, by video, and of how many conditions it has some."""
        scores = np.full(self.won.shape[:2], math.nan)
        for video, value in values.items():
            if video in self.place:
                scores[self.place[video]] = value
        told = ~np.isnan(scores).all(0)
        if np.count_nonzero(told) < 2:
            return math.nan, np.count_nonzero(told)
        won = self.won[:, told][:, :, told]
        songs = self.songs.astype(str)
        p = exchange_p(won, scores[:, told], songs, seed, resamples)
        return p, np.count_nonzero(told)


def _row(told: pd.DataFrame, p_conditions: float, conditions: int, seed: int) -> dict[str, object]:
    """Return what a metric's hits tell, with those of other people and of most beside them."""
    hits, songs = told["hit"].to_numpy(float), told["song"].to_numpy(str)
    names, song = np.unique(songs, return_inverse=True)
    deviations = np.bincount(song, hits - 0.5, names.size)
    p_songs = sign_p(deviations, seed) if hits.size else math.nan
    p_conditions = p_conditions if hits.size else math.nan
    # People are told of where others have judged the same two videos, and the metric with them.
    shared = told[told["ceiling"].notna()]
    share = mean_of_told(hits)
    low, high = crossed_interval(hits, songs, told["participant"].to_numpy(str))
    counted = np.count_nonzero(deviations)
    return {
        "n": hits.size,
        "songs": names.size,
        "conditions": conditions,
        "share": share,
        "ci_low": low,
        "ci_high": high,
        "p_songs": p_songs,
        "p_conditions": p_conditions,
        "p": max(p_songs, p_conditions),
        "raters": hits.size / told["pair"].nunique() if hits.size else math.nan,
        "shared": len(shared),
        "share_shared": mean_of_told(shared["hit"].to_numpy(float)),
        "ceiling": mean_of_told(shared["ceiling"].to_numpy(float)),
        "most": mean_of_told(shared["most"].to_numpy(float)),
        "verdict": _verdict(share, p_songs, p_conditions, counted, conditions),
    }


def _verdict(share: float, p_songs: float, p_conditions: float, songs: int, conditions: int) -> str:
    """Say what a share and its p come to; `songs` are those that do not stand at one half."""
    if math.isnan(p_songs) or math.isnan(p_conditions):
        return UNDEFINED
    if songs > 0 and smallest_p(songs) >= ALPHA:
        return FEW
    if p_songs >= ALPHA:
        return CHANCE
    if p_conditions >= ALPHA:
        return FEW_CONDITIONS if smallest_exchange_p(conditions) >= ALPHA else CHANCE
    return PREDICTS if share > 0.5 else AGAINST
