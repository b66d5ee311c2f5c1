"""Sets of moves: what the picture does beside walking, chosen by a set's name."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from yellowsound.run.settings import as_list

NONE = "none"

SETS: dict[str, tuple[Any, ...]] = {
    NONE: (),
    "gentle": (
        {"zoom": {"amount": 0.012, "decay_s": 0.25}},
        {"sway": {"amount": 0.015}},
        {"saturation": {"amount": 0.2}},
    ),
    "lively": ("zoom", "sway", "turn", "brightness", "saturation", "accent"),
}
"""The workflow's own: each a list of moves, by name alone or with what is set of them."""

Entry = tuple[str, Mapping[str, Any]]


def sets_of(schedule: str, config: Mapping[str, Any]) -> list[str]:
    """Return the names of the sets with which a schedule's videos are made, in order."""
    moves = config["moves"]
    if isinstance(moves, Mapping):
        moves = moves.get(schedule, NONE)
    return as_list(moves)


def sets_in_use(config: Mapping[str, Any]) -> list[str]:
    """Return the names of all sets that `moves` names, each once."""
    moves = config["moves"]
    # Schedules that a mapping does not name only walk.
    named = [NONE, *moves.values()] if isinstance(moves, Mapping) else [moves]
    return list(dict.fromkeys(name for value in named for name in as_list(value)))


def entries_of(name: str, config: Mapping[str, Any]) -> list[Entry]:
    """Return the moves of a set as they are named, each with what the set itself sets of it.

    A set of that name has to be there.
    """
    return [entry_of(given) for given in {**SETS, **config["move_sets"]}[name]]


def entry_of(given: str | Mapping[str, Any]) -> Entry:
    """Return one entry of a set: a name, or a mapping from a name to settings."""
    if isinstance(given, str):
        return given, {}
    ((name, settings),) = given.items()
    return name, settings or {}


def renamed(
    sets: Mapping[str, Sequence[Any]], names: Mapping[str, str]
) -> dict[str, list[dict[str, Any]]]:
    """Return sets with the names of their moves replaced."""
    return {
        name: [{names[move]: dict(settings)} for move, settings in map(entry_of, entries)]
        for name, entries in sets.items()
    }


def all_named(sets: Iterable[Sequence[Any]]) -> list[str]:
    """Return the names of the moves of some sets, each once."""
    return list(dict.fromkeys(entry_of(given)[0] for entries in sets for given in entries))
