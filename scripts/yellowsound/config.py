"""The configuration: a preset, and what is set over it."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from yellowsound.design import as_list
from yellowsound.errors import UserError

if TYPE_CHECKING:
    from jsonschema import ValidationError

DEFAULT_PRESET = "embedded"

STUDY_KEYS = {
    "run": "study",
    "preset": DEFAULT_PRESET,
    "pairs": "config/pairs.tsv",
    "schedules": ["energy", "onset", "linear"],
    "seed": 0,
    "figure_pairs": [],
}
"""Keys that belong to a study and not to a preset, with their defaults."""


def merge_preset(given: Mapping[str, Any], config_folder: str | Path) -> dict[str, Any]:
    """Lay what is given over its preset and the defaults.

    Parameters
    ----------
    given
        The keys set in configuration files and on the command line.
    config_folder
        The folder that holds presets/, schemas/, models.tsv, genres.tsv and
        styles.tsv.

    Returns
    -------
    dict
        Every key with its value, in the order of the schema. The values are
        not checked yet.

    Raises
    ------
    UserError
        If a key or the preset is unknown.
    """
    folder = Path(config_folder)
    schema = _read_yaml(schema_file(folder))
    known = schema["properties"]
    for key in given:
        if key not in known:
            near = difflib.get_close_matches(str(key), known, n=1)
            hint = f"did you mean {near[0]}?" if near else "see config/README.md for all keys"
            raise UserError(f"configuration: unknown key {key}; {hint}")
    presets = known["preset"]["enum"]
    preset = given.get("preset", DEFAULT_PRESET)
    if preset not in presets:
        raise UserError(f"configuration: preset is {preset!r}; choose one of {', '.join(presets)}")
    merged = {
        **STUDY_KEYS,
        "external": str(folder / "external.tsv"),
        "models": str(folder / "models.tsv"),
        "genres": str(folder / "genres.tsv"),
        "styles": str(folder / "styles.tsv"),
        **_read_yaml(folder / "presets" / f"{preset}.yaml"),
        **given,
    }
    return {key: _typed(merged[key], known[key]) for key in known}


def _typed(value: Any, entry: Mapping[str, Any]) -> Any:
    """Return a value as the schema has it: the command line gives some values as text.

    Those are truth values, paths that begin with ~, and the items of lists.
    """
    if isinstance(value, list):
        lists = [option for option in entry.get("oneOf", [entry]) if "items" in option]
        numeric = any(option["items"].get("type") in ("number", "integer") for option in lists)
        return [yaml.safe_load(v) if numeric and isinstance(v, str) else v for v in value]
    if not isinstance(value, str):
        return value
    if entry.get("type") == "boolean":
        return {"true": True, "false": False}.get(value.lower(), value)
    if entry.get("format") == "path":
        return str(Path(value).expanduser())
    return value


def schema_file(config_folder: str | Path) -> Path:
    """Return the path of the JSON schema that a merged configuration must fit."""
    return Path(config_folder) / "schemas" / "config.schema.yaml"


def explain_violation(error: "ValidationError") -> str:
    """Tell in one sentence which key does not fit the schema, and what would."""
    key = next(iter(error.absolute_path), "configuration")
    description = error.schema.get("description") or "see config/README.md"
    return f"configuration: {key} does not fit: {error.message} ({description.rstrip('.')})"


def check_combination(config: Mapping[str, Any]) -> None:
    """Raise a UserError if choices that fit the schema each do not fit each other."""
    if config["walker"] == "style-path" and config["painter"] != "style-network":
        raise UserError(
            "configuration: walker style-path walks between paintings of painter style-network, "
            f"not of {config['painter']}; set walker=vae-slerp or painter=style-network"
        )
    if "energy" in config["schedules"] and not any(
        as_list(config["harmonic_weight"]) + as_list(config["percussive_weight"])
    ):
        raise UserError(
            "configuration: harmonic_weight and percussive_weight are both 0, so that the energy "
            "sets no pace; give one of them weight"
        )
    for key in ("prior_weights", "prior_weights_no_genre"):
        if sum(config[key]) <= 0:
            raise UserError(f"configuration: {key} are all 0; give at least one of them weight")


def _read_yaml(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
