"""One workflow at a time works on a run, and one process on what they share."""

import errno
import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from yellowsound.run.errors import UserError

logger = logging.getLogger(__name__)

LOCK = ".lock"
"""In a run's folder; touched when a workflow begins to work on it."""

NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}
"""What a file system answers that has no locks, as some mounts of Lustre and NFS."""


def lock_run(results: str | Path) -> TextIO | None:
    """Lock a run's folder, which is made if it is not there.

    The lock goes with the process, however it ends: nothing is left to unlock.

    Parameters
    ----------
    results
        The folder.

    Returns
    -------
    file
        Holds the lock as long as it is open; None where the file system has no locks,
        which the log tells.

    Raises
    ------
    UserError
        If another process holds it.
    """
    path = Path(results) / LOCK
    try:
        lock = _locked(path, fcntl.LOCK_NB, "no other workflow works on this run")
    except BlockingIOError:
        raise UserError(f"another workflow is working on {results}; wait for its end") from None
    os.utime(path)
    return lock


@contextmanager
def alone(folder: str | Path) -> Iterator[None]:
    """Let one process at a time run the block for a folder; the others wait.

    Parameters
    ----------
    folder
        What the block makes or checks, there or not: the lock lies beside it. On a file system
        without locks nobody waits, which the log tells.
    """
    folder = Path(folder)
    lock, held = folder.with_name(f".{folder.name}.lock"), None
    only = f"no other process makes {folder}"
    try:
        held = _locked(lock, fcntl.LOCK_NB, only)
    except BlockingIOError:
        logger.info("another process makes %s: waiting for it", folder)
        held = _locked(lock, 0, only)
    try:
        yield
    finally:
        if held:
            held.close()


def _locked(path: Path, flags: int, only: str) -> TextIO | None:
    """Open and lock a file; None, with a warning, where the file system has no locks."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | flags)
    except OSError as error:
        lock.close()
        if error.errno not in NO_LOCKS:
            raise
        logger.warning(
            "%s lies on a file system without locks (%s): see to it that %s",
            *(path.parent, error.strerror, only),
        )
        return None
    return lock
