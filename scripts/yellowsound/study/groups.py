"""Tables of statistics, of a whole study or of each genre alone."""

from collections.abc import Iterator, Sequence

import pandas as pd

from yellowsound.run.errors import UserError

GENRE_COLUMN: dict[str, str] = {"genre": "the genre whose pairs alone are looked at"}
"""The column that stands first in either table by genre."""


def columns_of(columns: dict[str, str], by_genre: bool) -> list[str]:
    """Return the names of a table's columns."""
    return [*(GENRE_COLUMN if by_genre else []), *columns]


def check_columns(table: pd.DataFrame, columns: Sequence[str], by_genre: bool) -> None:
    """Refuse a table without some of the columns that are asked for."""
    needed = ["pair", "schedule", *(GENRE_COLUMN if by_genre else []), *columns]
    missing = [column for column in needed if column not in table]
    if missing:
        raise UserError(
            f"the table of scores has no column {', '.join(missing)}: "
            "score the videos with these metrics (`metrics` in the configuration)"
        )


def songs_of(videos: pd.DataFrame) -> pd.Series:
    """Return the song of each row of the table of scores.

    Without a column `song` each pair has one of its own; so has a pair of an earlier version's
    run, which tells none.
    """
    return videos["song"].fillna(videos["pair"]) if "song" in videos else videos["pair"]


def by_song(values: pd.Series, videos: pd.DataFrame) -> pd.Series:
    """Return the mean of each song, of values by pair: pairs of one song are not independent.

    Parameters
    ----------
    values
        One a pair, by the pairs' names.
    videos
        Rows of the table of scores; see `songs_of`.
    """
    return values.groupby(songs_of(videos).groupby(videos["pair"]).first()).mean()


def groups(table: pd.DataFrame, by_genre: bool) -> Iterator[tuple[dict[str, str], pd.DataFrame]]:
    """Yield each genre's videos, or all videos at once, with the columns that tell which."""
    if not by_genre:
        yield {}, table
        return
    for genre, videos in table.groupby("genre", sort=True, dropna=False):
        yield {"genre": genre}, videos
