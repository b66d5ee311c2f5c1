"""The moves that a configuration chooses, checked."""

import difflib
from collections.abc import Mapping
from typing import Any

from yellowsound.run.checked import checked_settings
from yellowsound.run.errors import UserError
from yellowsound.run.move_sets import SETS, entries_of, sets_in_use
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.plug_ins import load, the

PAINTED = ("style",)
"""Channels that only walkers with a style space paint; the others hold on any frame."""

Move = tuple[str, PlugIn, dict[str, Any]]
"""A move as it is named, its plug-in, and all of its settings."""


def moves_of(name: str, config: Mapping[str, Any]) -> list[Move]:
    """Return the moves of a set, in its order.

    Of the workflow's own sets, moves are left out that are painted (`PAINTED`)
    where the walker paints in no style, and that follow downbeats where the
    tracker tells none.
    """
    found = []
    for named, given in entries_of(name, config):
        plug_in = load("move", named)
        base = config.get(plug_in.name, plug_in.defaults)
        settings = checked_settings(plug_in, [{plug_in.name: base}, {plug_in.name: given}])
        if name in SETS and not (_can_paint(plug_in, config) and _can_follow(settings, config)):
            continue
        found.append((named, plug_in, settings))
    return found


def moves_in_use(config: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return the name and the settings of every move of the sets that are chosen."""
    return [
        (plug_in.name, settings)
        for name in sets_in_use(config)
        for _, plug_in, settings in moves_of(name, config)
    ]


def is_painted(move: PlugIn) -> bool:
    """Tell whether a move has to be painted by the walker."""
    return not set(PAINTED).isdisjoint(move.channels)


def _can_paint(move: PlugIn, config: Mapping[str, Any]) -> bool:
    return not is_painted(move) or all(the(k, config).accents for k in ("walker", "painter"))


def _can_follow(settings: Mapping[str, Any], config: Mapping[str, Any]) -> bool:
    tracker = load("tracker", config["hearing"]["tracker"])
    return settings["follows"] != "downbeats" or "downbeats" in tracker.tells


def check_sets(config: Mapping[str, Any]) -> None:
    """Refuse sets that are chosen and not there, and ones of one's own that are named as ours.

    Raises
    ------
    UserError
        In one sentence.
    """
    for name in config["move_sets"]:
        if name in SETS:
            raise UserError(
                f"configuration: move_sets has {name}, which is a set of the workflow already: "
                "give it another name"
            )
        if not name.replace("-", "").replace("_", "").isalnum():
            raise UserError(
                f"configuration: move_sets has {name!r}, which becomes part of file names: take "
                "letters, digits, - and _"
            )
    known = [*SETS, *config["move_sets"]]
    for name in sets_in_use(config):
        if name not in known:
            if not name:
                raise UserError(
                    "configuration: moves names no set; write one for each schedule, with a blank "
                    "behind the colon: {onset: lively}"
                )
            if "," in name:
                raise UserError(
                    f"configuration: moves has no set {name}; write several in brackets: [{name}]"
                )
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"choose among {', '.join(known)}"
            raise UserError(f"configuration: moves has no set {name}; {hint}")


def check_moves(config: Mapping[str, Any]) -> None:
    """Refuse moves that do not fit.

    Raises
    ------
    UserError
        In one sentence, if `moves` names a schedule that is not chosen, a move
        has no such setting, or the walker paints no accents.
    """
    schedules = [load("schedule", named).name for named in config["schedules"]]
    if isinstance(config["moves"], Mapping):
        for schedule in config["moves"]:
            if schedule not in schedules:
                raise UserError(
                    f"configuration: moves names the schedule {schedule}, which is not among "
                    f"schedules; choose among {', '.join(schedules)}, or add it there"
                )
    for name in sets_in_use(config):
        for named, plug_in, _ in moves_of(name, config):
            if not _can_paint(plug_in, config):
                raise UserError(
                    f"configuration: the move {named} of the set {name} is painted in a style, "
                    f"which painter {config['painter']} and walker {config['walker']} have not; "
                    "leave it out, or set walker=vector-path painter=style-vectors"
                )
