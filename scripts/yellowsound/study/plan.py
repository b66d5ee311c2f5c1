"""How many songs a study needs, from what a pilot found.

Studies are simulated by drawing pairs from the pilot's, and the share of them
that reach p < 0.05 is their power. A pilot of few pairs hides how different
pairs can be: normal noise is added to what is drawn (a smoothed bootstrap), so
that power is rather told too small. That the pilot's effect itself is
uncertain stays: it is taken as it was found.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from yellowsound.run.errors import UserError
from yellowsound.run.seeds import derive_seed
from yellowsound.study.contrasts import PRIMARY_ENDPOINT, Contrast, read_contrast
from yellowsound.study.endpoints import endpoint_columns, endpoint_values
from yellowsound.study.groups import check_columns
from yellowsound.study.paired_tests import ALPHA, signed_rank
from yellowsound.study.pairing import CROSSED_COLUMNS, own_and_others, song_matrices
from yellowsound.study.permutations import orders_of, p_of_orders
from yellowsound.study.statistics import paired_differences
from yellowsound.study.tables import read_crossed, read_scores

STUDIES = 1000
"""Simulated studies of each size."""

PERMUTATIONS = 999
"""Permutations of a simulated study: fewer than of a real one, for the power is much the same."""

SIZES = (4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100)
"""Numbers of songs that are tried."""

ENOUGH = 0.99
"""Once a size has this power, larger ones are not tried."""

LEAST_PILOT = 3
"""Fewer pairs tell nothing of how much pairs differ."""


def bandwidth(values: np.ndarray) -> float:
    """Return the deviation of the noise that is added to what is drawn from a few values.

    References
    ----------
    Silverman, "Density Estimation for Statistics and Data Analysis", 1986,
    section 3.4, for the width; 6.4 for the smoothed bootstrap.
    """
    return 1.06 * float(values.std(ddof=1)) * values.size**-0.2


def comparison_power(differences: np.ndarray, n: int, seed: int, studies: int = STUDIES) -> float:
    """Return the power of the signed-rank test of a comparison with `n` pairs.

    Parameters
    ----------
    differences
        The pilot's paired differences, finite, shape (n_pilot,), at least `LEAST_PILOT`.
    n
        Number of pairs of the study, at least 1.
    seed
        Seed of the simulation (PCG64).
    studies
        Number of simulated studies.

    Returns
    -------
    float
        Share of studies with p < 0.05, two-sided and uncorrected, as of the
        primary comparison.
    """
    random = np.random.default_rng(seed)
    drawn = random.choice(differences, (studies, n))
    drawn = drawn + random.normal(0.0, bandwidth(differences), drawn.shape)
    return float(np.mean([signed_rank(gains).p < ALPHA for gains in drawn]))


def pairing_power(
    own: np.ndarray, others: np.ndarray, n: int, seed: int, studies: int = STUDIES
) -> float:
    """Return the power of the pairing test with `n` songs.

    Pictures are drawn from the pilot's, each with its own z; what it scores
    with the other songs of the study is drawn from its others.

    Parameters
    ----------
    own
        z of the pilot's pictures with their own songs, finite, shape (n_pilot,).
    others
        z of each with the other songs, NaN where undefined, one defined at
        least, shape (n_pilot, m).
    n
        Number of songs of the study, at least 3.
    seed, studies
        As of `comparison_power`.

    Returns
    -------
    float
        Share of studies with p < 0.05.
    """
    random = np.random.default_rng(seed)
    noise, known = bandwidth(own), [row[~np.isnan(row)] for row in others]
    orders, found = orders_of(n, derive_seed(seed, "orders"), PERMUTATIONS), 0
    for _ in range(studies):
        pictures = random.integers(own.size, size=n)
        z = np.stack([random.choice(known[picture], n) for picture in pictures])
        np.fill_diagonal(z, own[pictures] + random.normal(0.0, noise, n))
        found += p_of_orders(z, orders) < ALPHA
    return found / studies


def power_table(
    power: Callable[[int, int], float],
    told: Sequence[str],
    seed: int,
    sizes: Sequence[int] = SIZES,
) -> dict[int, float]:
    """Return the power of studies of several sizes; once it is 0.99, larger ones are left out.

    Parameters
    ----------
    power
        Gives the power of a number of songs and a seed.
    told
        Names of what is planned; the seed of each size derives from them.
    seed
        The seed.
    sizes
        Numbers of songs, ascending.
    """
    table: dict[int, float] = {}
    for n in sizes:
        table[n] = power(n, derive_seed(seed, "plan", *told, n))
        if table[n] >= ENOUGH:
            break
    return table


def songs_needed(table: dict[int, float], wanted: float) -> int | None:
    """Return the fewest songs from which on the power is as wanted; None where it never is."""
    needed = None
    for n in sorted(table, reverse=True):
        if table[n] < wanted:
            break
        needed = n
    return needed


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
