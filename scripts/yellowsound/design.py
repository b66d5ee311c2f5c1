"""The design of a study: which videos are made of each pair.

A **take** is a pair rendered from one seed. A **variant** is a schedule, with
the weights that it is computed from. Every take is made in every variant.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from yellowsound.errors import UserError

WEIGHTED = "energy"
"""The schedule that the harmonic and percussive weights shape; no other one knows them."""


@dataclass(frozen=True)
class Take:
    """A pair rendered from one seed.

    Attributes
    ----------
    name
        The pair's own name for the first seed, `{pair}~seed{seed}` for a further one.
    pair, seed
        What it is rendered from.
    """

    name: str
    pair: str
    seed: int


@dataclass(frozen=True)
class Variant:
    """A schedule as it is computed.

    Attributes
    ----------
    name
        The schedule's own name, `energy~h{harmonic}~p{percussive}` for further weights.
    schedule
        A key of `schedule.SCHEDULES`.
    weights
        Weights of the harmonic and the percussive part in the energy: the
        first ones for schedules that do not know them.
    """

    name: str
    schedule: str
    weights: tuple[float, float]


def as_list(setting: Any) -> list[Any]:
    """Return the values of a setting that holds one or a list of them."""
    return list(setting) if isinstance(setting, list | tuple) else [setting]


def takes_of(pairs: Iterable[str], seeds: Sequence[int]) -> dict[str, Take]:
    """Return the takes of a study by their names, pair by pair.

    Parameters
    ----------
    pairs
        Names of the pairs, which hold no `~`.
    seeds
        The configured seeds, at least one.
    """
    takes = [
        Take(f"{pair}~seed{seed}" if place else pair, pair, seed)
        for pair in pairs
        for place, seed in enumerate(seeds)
    ]
    return {take.name: take for take in takes}


def variants_of(
    schedules: Sequence[str],
    harmonic_weights: Sequence[float],
    percussive_weights: Sequence[float],
) -> dict[str, Variant]:
    """Return the variants of a study by their names, in the order of its schedules.

    Parameters
    ----------
    schedules
        The configured schedules.
    harmonic_weights, percussive_weights
        The configured weights, at least one of each. Every combination of
        them is a variant of the energy; of those in the same proportion, which
        give the same video, only the first, and none where both are 0.
    """
    combinations: dict[float, tuple[float, float]] = {}
    for harmonic, percussive in product(harmonic_weights, percussive_weights):
        if total := harmonic + percussive:
            weights = float(harmonic), float(percussive)
            combinations.setdefault(round(harmonic / total, 9), weights)
    first, *further = combinations.values() or [(0.0, 0.0)]
    variants = []
    for schedule in schedules:
        variants.append(Variant(schedule, schedule, first))
        if schedule == WEIGHTED:
            variants += [
                Variant(f"{schedule}~h{weights[0]:g}~p{weights[1]:g}", schedule, weights)
                for weights in further
            ]
    return {variant.name: variant for variant in variants}


def drawn_pairs(names: Sequence[str], pairs: Iterable[str]) -> list[str]:
    """Return the pairs that figures show one by one: those configured, else the first of all.

    Raises
    ------
    UserError
        If a name is no pair's.
    """
    pairs = list(pairs)
    if unknown := [name for name in names if name not in pairs]:
        raise UserError(
            f"configuration: figure_pairs has {', '.join(unknown)}, which is not in the pairs "
            "table; name pairs of it, or leave the list empty for the first one"
        )
    return list(names) or pairs[:1]


def facts_of(take: Take, variant: Variant) -> dict[str, Any]:
    """Return the columns of the table of scores that tell how a video was made.

    The weights are None for schedules that do not know them.
    """
    known = variant.schedule == WEIGHTED
    harmonic, percussive = variant.weights if known else (None, None)
    return {"seed": take.seed, "harmonic_weight": harmonic, "percussive_weight": percussive}
