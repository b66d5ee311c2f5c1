"""How many songs a study needs, from the tables of a pilot."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from yellowsound.run.errors import UserError
from yellowsound.study.contrasts import PRIMARY_ENDPOINT, Contrast, read_contrast
from yellowsound.study.endpoints import endpoint_columns, endpoint_values
from yellowsound.study.groups import check_columns
from yellowsound.study.pairing import CROSSED_COLUMNS, own_and_others, song_matrices
from yellowsound.study.power import comparison_power, pairing_power, power_table, songs_needed
from yellowsound.study.statistics import paired_differences
from yellowsound.study.tables import read_crossed, read_scores

LEAST_PILOT = 3
"""Fewer pairs tell nothing of how much pairs differ."""


def pilot_gains(scores: pd.DataFrame, metric: str, contrast: Contrast) -> np.ndarray:
    """Return a pilot's paired differences of the primary endpoint, if one can plan from them.

    Raises
    ------
    UserError
        If fewer than `LEAST_PILOT` are defined, or none differs from 0.
    """
    table = scores.assign(value=endpoint_values(scores, metric, PRIMARY_ENDPOINT))
    gains = paired_differences(table, "value", contrast.schedule, contrast.baseline)
    defined = gains.dropna().to_numpy()
    what = f"{metric} of {contrast}"
    if defined.size < LEAST_PILOT:
        raise UserError(
            f"{what} is defined for {defined.size} pairs of the pilot, of which {LEAST_PILOT} "
            "are needed: score more pairs, or choose another metric or contrast"
        )
    if not defined.any():
        raise UserError(
            f"{what} is 0 for every pair of the pilot: choose another metric or contrast"
        )
    return defined


def pilot_pictures(
    crossed: pd.DataFrame, metric: str, schedule: str
) -> tuple[np.ndarray, np.ndarray]:
    """Return z of a pilot's pictures with their own songs, and with the others.

    Raises
    ------
    UserError
        If fewer than `LEAST_PILOT` pictures have both.
    """
    asked = (crossed["metric"] == metric) & (crossed["schedule"] == schedule)
    own, others, count = np.zeros(0), np.zeros((0, 0)), 0
    if asked.any():
        pictures, _, _ = song_matrices(crossed[asked])
        own, others = own_and_others(pictures)
        both = ~np.isnan(own) & ~np.isnan(others).all(axis=1)
        own, others, count = own[both], others[both], int(both.sum())
    if count < LEAST_PILOT:
        raise UserError(
            f"{metric} of {schedule} is defined for {count} pictures of the table of crossings, "
            f"of which {LEAST_PILOT} are needed: score more pairs, or choose another metric"
        )
    return own, others


def read_pilot(
    table: str | Path, crossed: str | Path | None = None
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Read a pilot's table of scores and, if it is given, its table of crossings.

    Raises
    ------
    UserError
        If one cannot be read.
    """
    path = table
    try:
        scores = read_scores(path)
        path = crossed or table
        return scores, read_crossed(path) if crossed else None
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}): check the path") from None
    except (ValueError, KeyError) as error:
        raise UserError(
            f"{path} is no such table ({type(error).__name__}): name one that a study has made"
        ) from error


def plan(
    scores: pd.DataFrame,
    crossed: pd.DataFrame | None,
    metric: str,
    contrast: str,
    wanted: float,
    seed: int,
) -> Iterator[str]:
    """Tell how many songs a study needs.

    Parameters
    ----------
    scores, crossed
        The pilot's tables; see `read_pilot`.
    metric, contrast
        As of `primary_metric` and `primary_contrast`.
    wanted
        The power that is wanted, above 0 and below 1.
    seed
        The seed of the simulation.

    Yields
    ------
    str
        Lines: of the comparison, and of the pairing test where there are
        crossings, the power of studies of several sizes.

    Raises
    ------
    UserError
        If the tables have not what is asked for.
    """
    if not 0 < wanted < 1:
        raise UserError(f"the power is {wanted:g}: ask for one above 0 and below 1")
    check_columns(scores, endpoint_columns(metric), by_genre=False)
    schedules = list(dict.fromkeys(scores["schedule"]))
    pair = read_contrast(contrast, schedules, "the contrast")
    gains = pilot_gains(scores, metric, pair)
    yield f"{metric} ({PRIMARY_ENDPOINT}), {pair}: signed-rank test, pilot of {gains.size} pairs"
    told = ("comparison", metric, str(pair))
    yield from _lines(power_table(lambda n, s: comparison_power(gains, n, s), told, seed), wanted)
    if crossed is not None:
        if missing := [column for column in CROSSED_COLUMNS if column not in crossed]:
            raise UserError(
                f"the table of crossings has no column {', '.join(missing)}: name the one that "
                "the study has made"
            )
        own, others = pilot_pictures(crossed, metric, pair.schedule)
        yield f"{metric}, {pair.schedule}: pairing test, pilot of {own.size} pictures"
        told = ("pairing", metric, pair.schedule)
        table = power_table(lambda n, s: pairing_power(own, others, n, s), told, seed)
        yield from _lines(table, wanted)


def _lines(table: dict[int, float], wanted: float) -> Iterator[str]:
    """Write a table of powers, and what follows from it."""
    yield "songs  power"
    yield from (f"{n:5}  {power:5.2f}" for n, power in table.items())
    needed = songs_needed(table, wanted)
    if needed is None:
        yield f"More than {max(table)} songs are needed for a power of {wanted:g}."
    else:
        yield f"{needed} songs suffice for a power of {wanted:g}."
