"""Plug-ins from elsewhere: imported by path or by name, and refused where they are wrong."""

import hashlib
import importlib
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

from yellowsound.run.errors import UserError
from yellowsound.run.files import is_file
from yellowsound.run.keys import KEYS
from yellowsound.run.plug_in import SHARED_ENVIRONMENT, PlugIn
from yellowsound.run.registry import IN_FAMILIES, IN_SETS, LISTS, REGISTRY
from yellowsound.run.settings import Setting

NAME = re.compile(r"[a-z][a-z0-9]*([-_.][a-z0-9]+)*")


def import_outside(kind: str, chosen: str) -> PlugIn:
    """Import a plug-in from elsewhere.

    Parameters
    ----------
    kind
        captioner, describer, detector, tracker, painter, walker, schedule, move or metric.
    chosen
        An import path, or the path of a .py file.

    Raises
    ------
    UserError
        If there is none, it cannot be imported, or its declaration is wrong.
    """
    place = f"configuration: the {kind} {chosen}"
    if chosen.endswith(".py"):
        module = _import_file(Path(chosen), place)
    elif "." in chosen:
        module = _import_module(chosen, place)
    else:
        among = ", ".join(REGISTRY[kind])
        raise UserError(
            f"{place} does not exist; choose among {among}, or name one from elsewhere by its "
            "import path (package.module) or its file (folder/name.py)"
        )
    plug_in = declared(module, kind, place)
    _check_outside(plug_in, place)
    return plug_in


def _import_file(file: Path, place: str) -> ModuleType:
    if not is_file(file):
        raise UserError(f"{place} does not exist: there is no such file; check the path")
    digest = hashlib.sha256(str(file.resolve()).encode()).hexdigest()[:12]
    spec = importlib.util.spec_from_file_location(f"yellowsound_plug_in_{digest}", file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[spec.name]
        raise _not_read(place, error) from error
    return module


def _import_module(name: str, place: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except Exception as error:
        raise _not_read(place, error) from error


def _not_read(place: str, error: Exception) -> UserError:
    if isinstance(error, UserError):
        return UserError(f"{place}: {error}")
    return UserError(f"{place} cannot be imported ({type(error).__name__}: {error}); mend its file")


def declared(module: ModuleType, kind: str, place: str) -> PlugIn:
    """Return a module's declaration, if it is one of this kind."""
    plug_in = getattr(module, "PLUG_IN", None)
    if not isinstance(plug_in, PlugIn):
        what = "declares nothing" if plug_in is None else f"has a {type(plug_in).__name__}"
        raise UserError(
            f"{place} {what}: its file needs PLUG_IN = PlugIn({kind!r}, name, function, meaning), "
            "with PlugIn from yellowsound.run.plug_in"
        )
    if plug_in.kind != kind:
        raise UserError(f"{place} declares a {plug_in.kind}, not a {kind}: choose it as such")
    return plug_in


def _check_outside(plug_in: PlugIn, place: str) -> None:
    """Refuse a declaration from elsewhere that does not hold what it has to."""
    if not isinstance(plug_in.name, str) or not NAME.fullmatch(plug_in.name):
        raise UserError(
            f"{place} has the name {plug_in.name!r}: take small letters, digits and hyphens, "
            "a letter first"
        )
    for kind, names in {**REGISTRY, "key": tuple(KEYS)}.items():
        if plug_in.name in names:
            raise UserError(
                f"{place} has the name {plug_in.name}, which a {kind} of the workflow has already: "
                "take another"
            )
    if not callable(plug_in.make):
        raise UserError(
            f"{place} gives a {type(plug_in.make).__name__} for its function: give one that can "
            "be called"
        )
    if not isinstance(plug_in.meaning, str) or not plug_in.meaning.strip():
        raise UserError(f"{place} does not say its meaning: tell in one line what it does")
    if unknown := set(plug_in.tables) - {"genres", "styles"}:
        raise UserError(
            f"{place} reads the tables {', '.join(sorted(unknown))}: choose genres, styles"
        )
    if (
        plug_in.kind in (*LISTS, *IN_FAMILIES, IN_SETS)
        and plug_in.environment != SHARED_ENVIRONMENT
    ):
        raise UserError(
            f"{place} asks for the environment {plug_in.environment}, but every {plug_in.kind} "
            f"runs in {SHARED_ENVIRONMENT}: leave it out"
        )
    if plug_in.kind == IN_SETS and "follows" not in plug_in.settings:
        raise UserError(
            f"{place} does not say what it follows: give it `move_settings` of "
            "yellowsound.schedule.moving"
        )
    for name, setting in plug_in.settings.items():
        if not isinstance(setting, Setting):
            raise UserError(
                f"{place} declares its setting {name} as a {type(setting).__name__}: use whole, "
                "number, choice, switch or text of yellowsound.run.settings"
            )
        if setting.of_pair and plug_in.kind != "schedule":
            raise UserError(
                f"{place} declares its setting {name} as a file of each pair, which only schedules "
                "are given: use path"
            )
