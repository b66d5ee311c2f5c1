"""The table of scores: one row for each pair and schedule."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from yellowsound.run.errors import UserError

NO_GENRE = "unknown"
"""Stands in the table for a genre that was not found."""

TEXTS = ("pair", "schedule", "genre", "song", "video", "moves", "shared", "notes")
"""Columns that hold text, whatever it looks like: a song may be called 01, or NA."""


def synchrony_table(
    scores: Sequence[Mapping[str, Any]],
    genres: Mapping[str, str | None],
    agreements: Mapping[str, float | None],
    videos: Sequence[str | None],
    songs: Sequence[str],
) -> pd.DataFrame:
    """Collect the videos' scores.

    Parameters
    ----------
    scores
        What the synchrony stage wrote for each video.
    genres
        Each pair's genre; None where none was found. Videos from elsewhere
        may be of no pair.
    agreements
        For each pair how far two trackers agree on its beats; see `hearing.ears.agreement`.
    videos
        For each score where its video lies, if it comes from elsewhere; else None.
    songs
        For each score the name of its song: several pairs may have one.

    Returns
    -------
    pd.DataFrame
        Columns pair, schedule, genre, song, tracker_agreement, video, then the
        scores' own; `notes`, why a value is undefined, stands last. Rows keep
        the order of `scores`.
    """
    rows = []
    for score, video, song in zip(scores, videos, songs, strict=True):
        row = {"pair": score["pair"], "schedule": score["schedule"]}
        row["genre"] = genres.get(score["pair"]) or NO_GENRE
        row["song"] = song
        row["tracker_agreement"] = agreements.get(score["pair"])
        row["video"] = video
        row |= {key: value for key, value in score.items() if key not in (*row, "notes")}
        row["notes"] = join_notes(score["notes"])
        rows.append(row)
    return pd.DataFrame(rows)


def read_table(
    path: str | Path, needed: Sequence[str] = ("pair", "schedule", "genre")
) -> pd.DataFrame:
    """Read what `synchrony_table` collected; empty fields are NaN.

    Raises
    ------
    UserError
        If it lacks one of the columns that are needed.
    """
    texts = dict.fromkeys(TEXTS, str)
    table = pd.read_csv(path, sep="\t", keep_default_na=False, na_values=[""], dtype=texts)
    if missing := ", ".join(column for column in needed if column not in table):
        raise UserError(
            f"{path} is no table of scores (no column {missing}): make it anew by the rule `table`"
        )
    return table


def join_notes(notes: Mapping[str, str]) -> str:
    """Join the reasons for undefined values to one line: 'metric: reason; ...'."""
    return "; ".join(f"{metric}: {reason}" for metric, reason in notes.items())
