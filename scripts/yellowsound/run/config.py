"""The configuration: a preset, what is set over it, and who owns what is set."""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from yellowsound.run.checked import check, checked_settings
from yellowsound.run.errors import UserError
from yellowsound.run.files import is_there
from yellowsound.run.keys import AUTO_SIZE, KEYS
from yellowsound.run.move_sets import all_named, renamed
from yellowsound.run.moves import check_moves, check_sets, moves_in_use
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.plug_ins import all_chosen, load, names_of, ours, the, walkers_between
from yellowsound.run.registry import FAMILIES, IN_FAMILIES, IN_SETS, LISTS, NONE, REGISTRY
from yellowsound.run.unknown_keys import unknown_key

SHIPPED = {
    **{key: f"{key}.tsv" for key in ("external", "models", "genres", "styles")},
    "experiment_texts": "experiment.yaml",
}
"""Keys of the files that come with the workflow, and their names in its folder."""


def read_config(
    given: Mapping[str, Any], config_folder: str | Path, files: Sequence[str | Path] = ()
) -> dict[str, Any]:
    """Lay what is given over its preset and the defaults, and check all of it.

    Parameters
    ----------
    given
        What is set in configuration files and on the command line: keys, and
        for a plug-in the mapping of its settings. A dot in a plug-in's name
        may stand as a hyphen, since Snakemake's command line takes no dot.
    config_folder
        The folder that holds presets/, models.tsv, genres.tsv, styles.tsv and
        external.tsv.
    files
        The configuration files, each over the one before: a plug-in's file is
        named relative to the one that names it, else to the working folder.

    Returns
    -------
    dict
        Every key with its value, then for each chosen plug-in that has
        settings all of these, by its name.

    Raises
    ------
    UserError
        In one sentence, if a key, preset, plug-in or setting is unknown, or a
        value does not fit.
    """
    folder = Path(config_folder)
    preset = _preset(given, folder)
    _refuse_presets_in_vain(given, files)
    layers = [preset, _with_dots(given)]
    config = _keys(layers, folder, files)
    check_sets(config)
    plug_ins = {plug_in.name: plug_in for plug_in in all_chosen_of(config)}
    known = {**_mentioned(layers), **plug_ins}
    for layer in layers:
        for key in layer:
            if key not in KEYS and key not in known:
                raise unknown_key(key, layer[key], config)
    settings = {name: checked_settings(plug_in, layers) for name, plug_in in known.items()}
    config |= {name: settings[name] for name in plug_ins if settings[name]}
    native_px = dict(zip(("width", "height"), the("painter", config).frame_px, strict=True))
    config |= {side: px for side, px in native_px.items() if config[side] == AUTO_SIZE}
    if config["draft"]:
        config |= _draft(config, the("painter", config))
    if config["song"]:
        # It stands in place of the table, which is not read.
        config["pairs"] = ""
    _check_walker(config)
    check_moves(config)
    _check_downbeats(config)
    return config


def without_tables(config: Mapping[str, Any], config_folder: str | Path) -> dict[str, Any]:
    """Return a configuration that rests on no table of the user's: of a study without pairs.

    Parameters
    ----------
    config
        As `read_config` returns it.
    config_folder
        The workflow's folder of tables.
    """
    of_pairs = ("pairs", "song", "artwork", "external")
    told_of_tables = ("figure_pairs", "primary_contrast")
    return {
        **config,
        **{key: str(Path(config_folder) / name) for key, name in SHIPPED.items()},
        **dict.fromkeys(of_pairs, ""),
        **{key: KEYS[key].default for key in told_of_tables},
    }


def all_chosen_of(config: Mapping[str, Any]) -> list[PlugIn]:
    """Return the plug-ins of a configuration, of which no two may have one name."""
    found = all_chosen(config)
    for kind, key in LISTS.items():
        names = names_of(kind, config)
        if len({load(kind, name).name for name in names}) < len(names):
            raise UserError(f"configuration: two of the {key} have one name; leave one out")
    return found


def _draft(config: Mapping[str, Any], painter: PlugIn) -> dict[str, Any]:
    """Return the frame and the frames a second of a draft: half, in steps that the keys take.

    Of a painter that has a `canvas`, that stays as large as the whole frame: with strokes of
    another size a draft would be of another film.
    """
    halves: dict[str, Any] = {"fps": max(config["fps"] // 2, 1)}
    for side in ("width", "height"):
        limits = KEYS[side].schema
        step = limits["multipleOf"]
        halves[side] = max(config[side] // 2 // step * step, limits["minimum"])
    settings = config.get(painter.name, {})
    if settings.get("canvas") == 0:
        shorter = min(config["width"], config["height"])
        halves[painter.name] = {**settings, "canvas": shorter}
    return halves


def presets(config_folder: str | Path) -> list[str]:
    """Return the names of the presets."""
    return sorted(file.stem for file in (Path(config_folder) / "presets").glob("*.yaml"))


def _preset(given: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    name, known = given.get("preset", KEYS["preset"].default), presets(folder)
    if name not in known:
        raise UserError(f"configuration: preset is {name!r}; choose one of {', '.join(known)}")
    text = (folder / "presets" / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text) or {}


def _refuse_presets_in_vain(given: Mapping[str, Any], files: Sequence[str | Path]) -> None:
    """Refuse another preset beside a file that a run has kept: that sets all keys over it."""
    for file in (path for path in map(Path, files) if path.is_file()):
        held = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        preset = given.get("preset", held.get("preset"))
        if held.get("preset") != preset and set(KEYS) <= set(held):
            raise UserError(
                f"configuration: preset={preset} would change nothing, since {file} sets every "
                "key: set those that shall be different, or leave that file out"
            )


def _with_dots(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is given with the plug-ins' own names where hyphens stand for their dots."""
    dotted = {name.replace(".", "-"): name for names in REGISTRY.values() for name in names}
    return {key if key in KEYS else dotted.get(str(key), str(key)): v for key, v in given.items()}


def _keys(
    layers: Sequence[Mapping[str, Any]], folder: Path, files: Sequence[str | Path]
) -> dict[str, Any]:
    """Return the keys that belong to no plug-in."""
    config: dict[str, Any] = {}
    for key, setting in KEYS.items():
        value = str(folder / SHIPPED[key]) if key in SHIPPED else setting.default
        for layer in layers:
            given = layer.get(key, value)
            # Of a mapping one part may be set alone.
            both = isinstance(value, Mapping) and isinstance(given, Mapping)
            value = {**value, **given} if both else given
        config[key] = setting.read(value)
        check(key, config[key], setting)
    for family in FAMILIES:
        config[family] = {
            kind: _placed(name, family, files) for kind, name in config[family].items()
        }
    moves = all_named(config["move_sets"].values())
    config["move_sets"] = renamed(
        config["move_sets"], {name: _placed(name, "move_sets", files) for name in moves}
    )
    for kind in REGISTRY:
        if kind in (*IN_FAMILIES, IN_SETS):
            continue
        key = LISTS.get(kind, kind)
        placed = [_placed(name, key, files) for name in names_of(kind, config)]
        config[key] = placed if kind in LISTS else next(iter(placed), NONE)
    return config


def _placed(name: str, key: str, files: Sequence[str | Path]) -> str:
    """Return where a plug-in lies: a file relative to the configuration file that names it.

    Where there is none, it is relative to where the workflow is run, as other paths are: so a
    configuration that a run has kept names its plug-ins.
    """
    if not name.endswith(".py"):
        return name
    file = Path(name).expanduser()
    for configuration in reversed([Path(path) for path in files if Path(path).is_file()]):
        held = yaml.safe_load(configuration.read_text(encoding="utf-8")) or {}
        if name in _all_words(held.get(key)):
            beside = configuration.parent / file
            file = file if is_there(file) and not is_there(beside) else beside
            break
    # Relative where it can be: a study that moves with its plug-ins stays as it is.
    near = os.path.relpath(file)
    return str(file.absolute()) if near.startswith("..") else near


def _all_words(held: Any) -> list[Any]:
    """Return what stands in lists and mappings, keys and all, however deep."""
    if isinstance(held, Mapping):
        return [word for key, value in held.items() for word in (key, *_all_words(value))]
    if isinstance(held, list):
        return [word for value in held for word in _all_words(value)]
    return [held]


def _mentioned(layers: Iterable[Mapping[str, Any]]) -> dict[str, PlugIn]:
    """Return those of our plug-ins that are given settings."""
    return {
        name: load(kind, name)
        for layer in layers
        for kind, names in REGISTRY.items()
        for name in names
        if name in layer
    }


def _check_downbeats(config: Mapping[str, Any]) -> None:
    """Refuse a schedule, or a grid of sections, that follows what the tracker does not tell."""
    tracker = load("tracker", config["hearing"]["tracker"])
    if "downbeats" in tracker.tells:
        return
    followers = {
        f"the schedule {schedule.name}": "leave the schedule out"
        for schedule in (load("schedule", name) for name in config["schedules"])
        if "downbeats" in (schedule.follows or ())
    }
    for name, settings in moves_in_use(config):
        if settings["follows"] == "downbeats":
            followers[f"the move {name}"] = "let it follow beats, or set moves: none"
    if config["section_grid"] == "bars":
        followers["section_grid bars"] = "set section_grid: seconds"
    for follower, advice in followers.items():
        others = [p.name for p in ours(["tracker"]).values() if "downbeats" in p.tells]
        raise UserError(
            f"configuration: {follower} follows downbeats, which the tracker {tracker.name} does "
            f"not tell; set hearing: {{tracker: {' or '.join(others)}}}, or {advice}"
        )


def _check_walker(config: Mapping[str, Any]) -> None:
    """Refuse a walker that cannot walk between the keyframes of the painter."""
    walker, painter = the("walker", config), the("painter", config)
    settings = config.get(walker.name, walker.defaults)
    if walker.walks_between(painter.name, settings):
        return
    walks = walker.walks_for(settings)
    others = [other.name for other in walkers_between(painter.name)]
    raise UserError(
        f"configuration: walker {walker.name} walks between paintings of painter "
        f"{', '.join(walks)}, not of {painter.name}; set walker={' or '.join(others)}, or "
        f"painter={' or '.join(walks)}"
    )
