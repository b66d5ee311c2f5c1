"""One workflow at a time works on a run."""

import errno
import fcntl
import logging
from pathlib import Path
from typing import TextIO

from yellowsound.run.errors import UserError

logger = logging.getLogger(__name__)

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
    Path(results).mkdir(parents=True, exist_ok=True)
    lock = (Path(results) / ".lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise UserError(f"another workflow is working on {results}; wait for its end") from None
    except OSError as error:
        lock.close()
        if error.errno not in NO_LOCKS:
            raise
        logger.warning(
            "%s lies on a file system without locks (%s): see to it that no other workflow works "
            "on this run",
            *(results, error.strerror),
        )
        return None
    return lock
