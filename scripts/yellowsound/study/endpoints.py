"""What schedules are compared on: scores that chance has been taken from.

A raw score depends on how many onsets a picture has, whatever song it
follows: a placebo, the pictures of other songs, beats an even picture by it in
every study. What a video scores above its own null does not.
"""

import pandas as pd

ENDPOINTS: dict[str, str] = {
    "calibrated": "score minus the mean of the video's own null, in the metric's unit",
    "z": "that difference in standard deviations of the null",
}
"""Endpoints of a comparison and what they are."""


def endpoint_values(table: pd.DataFrame, metric: str, endpoint: str) -> pd.Series:
    """Return an endpoint of each video.

    Parameters
    ----------
    table
        The table of scores, with the columns `endpoint_columns`.
    metric, endpoint
        A metric of it, and one of `ENDPOINTS`.

    Returns
    -------
    pd.Series
        NaN where the table has no value.
    """
    if endpoint == "z":
        return table[f"{metric}_z"].astype(float)
    return table[metric].astype(float) - table[f"{metric}_null_mean"].astype(float)


def endpoint_columns(metric: str) -> list[str]:
    """Return the columns of the table of scores that the endpoints of a metric need."""
    return [metric, f"{metric}_null_mean", f"{metric}_z"]


def placebo_values(crossed: pd.DataFrame, metric: str, schedule: str, endpoint: str) -> pd.Series:
    """Return what the pictures of each pair score with the songs of others.

    Parameters
    ----------
    crossed
        The table of crossings: a row for each metric, schedule, picture and
        song heard, with `pair`, `song` (its own), `heard`, `score`,
        `null_mean` and `z`.
    metric, schedule, endpoint
        What is asked for.

    Returns
    -------
    pd.Series
        By pair the mean over the other songs, of each the mean over the
        pair's seeds; undefined cells are left out. A pair without any is not in it.
    """
    asked = (crossed["metric"] == metric) & (crossed["schedule"] == schedule)
    cells = crossed[asked & (crossed["song"] != crossed["heard"])]
    if endpoint == "z":
        values = cells["z"].astype(float)
    else:
        values = cells["score"].astype(float) - cells["null_mean"].astype(float)
    by_song = values.groupby([cells["pair"].astype(str), cells["heard"]]).mean()
    return by_song.groupby("pair").mean().dropna()
