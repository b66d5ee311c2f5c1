"""The design of a study: which videos are made of each pair.

A **take** is a pair rendered from one seed. A **variant** is a schedule, with
the settings that it is computed from and a set of moves; a setting that may be
a list, and the moves, are factors. Every take is made in every variant.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from yellowsound.inputs.cells import MAX_NAME_BYTES
from yellowsound.run.errors import UserError
from yellowsound.run.move_sets import NONE
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.settings import as_list


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
        The schedule's own name; for further values of its factors the name with
        these, and for further sets of moves with the set's, as
        `energy~h0.5~p0.8~lively`.
    schedule
        Name of the schedule's plug-in.
    settings
        The schedule's settings, one value each.
    moves
        Name of its set of moves.
    """

    name: str
    schedule: str
    settings: Mapping[str, Any]
    moves: str = NONE


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
    schedules: Mapping[str, PlugIn],
    settings: Mapping[str, Mapping[str, Any]],
    moves: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Variant]:
    """Return the variants of a study by their names, in the order of its schedules.

    Parameters
    ----------
    schedules
        The configured schedules by name.
    settings
        The settings of those that have some, by the schedule's name. Every
        combination of the values of factors is a variant; of those by which
        the schedule does the same only the first, and none by which it does
        nothing.
    moves
        Names of the sets of moves by the schedule's name; None for no moves.
        Every combination is made with each.

    Raises
    ------
    UserError
        If the name of a variant is longer than a file's may be.
    """
    variants = []
    for name, plug_in in schedules.items():
        combinations = _combinations(plug_in, settings.get(name, plug_in.defaults))
        sets = moves[name] if moves else [NONE]
        for number, values in enumerate(combinations):
            told = "".join(
                f"~{plug_in.settings[key].factor}{_short(values[key])}" for key in plug_in.factors
            )
            for place, moved in enumerate(sets):
                label = f"{name}{told if number else ''}{f'~{moved}' if place else ''}"
                if (length := len(label.encode())) > MAX_NAME_BYTES:
                    raise UserError(
                        f"configuration: the variant {label} would name files by {length} bytes, "
                        f"more than the {MAX_NAME_BYTES} of a name: shorten the name of the "
                        "schedule or of its moves"
                    )
                variants.append(Variant(label, name, values, moved))
    return {variant.name: variant for variant in variants}


def walks_of(variants: Mapping[str, Variant], painted: Mapping[str, Hashable]) -> dict[str, str]:
    """Return for each variant the first one whose walk is the same.

    Parameters
    ----------
    variants
        By name.
    painted
        What the walker itself has to paint of each set of moves: equal where
        it is the same.
    """
    first: dict[str, str] = {}
    walks = {}
    for name, variant in variants.items():
        walk = repr((variant.schedule, variant.settings, painted[variant.moves]))
        walks[name] = first.setdefault(walk, name)
    return walks


def _combinations(plug_in: PlugIn, settings: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return every combination of a schedule's settings that is a video of its own."""
    fixed = {key: value for key, value in settings.items() if key not in plug_in.factors}
    found: dict[Any, dict[str, Any]] = {}
    for values in product(*(as_list(settings[key]) for key in plug_in.factors)):
        numbers = (float(v) if isinstance(v, int | float) else v for v in values)
        combined = {**fixed, **dict(zip(plug_in.factors, numbers, strict=True))}
        combined = {key: combined[key] for key in settings}
        if plug_in.check and plug_in.check(combined):
            continue
        found.setdefault(plug_in.same(combined) if plug_in.same else values, combined)
    return list(found.values())


def _short(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def factors_of(schedules: Iterable[PlugIn]) -> list[str]:
    """Return the names of the factors of some schedules, each once."""
    return list(dict.fromkeys(name for plug_in in schedules for name in plug_in.factors))


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


def facts_of(take: Take, variant: Variant, factors: Sequence[str]) -> dict[str, Any]:
    """Return the columns of the table of scores that tell how a video was made.

    A factor is None for schedules that do not know it.
    """
    told = {"moves": variant.moves, **variant.settings}
    return {"seed": take.seed, **{name: told.get(name) for name in factors}}
