"""Plug-ins: captioners, describers, detectors, painters, metrics and others, and which are chosen.

A plug-in is one file: a function, and beside it its declaration `PLUG_IN`
(`run.plug_in`). Those of the workflow are named in `run.registry`; any other
is named by its import path or its file, and is as good as ours. Declarations
are read when the workflow is parsed: a plug-in imports what is heavy in its
function.
"""

import importlib
import re
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from yellowsound.run.errors import UserError
from yellowsound.run.files import sha256_of
from yellowsound.run.move_sets import entries_of, sets_in_use
from yellowsound.run.outside import import_outside
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.registry import (
    FAMILIES,
    FOLDERS,
    IN_FAMILIES,
    IN_SETS,
    LISTS,
    NONE,
    OPTIONAL,
    REGISTRY,
)


@cache
def load(kind: str, chosen: str) -> PlugIn:
    """Return a plug-in.

    Parameters
    ----------
    kind
        captioner, describer, detector, tracker, painter, walker, schedule, move or metric.
    chosen
        The name of one of ours, an import path, or the path of a .py file.

    Raises
    ------
    UserError
        If there is none, or its declaration is wrong.
    """
    if chosen in REGISTRY[kind]:
        return importlib.import_module(module_of(kind, chosen)).PLUG_IN
    return import_outside(kind, chosen)


def module_of(kind: str, name: str) -> str:
    """Return the module of one of our plug-ins."""
    return f"yellowsound.{FOLDERS[kind]}.{re.sub('[-.]', '_', name)}"


def file_of(kind: str, chosen: str) -> Path:
    """Return the file of a plug-in that has been loaded."""
    load(kind, chosen)
    if chosen.endswith(".py"):
        return Path(chosen)
    return Path(sys.modules[module_of(kind, chosen) if is_ours(kind, chosen) else chosen].__file__)


def environment_of(kind: str, chosen: str, folder: str | Path) -> Path:
    """Return the environment's file of a plug-in; the workflow's own lie in `folder`.

    Raises
    ------
    UserError
        If there is no such file.
    """
    named = load(kind, chosen).environment
    if not named.endswith((".yaml", ".yml")):
        file = Path(folder) / f"{named}.yaml"
    else:
        file = file_of(kind, chosen).parent / named
    if not file.is_file():
        there = ", ".join(sorted(path.stem for path in Path(folder).glob("*.yaml")))
        raise UserError(
            f"configuration: the {kind} {chosen} asks for the environment {named}, which is not "
            f"there: name one of {there}, or a .yaml file beside the plug-in's"
        )
    return file


def is_ours(kind: str, chosen: str) -> bool:
    """Tell whether a plug-in comes with the workflow."""
    return chosen in REGISTRY[kind]


def names_of(kind: str, config: Mapping[str, Any]) -> list[str]:
    """Return what a configuration chooses of a kind, as it names it."""
    if kind in IN_FAMILIES:
        return list(dict.fromkeys(config[family][kind] for family in FAMILIES))
    if kind == IN_SETS:
        entries = (entries_of(name, config) for name in sets_in_use(config))
        return list(dict.fromkeys(name for names in entries for name, _ in names))
    if kind in LISTS:
        return list(config[LISTS[kind]])
    return [] if kind == OPTIONAL and config[kind] == NONE else [config[kind]]


def chosen(kind: str, config: Mapping[str, Any]) -> dict[str, PlugIn]:
    """Return the plug-ins of a kind that a configuration chooses, by their own names."""
    found = [load(kind, name) for name in names_of(kind, config)]
    return {plug_in.name: plug_in for plug_in in found}


def the(kind: str, config: Mapping[str, Any]) -> PlugIn:
    """Return the configured captioner, describer (where there is one), painter or walker."""
    return load(kind, config[kind])


def walkers_between(painter: str) -> list[PlugIn]:
    """Return those of our walkers that walk between a painter's keyframes as nobody sets them."""
    walkers = ours(("walker",)).values()
    return [walker for walker in walkers if walker.walks_between(painter, walker.defaults)]


def family_of(name: str, config: Mapping[str, Any]) -> dict[str, PlugIn]:
    """Return the detector and the tracker of a family, `hearing` or `judging`, by kind."""
    return {kind: load(kind, config[name][kind]) for kind in IN_FAMILIES}


def second_tracker(config: Mapping[str, Any]) -> str:
    """Return the tracker that the one of `hearing` is compared with, as it is named.

    It is the one of `judging`; where that is the same, the first other one of ours.
    """
    first, second = (config[name]["tracker"] for name in FAMILIES)
    if second != first:
        return second
    return next(name for name in REGISTRY["tracker"] if name != first)


def shared_by(follows: Iterable[str], config: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the kinds, `detector` and `tracker`, that both make and judge a video.

    Parameters
    ----------
    follows
        What of the hearing it follows: `detector`, `tracker`, `downbeats`.
    config
        The configuration.
    """
    made, judged = (family_of(name, config) for name in FAMILIES)
    kinds = ("tracker" if kind == "downbeats" else kind for kind in follows)
    return tuple(dict.fromkeys(kind for kind in kinds if made[kind].name == judged[kind].name))


def all_chosen(config: Mapping[str, Any]) -> list[PlugIn]:
    """Return every plug-in that a configuration chooses, in the order of the stages."""
    return [plug_in for kind in REGISTRY for plug_in in chosen(kind, config).values()]


def settings_of(plug_in: PlugIn, config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of a plug-in that its results depend on."""
    return plug_in.kept(config.get(plug_in.name, plug_in.defaults))


def options_of(plug_in: PlugIn, config: Mapping[str, Any]) -> dict[str, Any]:
    """Return everything that a job of a plug-in goes by: its settings, and the device."""
    return {**config.get(plug_in.name, plug_in.defaults), "device": config["device"]}


def models_of(config: Mapping[str, Any]) -> list[str]:
    """Return the names of all models that the configured plug-ins need, each once."""
    needed = (models_of_one(plug_in, config) for plug_in in all_chosen(config))
    return list(dict.fromkeys(name for names in needed for name in names))


def models_of_one(plug_in: PlugIn, config: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the models that a plug-in needs with its configured settings."""
    return plug_in.models_for(config.get(plug_in.name, plug_in.defaults))


def from_elsewhere(config: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return of each chosen plug-in from elsewhere its kind, where it lies, and its hash."""
    return {
        load(kind, name).name: {
            "kind": kind,
            "source": name,
            "sha256": sha256_of(file_of(kind, name)),
        }
        for kind in REGISTRY
        for name in names_of(kind, config)
        if not is_ours(kind, name)
    }


def packages_of(config: Mapping[str, Any]) -> dict[str, str]:
    """Return the Python packages in which weights of the chosen plug-ins ship, by plug-in."""
    return {p.name: p.package for p in all_chosen(config) if p.package}


def ours(kinds: Iterable[str] = tuple(REGISTRY)) -> dict[str, PlugIn]:
    """Return our plug-ins of some kinds by name."""
    return {name: load(kind, name) for kind in kinds for name in REGISTRY[kind]}
