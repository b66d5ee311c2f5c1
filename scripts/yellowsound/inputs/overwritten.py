"""What a run overwrites of an earlier one of its name, and which settings are why."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from yellowsound.inputs.kept import CONFIG, PATHS, relocated
from yellowsound.inputs.pairs import LIST_SEPARATOR, Pair, read_pairs, unquoted
from yellowsound.run.errors import UserError
from yellowsound.run.keys import GROUPS, KEYS
from yellowsound.run.plug_ins import all_chosen

MOST = 3
"""So many differences are told, the rest is counted."""

LONGEST = 40
"""Values are cut to so many letters."""

OVERWRITES_NOTHING = (
    *("run", "song", "artwork", "draft", "schedules", "keep_frames", "keep_sections", *PATHS),
    *GROUPS["experiment"],
    *GROUPS["people"],
    *GROUPS["statistics"],
    *GROUPS["report"],
)
"""Keys that make no video and no score anew: a schedule that joins has videos of its own, and of
tables the rows tell."""

TABLES = {"genres": "genre", "styles": "style", "models": "model"}
"""Tables of which any row may matter to any pair, with the columns that name their rows."""

HASHES = {"song": "song_sha256", "artworks": "artwork_sha256", "styles": "style_sha256"}
"""A pair's files, with the columns of the checked table that tell what they held."""

MADE = {"video": "video", "synchrony": "score"}
"""The rules whose results are told of, the first that is due; and what these are called."""


def tell_overwritten(
    folder: str | Path,
    config: Mapping[str, Any],
    pairs: Mapping[str, Pair],
    contents: Mapping[str, str | None],
    due: Iterable[tuple[str, str]],
) -> str | None:
    """Return a sentence on what a run overwrites and why; None if no setting is the reason.

    Parameters
    ----------
    folder
        The folder of the run, with the configuration and the tables that it kept.
    config
        The whole configuration that is asked for.
    pairs, contents
        Its pairs by name, and the SHA-256 of what their files hold, by path.
    due
        Rule and first file of each job that the run will do.
    """
    there = [rule for rule, file in due if rule in MADE and Path(file).exists()]
    if not there or not (found := differences(folder, config, pairs, contents)):
        return None
    rule = next(rule for rule in MADE if rule in there)
    count = there.count(rule)
    things = f"1 {MADE[rule]} is" if count == 1 else f"{count} {MADE[rule]}s are"
    told = found if len(found) <= MOST + 1 else [*found[:MOST], f"{len(found) - MOST} more"]
    why = " and ".join(filter(None, (", ".join(told[:-1]), told[-1])))
    return (
        f"{folder}: {things} made again and overwritten, since what is asked for has changed: "
        f"{why}. To keep both, give this run another name (--config run=NAME)."
    )


def differences(
    folder: str | Path,
    config: Mapping[str, Any],
    pairs: Mapping[str, Pair],
    contents: Mapping[str, str | None],
) -> list[str]:
    """Return in what a run's kept configuration differs from the one that is asked for.

    What tells only how a model runs does not count, nor does what only one of the two has:
    a row that joins overwrites nothing.

    Parameters
    ----------
    folder, config, pairs, contents
        See `tell_overwritten`.

    Returns
    -------
    list of str
        Each with its old and its new value; none if the run has kept nothing that can be read.
    """
    kept = Path(folder, "config")
    try:
        old = yaml.safe_load((kept / CONFIG).read_text(encoding="utf-8"))
        before = {pair.name: pair for pair in read_pairs(kept / "pairs.tsv")}
    except (OSError, UserError, yaml.YAMLError):
        return []
    if not isinstance(old, dict):
        return []
    held = _rows(Path(folder, "checked", "pairs.tsv"), "pair")
    return [
        *_of_settings(old, config),
        *(
            said
            for name, pair in pairs.items()
            if name in before
            for said in _of_pair(before[name], pair, held.get(name, {}), contents)
        ),
        *(
            said
            for key, name in TABLES.items()
            for said in _of_table(kept / f"{key}.tsv", config[key], key, name)
        ),
    ]


def _of_settings(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """Yield the settings that both have and that differ, those of plug-ins after their names."""
    plug_ins = {plug_in.name: plug_in for plug_in in all_chosen(new)}
    for key, value in new.items():
        if key not in old or key in OVERWRITES_NOTHING or old[key] == value:
            continue
        if isinstance(value, Mapping) and isinstance(old[key], Mapping):
            settings = plug_ins[key].settings if key in plug_ins else {}
            for name in (name for name in value if name in old[key]):
                how = name in settings and settings[name].execution
                if old[key][name] != value[name] and not how:
                    yield f"{key}: {name} {_change(old[key][name], value[name])}"
        elif key in KEYS and not KEYS[key].execution:
            yield f"{key} {_change(old[key], value)}"


def _of_pair(
    old: Pair, new: Pair, held: Mapping[str, str], contents: Mapping[str, str | None]
) -> Iterator[str]:
    """Yield what differs in a pair's row, and which of its files hold something else."""
    asked = {
        "start": (old.start_s, new.start_s),
        "duration": (old.duration_s, new.duration_s),
        "genre": (old.genre, new.genre),
        "prompts": (" | ".join(old.prompts), " | ".join(new.prompts)),
    }
    if len(old.artworks) == len(new.artworks):
        asked["weights"] = tuple(
            LIST_SEPARATOR.join(f"{weight:g}" for weight in pair.weights) for pair in (old, new)
        )
    for column, (was, now) in asked.items():
        if was != now:
            yield f"{column} of {new.name} {_change(was, now)}"
    files = {"song": ([old.song], [new.song]), "artworks": (old.artworks, new.artworks)}
    files["styles"] = (old.styles, new.styles)
    for column, (were, are) in files.items():
        hashes = LIST_SEPARATOR.join(str(contents.get(str(path))) for path in are)
        if HASHES[column] in held and held[HASHES[column]] != hashes:
            was, now = (LIST_SEPARATOR.join(path.name for path in paths) for paths in (were, are))
            same = f"{_short(now)} (same name, other content)"
            yield f"{column} of {new.name} {same if was == now else _change(was, now)}"


def _of_table(kept: Path, path: str | Path, key: str, name: str) -> Iterator[str]:
    """Yield the rows of a table that differ, came or went."""
    if not path or not kept.exists() or not Path(path).exists():
        return
    # The kept table's paths are told from its own place.
    before, now = kept.read_bytes(), relocated(path, kept.parent, PATHS[key])
    old, new = _rows_of(before, name), _rows_of(now, name)
    if list(old) != list(new) and sorted(old) == sorted(new):
        yield f"{key}: its rows stand in another order"
    elif old == new and before != now:
        yield (
            f"{key}: written otherwise (line ends, blank lines or the order of columns), which "
            "counts as another table"
        )
    for row in dict.fromkeys([*old, *new]):
        if row not in old or row not in new:
            yield f"{key}: {row} {'added' if row in new else 'removed'}"
            continue
        for column in dict.fromkeys([*old[row], *new[row]]):
            was, now_is = old[row].get(column, ""), new[row].get(column, "")
            if was != now_is:
                yield f"{key}: {column} of {row} {_change(was, now_is)}"


def _rows(path: Path, name: str) -> dict[str, dict[str, str]]:
    """Return the rows of a table by the cells of a column; none of one that is not there."""
    return _rows_of(path.read_bytes(), name) if path.exists() else {}


def _rows_of(data: bytes, name: str) -> dict[str, dict[str, str]]:
    text = io.StringIO(data.decode("utf-8-sig"), newline=None)
    rows = [
        [unquoted(cell).strip() for cell in row]
        for row in csv.reader(text, delimiter="\t", quoting=csv.QUOTE_NONE)
        if any(row)
    ]
    header, *rows = rows or [[]]
    told = (dict(zip(header, row, strict=False)) for row in rows)
    return {row[name]: row for row in told if name in row}


def _change(old: Any, new: Any) -> str:
    return f"{_short(old)} -> {_short(new)}"


def _short(value: Any) -> str:
    """Return a value as a configuration has it, on one line; of a long one the beginning."""
    if value is None or value == "":
        return "none"
    if isinstance(value, str | float):
        text = value if isinstance(value, str) else f"{value:g}"
    else:
        text = yaml.safe_dump(value, default_flow_style=True, width=10_000).split("\n")[0]
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."
