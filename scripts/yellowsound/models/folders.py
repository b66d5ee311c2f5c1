"""Models as they lie on disk: what a fetched folder holds, and that it is whole."""

import logging
import os
import pickle
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from yellowsound.models.devices import is_out_of_memory
from yellowsound.run.errors import UserError
from yellowsound.run.files import read_json, sha256_of, write_json

logger = logging.getLogger(__name__)

RECORD = "model.json"
"""Stands in every folder of a fetched model."""

HUB_CONSTANTS = "huggingface_hub.constants"
HUB_TRUE = ("1", "ON", "YES", "TRUE")
"""What HF_HUB_OFFLINE may hold to switch the hub off."""


def write_record(folder: str | Path, facts: Mapping[str, Any]) -> None:
    """Write down what a model's folder holds: its facts, and size and SHA-256 of each file.

    Parameters
    ----------
    folder
        The folder; every file in it is recorded.
    facts
        What is known of the model (JSON-ready), e.g. repository, commit, licence.
    """
    folder = Path(folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / RECORD)
    record = {
        **facts,
        "files": {
            path.relative_to(folder).as_posix(): {
                "bytes": path.stat().st_size,
                "sha256": sha256_of(path),
            }
            for path in files
        },
    }
    write_json(folder / RECORD, record)


def read_record(folder: str | Path) -> dict[str, Any]:
    """Read what a model's folder shall hold.

    Raises
    ------
    UserError
        If the folder is not that of a fetched model, or files of it are
        missing or not as long as they were.
    """
    folder = Path(folder)
    if not (folder / RECORD).is_file():
        raise UserError(f"{folder} holds no model ({RECORD} is missing): {_again(folder)}")
    try:
        record = read_json(folder / RECORD)
        sizes = {name: file["bytes"] for name, file in record["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(f"{folder / RECORD} is damaged: {_again(folder)}") from error
    for name, size in sizes.items():
        path = folder / name
        found = path.stat().st_size if path.is_file() else None
        if found != size:
            wrong = "is missing" if found is None else f"has {found} bytes of {size}"
            raise UserError(f"{path} {wrong}: {_again(folder)}")
    return record


@contextmanager
def reading(folder: str | Path) -> Iterator[dict[str, Any]]:
    """Check a model's files, then let the block load them with the hub switched off.

    Sizes are checked beforehand; hashes, which take as long as loading, only
    where loading fails, to tell damaged files from others that do not fit.

    Parameters
    ----------
    folder
        The model's folder.

    Yields
    ------
    dict
        Its record; see `write_record`.

    Raises
    ------
    UserError
        As `read_record`, or if the block finds a file that cannot be loaded;
        the traceback is logged.
    """
    folder = Path(folder)
    record = read_record(folder)
    from safetensors import SafetensorError

    try:
        with _hub_off():
            yield record
    except UserError:
        raise
    except Exception as error:
        if is_out_of_memory(error):
            raise
        lines = str(error).strip().splitlines()
        said = f"{folder} cannot be loaded ({lines[0] if lines else type(error).__name__})"
        damaged = _damaged(folder, record)
        unfit = (OSError, EOFError, ValueError, KeyError, RuntimeError)
        if damaged:
            wrong = f": {', '.join(damaged)} changed since it was fetched; {_again(folder)}"
        elif isinstance(error, (*unfit, SafetensorError, pickle.UnpicklingError)):
            wrong = (
                ", though its files are as they were fetched: check its repository and revision "
                f"in the table of models, then {_again(folder)}"
            )
        else:
            raise
        logger.info("%s", said, exc_info=error)
        raise UserError(said + wrong) from error


@contextmanager
def _hub_off() -> Iterator[None]:
    """Keep the block's libraries from asking the hub, and the processes that they start.

    The hub's library is not imported for it: many models are loaded without, and where it is
    not installed.
    """
    variable = os.environ.get("HF_HUB_OFFLINE")
    constants = sys.modules.get(HUB_CONSTANTS)
    flag = constants.HF_HUB_OFFLINE if constants else (variable or "").upper() in HUB_TRUE
    # The variable is read when the hub's library is imported, the constant at each request.
    os.environ["HF_HUB_OFFLINE"] = "1"
    if constants:
        constants.HF_HUB_OFFLINE = True
    try:
        yield
    finally:
        os.environ.pop("HF_HUB_OFFLINE")
        if variable is not None:
            os.environ["HF_HUB_OFFLINE"] = variable
        if constants := sys.modules.get(HUB_CONSTANTS):
            constants.HF_HUB_OFFLINE = flag


def _damaged(folder: Path, record: Mapping[str, Any]) -> list[str]:
    """Return the files that are not those that were fetched."""
    return [
        name
        for name, file in record["files"].items()
        if not (folder / name).is_file() or sha256_of(folder / name) != file["sha256"]
    ]


def source_of(record: Mapping[str, Any], *more: str) -> dict[str, Any]:
    """Return where a model is from (JSON-ready): of its record `more`, repository and commit."""
    return {key: record.get(key) for key in (*more, "repository", "commit")}


def is_whole(folder: str | Path, facts: Mapping[str, Any]) -> bool:
    """Tell whether a folder holds a model of some facts, every file as it was recorded.

    Parameters
    ----------
    folder
        The model's folder, there or not.
    facts
        What its record has to tell, e.g. repository and revision; see `write_record`.

    Returns
    -------
    bool
        True where sizes and hashes of all files are those of the record. It takes as long as
        the files take to be read.
    """
    folder = Path(folder)
    try:
        record = read_record(folder)
    except UserError:
        return False
    asked = all(record.get(key) == value for key, value in facts.items())
    return asked and not _damaged(folder, record)


def by_name(records: Iterable[str | Path]) -> dict[str, Path]:
    """Return models' folders by the models' names, which are the folders' own.

    Parameters
    ----------
    records
        The record in each folder.
    """
    folders = [Path(record).parent for record in records]
    return {folder.name: folder for folder in folders}


def _again(folder: Path) -> str:
    return f"delete {folder} and run again to fetch it anew"
