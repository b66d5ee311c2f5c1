"""Outputs that are whole or absent, the two text formats of the workflow, and what is there."""

import hashlib
import json
import os
import platform
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psutil import pid_exists

if TYPE_CHECKING:
    import pandas as pd


_swept: set[Path] = set()
"""Folders out of which this process has removed what others left behind."""


LONGEST_HOST = 16
"""Letters of a host's name that stand in that of a file being written; a longer one's digest does.

File systems hold 255 bytes a name, and hosts may have 64."""


def _partial(path: Path) -> Path:
    """Return the hidden sibling of `path` that is written first; it keeps the suffix.

    Its name tells which process on which host writes it: a job that outlives
    a killed workflow and the job that repeats it do not share a file. What
    processes that are no more left in the folder is removed, at the first file that is
    written there: to list a folder of thousands takes longer than to write one.
    """
    host = re.sub(r"[^A-Za-z0-9]", "_", platform.node())
    if len(host) > LONGEST_HOST:
        host = hashlib.sha256(host.encode()).hexdigest()[:LONGEST_HOST]
    if path.parent not in _swept:
        _swept.add(path.parent)
        for other in path.parent.glob(f".part-{host}-*"):
            pid = other.name.removeprefix(f".part-{host}-").partition("-")[0]
            if pid.isdigit() and not pid_exists(int(pid)):
                _remove(other)
    return path.with_name(f".part-{host}-{os.getpid()}-{path.name}")


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def whole_file(path: str | Path) -> Iterator[Path]:
    """Yield a path to write to; rename it to `path` only if the block succeeds.

    Parameters
    ----------
    path
        Where the finished file shall stand. Its folder is made if it is missing.

    Yields
    ------
    Path
        A path beside `path` with the same suffix, on the same file system.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = _partial(path)
    try:
        yield partial
        partial.replace(path)
    finally:
        _remove(partial)


@contextmanager
def whole_folder(path: str | Path) -> Iterator[Path]:
    """Yield an empty folder to fill; rename it to `path` only if the block succeeds.

    An older folder at `path` is replaced as a whole.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = _partial(path)
    _remove(partial)
    partial.mkdir()
    try:
        yield partial
        _remove(path)
        partial.replace(path)
    finally:
        _remove(partial)


def is_file(path: str | Path) -> bool:
    """Tell whether there is a file; of a name that is too long, where `Path.is_file` raises, no."""
    return os.path.isfile(path)  # noqa: PTH113


def is_folder(path: str | Path) -> bool:
    """Tell whether there is a folder; see `is_file`."""
    return os.path.isdir(path)  # noqa: PTH112


def is_there(path: str | Path) -> bool:
    """Tell whether there is a file or a folder; see `is_file`."""
    return os.path.exists(path)  # noqa: PTH110


def sha256_of(path: str | Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_json(path: str | Path, data: Any) -> None:
    """Write `data` as indented UTF-8 JSON; NaN and infinity are refused (ValueError)."""
    text = json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False)
    with whole_file(path) as partial:
        partial.write_text(text + "\n", encoding="utf-8")


def read_json(path: str | Path) -> Any:
    """Read a UTF-8 JSON file."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def write_tsv(path: str | Path, table: "pd.DataFrame", float_format: str = "%.6f") -> None:
    """Write `table` as tab-separated UTF-8 text with a header, floats by `float_format`."""
    with whole_file(path) as partial:
        table.to_csv(partial, sep="\t", index=False, float_format=float_format, lineterminator="\n")


def read_text_table(path: str | Path) -> "pd.DataFrame":
    """Read a table that `write_tsv` wrote as texts alone: no name is a number, or missing."""
    import pandas as pd

    return pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False)
