"""Paths that Snakemake takes literally, and those that have to go beside it.

In every path that Snakemake is given as an input it fills in wildcards, which
stand in braces, and variables, <which> stand in angle brackets; neither can be
escaped. A file of a user's whose path holds such a mark is therefore no input
of a rule: the job is told of it by a parameter, along with a stamp, so that it
runs again once the file has changed.
"""

import re
from collections.abc import Iterable
from pathlib import Path

MARKS = re.compile(r"[{}]|<[a-z][a-z0-9_]*>")


def literal(paths: Iterable[str | Path]) -> list[str]:
    """Return those paths that mean the same to Snakemake, in their order."""
    return [str(path) for path in paths if not MARKS.search(str(path))]


def apart(paths: Iterable[str | Path]) -> dict[str, tuple[int, int] | None]:
    """Return each of the other paths with the size and time of its file; None without a file."""
    return {str(path): _stamp(Path(path)) for path in paths if MARKS.search(str(path))}


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns
