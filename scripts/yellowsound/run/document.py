"""What is generated from the declarations: the tables of config/README.md, and the schema.

    PYTHONPATH=scripts python -m yellowsound.run.document

writes both anew; `make docs` calls it, and a test compares.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from yellowsound.run.config import presets
from yellowsound.run.files import whole_file
from yellowsound.run.keys import GROUPS, KEYS
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.plug_ins import load
from yellowsound.run.registry import FAMILIES, FOLDERS, IN_FAMILIES, IN_SETS, LISTS, REGISTRY
from yellowsound.run.settings import Setting

CONFIG = Path(__file__).parents[3] / "config"

BEGIN, END = "<!-- generated: {} -->", "<!-- end of {} -->"

ALL_LISTED = (*LISTS, IN_SETS)
"""Kinds of which a configuration chooses several, and which need no model."""

HEADINGS = {
    "captioner": "Captioners",
    "describer": "Describers of artworks",
    "detector": "Detectors of onsets",
    "tracker": "Trackers of beats",
    "painter": "Painters",
    "walker": "Walkers",
    "schedule": "Schedules",
    "move": "Moves",
    "metric": "Metrics",
}


def keys_table() -> str:
    """Return the table of the keys that belong to no plug-in."""
    lines = ["| key | values | default | what it sets |", "| --- | --- | --- | --- |"]
    for group, keys in GROUPS.items():
        if group != "study":
            lines.append(f"| **{group}** | | | |")
        lines += [_row(key, setting) for key, setting in keys.items()]
    return "\n".join(lines)


def plug_ins_text() -> str:
    """Return what plug-ins there are, by kind, each with its own settings."""
    return "\n\n".join(_kind(kind) for kind in REGISTRY)


def presets_table() -> str:
    """Return what each preset sets otherwise than the defaults."""
    lines = ["| preset | what differs from the defaults |", "| --- | --- |"]
    for preset in presets(CONFIG):
        held = yaml.safe_load((CONFIG / "presets" / f"{preset}.yaml").read_text()) or {}
        told = [f"`{key}: {_shown(value)}`" for key, value in held.items()]
        lines.append(f"| `{preset}` | {', '.join(told) or 'nothing'} |")
    return "\n".join(lines)


def _kind(kind: str) -> str:
    plug_ins = [load(kind, name) for name in REGISTRY[kind]]
    folder = f"scripts/yellowsound/{FOLDERS[kind].replace('.', '/')}/"
    key = "`moves`, with `move_sets`," if kind == IN_SETS else f"`{LISTS.get(kind, kind)}`"
    keys = " and ".join(f"`{family}: {{{kind}: ...}}`" for family in FAMILIES)
    chosen_by = f"{keys} choose" if kind in IN_FAMILIES else f"{key} chooses"
    lines = [
        f"### {HEADINGS[kind]}",
        "",
        f"{chosen_by} among them; one file each in `{folder}`.",
    ]
    lines += [
        "",
        f"| {kind} | what it does |{_needs_head(kind)}",
        f"| --- | --- |{_needs_line(kind)}",
    ]
    lines += [f"| `{p.name}` | {p.meaning} |{_needs(p)}" for p in plug_ins]
    for plug_in in plug_ins:
        if plug_in.settings:
            lines += ["", f"Settings of `{plug_in.name}`:", ""]
            lines += ["| setting | values | default | what it sets |", "| --- | --- | --- | --- |"]
            lines += [_row(name, setting) for name, setting in plug_in.settings.items()]
    return "\n".join(lines)


def _needs_head(kind: str) -> str:
    return "" if kind in ALL_LISTED else " models | GPU |"


def _needs_line(kind: str) -> str:
    return "" if kind in ALL_LISTED else " --- | --- |"


def _needs(plug_in: PlugIn) -> str:
    if plug_in.kind in ALL_LISTED:
        return ""
    models = ", ".join(plug_in.models) or (f"package {plug_in.package}" if plug_in.package else "-")
    return f" {models} | {'used' if plug_in.gpu else '-'} |"


def _row(name: str, setting: Setting) -> str:
    values = f"{setting.values}{', or a list' if setting.factor else ''}"
    values = values.replace("|", "\\|")
    return f"| `{name}` | {values} | {_shown(setting.default)} | {setting.meaning} |"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, list):
        return ", ".join(_shown(item) for item in value) or "empty"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_shown(item)}" for key, item in value.items()) + "}"
    return f"{value:g}" if isinstance(value, float) else str(value) or "empty"


def schema() -> dict[str, Any]:
    """Return the JSON schema of a configuration with our plug-ins."""
    properties: dict[str, Any] = {key: setting.full_schema for key, setting in KEYS.items()}
    properties["preset"]["enum"] = presets(CONFIG)
    for kind, names in REGISTRY.items():
        for name in names:
            plug_in = load(kind, name)
            if plug_in.settings:
                properties[name] = {
                    "type": "object",
                    "additionalProperties": False,
                    "description": f"Settings of the {kind} {name}.",
                    "properties": {key: s.full_schema for key, s in plug_in.settings.items()},
                }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of Yellow Sound",
        "description": (
            "What can be set over a preset. Plug-ins from elsewhere bring settings of their own "
            "and are named by their import path or file. Generated from the declarations."
        ),
        "type": "object",
        "properties": properties,
    }


def schema_text() -> str:
    """Return the schema as it stands in config/schemas/."""

    class Plain(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True

    return yaml.dump(schema(), Dumper=Plain, sort_keys=False, allow_unicode=True, width=100)


def filled(text: str) -> str:
    """Return the text of config/README.md with its generated parts anew."""
    parts = {"keys": keys_table(), "plug-ins": plug_ins_text(), "presets": presets_table()}
    for name, part in parts.items():
        begin, end = BEGIN.format(name), END.format(name)
        before, rest = text.split(begin)
        _, after = rest.split(end)
        text = f"{before}{begin}\n\n{part}\n\n{end}{after}"
    return text


def main() -> None:
    """Write the generated parts of config/README.md, and the schema."""
    readme, schema_file = CONFIG / "README.md", CONFIG / "schemas" / "config.schema.yaml"
    texts = {readme: filled(readme.read_text(encoding="utf-8")), schema_file: schema_text()}
    for path, text in texts.items():
        with whole_file(path) as partial:
            partial.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
