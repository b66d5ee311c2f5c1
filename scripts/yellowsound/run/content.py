"""What the user's files hold: a job rests on their bytes, not on where they lie or when they came.

A file that was moved, copied or touched holds what it held. Each is hashed
once; its hash is kept beside its size and times until these change.
"""

import json
import os
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from yellowsound.run.files import sha256_of, whole_file

KEPT_IN = Path("resources", "contents.json")
"""Where hashes are kept, from the workflow's working folder: for all runs together."""

RACY_NS = 2 * 10**9
"""A file that changed less than this before it was hashed may change again within the
resolution of its times: its hash is not kept."""

WORKERS = min(os.cpu_count() or 1, 8)

Stamp = tuple[int, int, int]


def contents_of(
    paths: Iterable[str | Path], kept_in: str | Path = KEPT_IN
) -> dict[str, str | None]:
    """Return what files hold.

    Parameters
    ----------
    paths
        The files.
    kept_in
        A file of hashes found before; read where it is there and whole, and
        written anew where more were found and it can be written.

    Returns
    -------
    dict
        Path to SHA-256, each path once, in their order; None for a file that
        is missing or cannot be read.
    """
    asked = dict.fromkeys(map(str, paths))
    if not asked:
        return {}
    kept = _read(kept_in)
    found: dict[str, str | None] = {}
    waiting: dict[str, Stamp] = {}
    for path in asked:
        stamp = _stamp(path)
        entry = kept.get(_name(path))
        if stamp is not None and entry is not None and entry[:-1] == list(stamp):
            found[path] = entry[-1]
        else:
            found[path] = None
            if stamp is not None:
                waiting[path] = stamp
    if not waiting:
        return found
    hashed_ns = time.time_ns()
    with ThreadPoolExecutor(WORKERS) as pool:
        found |= zip(waiting, pool.map(_hash, waiting), strict=True)
    fresh = {
        _name(path): [*stamp, found[path]]
        for path, stamp in waiting.items()
        if found[path] and stamp == _stamp(path) and hashed_ns - max(stamp[1:]) > RACY_NS
    }
    if fresh:
        _keep(fresh, kept_in)
    return found


def _name(path: str) -> str:
    """Return by what name a file is kept: where it stands, links not followed."""
    return str(Path(path).absolute())


def _stamp(path: str) -> Stamp | None:
    """Return size and times of a file; None where there is none."""
    try:
        status = Path(path).stat()
    except (OSError, ValueError):
        return None
    # The time of its last change of state tells a file that another replaced with its times kept.
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _hash(path: str) -> str | None:
    try:
        return sha256_of(path)
    except OSError:
        return None


def _read(kept_in: str | Path) -> dict[str, list]:
    """Return the hashes that are kept; none where the file is missing or damaged."""
    try:
        kept = json.loads(Path(kept_in).read_text(encoding="utf-8"))
        return {path: entry for path, entry in kept.items() if len(entry) == 4}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _keep(fresh: dict[str, list], kept_in: str | Path) -> None:
    """Add hashes to those that are kept, if that can be: what is not kept is only hashed again."""
    with suppress(OSError, UnicodeEncodeError):
        Path(kept_in).parent.mkdir(parents=True, exist_ok=True)
        # Read again: another workflow may have kept more meanwhile.
        text = json.dumps({**_read(kept_in), **fresh}, ensure_ascii=False, indent=0)
        with whole_file(kept_in) as partial:
            partial.write_text(text, encoding="utf-8")
