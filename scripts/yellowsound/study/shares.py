"""For how many videos of each schedule chance alone does not explain the score."""

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from yellowsound.study.groups import check_columns, columns_of, groups, songs_of
from yellowsound.study.paired_tests import ALPHA, share_interval

SHARE_COLUMNS: dict[str, str] = {
    "metric": "the metric whose p is counted",
    "schedule": "the schedule of the videos",
    "n_videos": "number of videos with a p",
    "n_pairs": "number of pairs that these videos are of",
    "n_undefined": "number of videos left out, since their p is undefined",
    "n_significant": f"number of videos whose p against their own null is below {ALPHA}",
    "share": f"n_significant / n_videos; chance alone gives about {ALPHA}",
    "ci_low": "lower end of Wilson's 95 % interval of the share",
    "ci_high": "upper end of the same interval",
    "warning": "why the share or its interval is not to be trusted; empty where they are",
}
"""Columns of `share_significant` and what they hold."""


def share_significant(
    table: pd.DataFrame, metrics: Sequence[str], *, by_genre: bool = False
) -> pd.DataFrame:
    """Count for how many videos of each schedule chance alone does not explain the score.

    Parameters
    ----------
    table
        The table of scores; see `statistics.compare_schedules`. Here every video counts.
    metrics
        Metrics with a column `<metric>_p`.
    by_genre
        Count within each genre.

    Returns
    -------
    pd.DataFrame
        `SHARE_COLUMNS`, by genre after `GENRE_COLUMN`. Rows as in
        `statistics.compare_schedules`, the baseline among them.

    Raises
    ------
    UserError
        If a column is missing.
    """
    check_columns(table, [f"{metric}_p" for metric in metrics], by_genre)
    schedules = list(dict.fromkeys(table["schedule"]))
    rows = [
        genre | _share(videos[videos["schedule"] == schedule], metric, schedule)
        for metric in metrics
        for genre, videos in groups(table, by_genre)
        for schedule in schedules
        if (videos["schedule"] == schedule).any()
    ]
    return pd.DataFrame(rows, columns=columns_of(SHARE_COLUMNS, by_genre))


def _share(videos: pd.DataFrame, metric: str, schedule: str) -> dict[str, Any]:
    """Return a row of `share_significant`."""
    p = videos[f"{metric}_p"].astype(float)
    tested = videos[p.notna()]
    n_videos, n_pairs = len(tested), tested["pair"].nunique()
    count = int((p < ALPHA).sum())
    low, high = share_interval(count, n_videos)
    warning = ""
    if n_videos == 0:
        warning = "no video has a p"
    elif n_videos > songs_of(tested).nunique():
        warning = "the interval is too narrow: several videos of one song are not independent"
    return {
        "metric": metric,
        "schedule": schedule,
        "n_videos": n_videos,
        "n_pairs": n_pairs,
        "n_undefined": int(p.isna().sum()),
        "n_significant": count,
        "share": count / n_videos if n_videos else math.nan,
        "ci_low": low,
        "ci_high": high,
        "warning": warning,
    }
