"""How many people, and how many trials of each: studies are simulated and analysed.

As in a real study, a study of the simulation finds a difference if the p of
that comparison, which was named before, is below 0.05.
"""

import math
from collections.abc import Sequence
from itertools import product

import numpy as np
import pandas as pd

from yellowsound.experiment.columns import POWER_COLUMNS, YES
from yellowsound.experiment.simulate import Behaviour, simulate_choices
from yellowsound.experiment.strengths import estimate, wins_of
from yellowsound.run.errors import UserError
from yellowsound.run.seeds import derive_seed

PEOPLE = (6, 8, 12, 16, 24, 32, 48, 64, 96)
"""Numbers of participants that are tried."""

TRIALS = (10, 20, 40)
"""Numbers of pairs that each of them judges."""

STUDIES = 200
"""Simulated studies of each size: a power of 0.8 is known to 0.03."""

RESAMPLES = 199
"""Resamples of a simulated study: fewer than of a real one, for the power is much the same."""

ENOUGH = 0.99
"""Once a size has this power, larger ones are not tried."""


def most_pairs(songs: int, conditions: int) -> int:
    """Return how many pairs a person can judge: nobody sees the same two videos twice."""
    return songs * math.comb(conditions, 2)


def better_by(share: float, conditions: Sequence[str]) -> dict[str, float]:
    """Return strengths by which the first condition wins a share against each of the others.

    Parameters
    ----------
    share
        Above 0 and below 1.
    conditions
        The others are equal.

    Raises
    ------
    UserError
        If there are not two.
    """
    if len(conditions) < 2:
        raise UserError(
            f"this run has one condition ({', '.join(conditions)}), and people compare two: name "
            "at least two `schedules` or sets of `moves`"
        )
    first, *others = conditions
    return {first: float(np.log(share / (1 - share))), **dict.fromkeys(others, 0.0)}


def power_of(
    behaviour: Behaviour, songs: int, people: int, trials: int, seed: int, studies: int = STUDIES
) -> float:
    """Return how often a study tells its first condition to be better than the second.

    Parameters
    ----------
    behaviour
        How people choose; two conditions at least.
    songs, people, trials
        Size of a study; see `simulate.simulate_choices`.
    seed
        Seed of the simulation.
    studies
        How many are simulated.
    """
    conditions = list(behaviour.strengths)
    first_over_second = np.eye(len(conditions))[0] - np.eye(len(conditions))[1]
    found = 0
    for study in range(studies):
        own = derive_seed(seed, study)
        choices, _ = simulate_choices(behaviour, songs, people, trials, own)
        told = estimate(wins_of(choices, conditions), own, RESAMPLES)
        gain = first_over_second @ told.values
        found += bool(gain > told.half_width(first_over_second))
    return found / studies


def power_table(
    behaviour: Behaviour,
    songs: int,
    wanted: float,
    seed: int,
    people: Sequence[int] = PEOPLE,
    trials: Sequence[int] = TRIALS,
    studies: int = STUDIES,
) -> pd.DataFrame:
    """Return the power of studies of several sizes.

    Parameters
    ----------
    behaviour
        How people choose.
    songs
        Number of songs.
    wanted
        The power that is wanted, above 0 and below 1.
    seed
        The configured seed.
    people, trials
        Sizes, ascending; instead of more trials than the page shows of so many
        songs and conditions, as many as it shows.
    studies
        How many are simulated of each.

    Returns
    -------
    pd.DataFrame
        `POWER_COLUMNS`, a row a size; sizes above one with a power of 0.99 are left out.
    """
    rows = []
    done: set[int] = set()
    most = most_pairs(songs, len(behaviour.strengths))
    for each, count in product(dict.fromkeys(min(each, most) for each in trials), people):
        if each not in done:
            own = derive_seed(seed, "people", songs, count, each)
            power = power_of(behaviour, songs, count, each, own, studies)
            rows.append({"people": count, "trials": each, "power": power})
            if power >= ENOUGH:
                done.add(each)
    table = pd.DataFrame(rows, columns=list(POWER_COLUMNS))
    last_short = table[table["power"] < wanted].groupby("trials")["people"].max()
    enough = table["people"] > table["trials"].map(last_short).fillna(0)
    table["enough"] = np.where(enough, YES, "")
    table["most"] = np.where(table["trials"] == most, YES, "")
    return table


def said_of_power(table: pd.DataFrame, share: float, songs: int, wanted: float) -> list[str]:
    """Say what a table of powers comes to, a sentence for each number of trials."""
    said = []
    for trials, rows in table.groupby("trials"):
        enough = rows[rows["enough"] == YES]["people"]
        needed = f"{enough.min()}" if len(enough) else f"more than {rows['people'].max()}"
        limit = " (the most that the page shows)" if (rows["most"] == YES).any() else ""
        said.append(
            f"{trials} pairs each{limit}: {needed} people are needed to tell, with a power of "
            f"{wanted:g}, a condition that wins {100 * share:.0f} % of its choices ({songs} songs)"
        )
    return said
