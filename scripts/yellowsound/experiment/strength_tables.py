"""The tables of strengths: each condition, and every two of them compared."""

import math
from collections.abc import Collection, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from yellowsound.experiment.columns import COMPARISON_COLUMNS, STRENGTH_COLUMNS, YES
from yellowsound.experiment.strengths import RESAMPLES, Strengths, estimate, wins_of
from yellowsound.study.paired_tests import ALPHA, holm


def strength_tables(
    choices: pd.DataFrame,
    conditions: Sequence[str],
    seed: int,
    primary: Collection[str] = (),
    resamples: int = RESAMPLES,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the strength of each condition, and every two conditions compared.

    Parameters
    ----------
    choices
        See `CHOICE_COLUMNS`; only kind `pair` counts.
    conditions
        All conditions, in the order of the rows.
    seed
        Seed of the intervals.
    primary
        The two conditions whose comparison was named before, if one was: it is
        not corrected for the others.
    resamples
        How often participants, songs and answers are resampled.

    Returns
    -------
    strengths
        `STRENGTH_COLUMNS`. Conditions that no choices connect with the most
        others have no strength (NaN).
    comparisons
        `COMPARISON_COLUMNS`, the stronger of two conditions first.
    """
    wins = wins_of(choices, conditions)
    total = wins.sum((0, 1))
    told = _connected(total)
    found = None
    if len(told) > 1:
        found = estimate(wins[:, :, told][:, :, :, told], seed, resamples)
    comparisons = _comparisons(total, conditions, told, found, primary)
    strengths = _strengths(total, conditions, told, found)
    better = comparisons[comparisons["p_holm"] < ALPHA].groupby("better")["other"].agg(", ".join)
    strengths["better_than"] = strengths["condition"].map(better).astype(object).fillna("")
    return strengths, comparisons


def _connected(total: np.ndarray) -> list[int]:
    """Return the conditions of the largest group that choices connect, in order."""
    from scipy.sparse.csgraph import connected_components

    _, group = connected_components(total > 0, directed=False)
    return np.flatnonzero(group == np.bincount(group).argmax()).tolist()


def _strengths(
    total: np.ndarray, conditions: Sequence[str], told: list[int], found: Strengths | None
) -> pd.DataFrame:
    """Return a row for each condition."""
    chosen, n = total.sum(1), total.sum(1) + total.sum(0)
    table = pd.DataFrame({"condition": list(conditions), "n": n, "chosen": chosen})
    table = table.astype({"n": int, "chosen": int}).reindex(columns=list(STRENGTH_COLUMNS))
    table["share"] = table["chosen"] / table["n"].where(table["n"] > 0)
    if found is not None:
        centred = np.eye(len(told)) - 1 / len(told)
        halves = np.array([found.half_width(weights) for weights in centred])
        table.loc[told, "strength"] = found.values
        table.loc[told, "ci_low"] = found.values - halves
        table.loc[told, "ci_high"] = found.values + halves
    return table


def _comparisons(
    total: np.ndarray,
    conditions: Sequence[str],
    told: list[int],
    found: Strengths | None,
    primary: Collection[str],
) -> pd.DataFrame:
    """Return a row for every two conditions."""
    rows = []
    for pair in combinations(range(len(conditions)), 2):
        one, two = pair
        difference = half = p = math.nan
        if found is not None and {*pair} <= {*told}:
            weights = _difference(told.index(one), told.index(two), len(told))
            difference, half, p = (
                weights @ found.values,
                found.half_width(weights),
                found.p(weights),
            )
        if difference < 0:
            one, two, difference = two, one, -difference
        met = total[one, two] + total[two, one]
        row: dict[str, Any] = {
            "better": conditions[one],
            "other": conditions[two],
            "primary": YES if {conditions[one], conditions[two]} == {*primary} else "",
            "n": int(met),
            "share": total[one, two] / met if met else math.nan,
            "difference": difference,
            "ci_low": difference - half,
            "ci_high": difference + half,
            "p": p,
        }
        rows.append(row)
    table = pd.DataFrame(rows, columns=list(COMPARISON_COLUMNS))
    for _, family in table.groupby("primary"):
        table.loc[family.index, "p_holm"] = holm(family["p"].to_numpy(float))
    return table.astype({"p_holm": float})


def _difference(one: int, two: int, size: int) -> np.ndarray:
    """Return the weights of one strength minus another."""
    weights = np.zeros(size)
    weights[one], weights[two] = 1, -1
    return weights
