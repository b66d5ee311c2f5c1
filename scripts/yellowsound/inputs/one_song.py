"""A song and an artwork that are given by themselves, in place of a pairs table."""

import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from yellowsound.inputs.cells import file_name_from
from yellowsound.inputs.pairs import LIST_SEPARATOR, Pair, pair_of_cells, read_pairs
from yellowsound.run.errors import UserError

SONG, ARTWORK, TYPED = "song", "artwork", "YELLOWSOUND_ONE_SONG"

OF_A_STUDY = (
    *("run", "pairs", "external", "schedules", "moves", "seed"),
    *("figure_pairs", "primary_metric", "primary_contrast"),
)
"""Keys that tell what a study compares. What a file sets for a study is not asked where a song
is given on the command line: it has one video, unless the command line asks for more."""

SCHEDULES = ("onset",)
"""What a single video follows, with the moves of its preset."""

MAX_RUN_LENGTH = 80


def for_one_song(given: Mapping[str, Any], commanded: Mapping[str, Any]) -> dict[str, Any]:
    """Return the configuration of a song and an artwork; without them, what is given.

    Parameters
    ----------
    given
        What is set in configuration files and on the command line.
    commanded
        What of it is set on the command line, by `--config` or `--configfile`.

    Returns
    -------
    dict
        Keys that are set. Where a song is given, the run is named after it and its artworks
        unless the run is set, and it has one schedule unless these are; there is no table of
        pairs, nor of videos from elsewhere unless that is set.

    Raises
    ------
    UserError
        If a song is given without an artwork, an artwork without a song, or a table beside them.
    """
    names = {key: given.get(key) for key in (SONG, ARTWORK)}
    if not any(names.values()):
        return {key: value for key, value in given.items() if key not in names}
    for key, name in names.items():
        if name in (None, ""):
            other = ARTWORK if key == SONG else SONG
            raise UserError(f"configuration: {other} stands without {key}; give both")
        if not isinstance(name, str):
            raise UserError(
                f"configuration: {key} is {name!r}, which is no path; write it in quotes"
            )
    asked = commanded if any(map(commanded.get, names)) else given
    if asked.get("pairs"):
        raise UserError(
            "configuration: song and artwork stand beside pairs, which is a table of them; give "
            "the two or the table"
        )
    kept = {key: value for key, value in given.items() if key not in OF_A_STUDY or key in asked}
    draft = "-draft" if str(given.get("draft", "")).lower() == "true" else ""
    derived = {
        "run": run_name(*names.values()) + draft,
        "schedules": list(SCHEDULES),
        "external": "",
    }
    kept.pop("pairs", None)
    # Snakemake lays a mapping of the command line over that of the file, key by key.
    alone = {key: asked[key] for key in OF_A_STUDY if isinstance(asked.get(key), Mapping)}
    return {**derived, **kept, **alone}


def taken_literally(
    given: Mapping[str, Any], arguments: Sequence[str] | None = None
) -> dict[str, Any]:
    """Return what is given, with the song, the artwork and the run's name as they were typed.

    Snakemake reads values of its command line as numbers (`007`, `2024_01`), and as YAML without
    their quotes, in which a name with `: ` or ` #` is no text; it repeats them to jobs in quotes
    of its own. Jobs inherit an environment variable on every executor.

    Parameters
    ----------
    given
        What is set, as this process was told.
    arguments
        The command line of the main process, which tells its jobs; None in a job.
    """
    if arguments is None:
        return {**given, **json.loads(os.environ.get(TYPED, "{}"))}
    names = {key: given[key] for key in (SONG, ARTWORK, "run") if key in given}
    for key, _, typed in (argument.partition("=") for argument in arguments):
        if key in names:
            quoted = key == "run" and len(typed) > 1 and typed[0] == typed[-1] and typed[0] in "'\""
            names[key] = typed[1:-1] if quoted else typed
    os.environ[TYPED] = json.dumps(names)
    return {**given, **names}


def pairs_given(config: Mapping[str, Any], genres: Iterable[str] | None = None) -> list[Pair]:
    """Return the pairs of a configuration: of its song and artwork, else of its table.

    Parameters
    ----------
    config
        With the keys pairs, song and artwork; without any of them there is no pair.
    genres
        As in `read_pairs`.

    Raises
    ------
    UserError
        One line for each problem.
    """
    if not config[SONG]:
        return read_pairs(config["pairs"], genres) if config["pairs"] else []
    complaints: list[str] = []
    cells = {"pair": pair_name(config[SONG]), **{key: config[key] for key in (SONG, ARTWORK)}}
    # Paths are relative to where the command is run.
    pair = pair_of_cells(0, cells, Path(), None, {}, complaints)
    if pair is None:
        raise UserError("\n".join(f"configuration: {complaint}" for complaint in complaints))
    return [pair]


def pair_name(song: str) -> str:
    """Return the name of a song's pair: its file's name without the suffix, made safe.

    Raises
    ------
    UserError
        If there is no letter or digit in it.
    """
    if name := file_name_from(_stem(song)):
        return name
    raise UserError(
        f"configuration: song {song} has no letter or digit in its name, after which its pair is "
        "named; rename it"
    )


def run_name(song: str, artworks: str) -> str:
    """Return the name of the run of a song and its artworks, in letters that `run` may have.

    Another song or other artworks have another name; where letters are lost, or too many
    there, a digest of the names tells them apart.
    """
    stems = [_stem(name) for name in (song, *artworks.split(LIST_SEPARATOR))]
    plain = [unicodedata.normalize("NFKD", stem) for stem in stems]
    plain = [re.sub(r"[\u0300-\u036f]", "", stem) for stem in plain]
    words = [re.sub(r"[^A-Za-z0-9]+", "_", stem).strip("_") for stem in plain]
    name = "-".join(filter(None, words))
    lost = any(character.isalnum() and not character.isascii() for character in "".join(plain))
    if lost or not all(words) or len(name) > MAX_RUN_LENGTH:
        digest = hashlib.sha256("\n".join(stems).encode()).hexdigest()[:8]
        name = f"{name[:MAX_RUN_LENGTH]}-{digest}".lstrip("-")
    return name


def _stem(name: str) -> str:
    return unicodedata.normalize("NFC", Path(name.strip()).stem)
