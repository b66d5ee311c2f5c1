"""The settings of plug-ins as they are given: laid over the defaults, and checked."""

import difflib
import itertools
from collections.abc import Iterable, Mapping
from typing import Any

from yellowsound.run.errors import UserError
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.settings import Setting


def checked_settings(plug_in: PlugIn, layers: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the settings of one plug-in.

    Parameters
    ----------
    plug_in
        The plug-in.
    layers
        Mappings from names of plug-ins to what is set of them, each over the one before.

    Raises
    ------
    UserError
        If there is no such setting, or a value does not fit.
    """
    name, settings = plug_in.name, plug_in.defaults
    for key, setting in plug_in.settings.items():
        if (problem := _problem(setting.default, setting)) is not None:
            raise UserError(
                f"configuration: the {plug_in.kind} {name} declares a default of {key} that does "
                f"not fit: {problem}"
            )
    for layer in layers:
        given = layer.get(name)
        if given is None:
            continue
        if not isinstance(given, Mapping):
            import yaml

            first = dict(itertools.islice(plug_in.defaults.items(), 1))
            # As YAML has it: a text with braces needs quotes.
            example = yaml.safe_dump(first, default_flow_style=True, width=10_000).strip()
            raise UserError(
                f"configuration: {name} is {given!r}, but holds the settings of a {plug_in.kind}; "
                f"write {name}: {example}"
            )
        for key, value in given.items():
            if key not in plug_in.settings:
                has = ", ".join(plug_in.settings)
                near = difflib.get_close_matches(str(key), plug_in.settings, n=1)
                known = f"choose among {has}" if has else "it has none, leave it out"
                hint = f"did you mean {near[0]}?" if near else known
                raise UserError(f"configuration: {name} has no setting {key}; {hint}")
            settings[key] = plug_in.settings[key].read(value)
    for key, setting in plug_in.settings.items():
        check(f"{name}: {key}", settings[key], setting)
    if plug_in.check and (problem := plug_in.check(settings)):
        raise UserError(f"configuration: {name}: {problem}")
    return settings


def check(what: str, value: Any, setting: Setting) -> None:
    """Refuse a value that a setting does not take."""
    if (problem := _problem(value, setting)) is not None:
        meaning = f"{setting.meaning}; {setting.values}"
        raise UserError(f"configuration: {what} does not fit: {problem} ({meaning})")


def _problem(value: Any, setting: Setting) -> str | None:
    """Return why a setting does not take a value, or None where it does."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    error = best_match(Draft202012Validator(setting.full_schema).iter_errors(value))
    return None if error is None else error.message
