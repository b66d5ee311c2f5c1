"""What a run was asked for, kept in its folder: its configuration and its tables.

Whoever has the folder, the songs and the pictures can run it again, although the tables that
it was made from have been changed since.
"""

import csv
import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from yellowsound.inputs.cells import located
from yellowsound.inputs.one_song import ARTWORK, SONG, pair_name
from yellowsound.inputs.pairs import LIST_SEPARATOR, unquoted
from yellowsound.run.files import whole_folder

PATHS = {
    "pairs": ("song", "artwork", "styles", "corpus"),
    "genres": ("pictures",),
    "external": ("song", "video"),
    "styles": (),
    "models": (),
}
"""The tables, each by its key, with the columns that hold paths relative to the table."""

TEXTS = "experiment_texts"
"""What participants of an experiment read, a file that says nothing of where others lie."""

CONFIG = "config.yaml"


def keep_what_was_asked(config: Mapping[str, Any], folder: str | Path) -> None:
    """Write the configuration and its tables into a folder, whole or not at all.

    Parameters
    ----------
    config
        The whole configuration, as it was checked. Its tables are named as in it, and a song
        with an artwork becomes a table of one pair.
    folder
        Where `config.yaml` shall stand, and beside it each table (and the experiment's texts)
        under its key's name; paths in
        it are relative to where the workflow is run, as those of the configuration are. What a
        table says of where files lie is written anew, relative to its new place; one that says
        nothing of it is copied byte by byte.
    """
    target = Path(folder)
    kept = {**config, SONG: "", ARTWORK: "", "draft": False}
    held: dict[str, bytes] = {}
    for key, columns in PATHS.items():
        if key == "pairs" and config[SONG]:
            held[key] = _table_of_one(config, target)
        elif config[key]:
            held[key] = relocated(config[key], target, columns)
    files = {key: f"{key}.tsv" for key in held}
    if config[TEXTS]:
        files[TEXTS] = f"{TEXTS}.yaml"
        held[TEXTS] = Path(config[TEXTS]).read_bytes()
    kept |= {key: str(target / name) for key, name in files.items()}
    told = yaml.safe_dump(kept, sort_keys=False, allow_unicode=True)
    said = f"# Run it again: snakemake --cores all --configfile {target / CONFIG}\n"
    # All is read by now: the tables may be those of this folder.
    with whole_folder(target) as partial:
        for key, data in held.items():
            (partial / files[key]).write_bytes(data)
        (partial / CONFIG).write_text(said + told, encoding="utf-8")


def relocated(table: str | Path, folder: Path, columns: Sequence[str]) -> bytes:
    """Return a table with the paths that it holds told from another folder.

    Parameters
    ----------
    table
        A table of ours, its columns separated by tabs.
    folder
        Where it shall lie.
    columns
        Its columns that hold paths, several in a cell separated by `LIST_SEPARATOR`.

    Returns
    -------
    bytes
        The file; as it is if it holds no path.
    """
    data = Path(table).read_bytes()
    text = data.decode("utf-8-sig")
    reader = csv.reader(io.StringIO(text, newline=None), delimiter="\t", quoting=csv.QUOTE_NONE)
    header, *rows = ([unquoted(cell) for cell in row] for row in reader if any(row))
    places = [place for place, name in enumerate(header) if name.strip() in columns]
    found = False
    for row in rows:
        for place in places:
            if place < len(row) and row[place].strip():
                row[place] = _moved(row[place], Path(table).parent, folder)
                found = True
    return _written([header, *rows]) if found else data


def _moved(cell: str, old: Path, new: Path) -> str:
    pieces = (located(piece, old) for piece in cell.split(LIST_SEPARATOR))
    return LIST_SEPARATOR.join(os.path.relpath(piece, new) for piece in pieces)


def _table_of_one(config: Mapping[str, Any], folder: Path) -> bytes:
    """Return the table of a song and its artworks that were given by themselves."""
    paths = (_moved(config[key], Path(), folder) for key in (SONG, ARTWORK))
    return _written([("pair", SONG, ARTWORK), (pair_name(config[SONG]), *paths)])


def _written(rows: Sequence[Sequence[str]]) -> bytes:
    return "".join("\t".join(row) + "\n" for row in rows).encode()
