"""Failures that lie in the machine and that a user can mend: a full disk, a missing permission."""

import errno
import os
import tempfile
from pathlib import Path

from yellowsound.run.errors import FfmpegError

NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
NO_PERMISSION = (errno.EACCES, errno.EPERM, errno.EROFS)

WRITE_FAILED = "System error."
"""All that libsndfile, which not every environment has, tells of a write that fails."""


def explained(error: Exception, place: str | Path) -> str | None:
    """Return in one sentence what the machine lacks and what to do; None for any other error.

    Parameters
    ----------
    error
        What ended a job: an error of the system, or ffmpeg's own words.
    place
        A file of the run, which says where its results lie.
    """
    code, why = _system_error(error)
    if code in NO_SPACE:
        return (
            f"no space is left ({why}) for the results, where {place} lies, or for temporary "
            f"files in {tempfile.gettempdir()}: make room and run the same command again"
        )
    if code in NO_PERMISSION:
        return f"{why}: give permission to read and write there, and run the same command again"
    return None


def _system_error(error: Exception) -> tuple[int | None, str]:
    """Return the number of the system's error, None if it is none, and what it says."""
    if isinstance(error, FfmpegError):
        words = {code: os.strerror(code) for code in (*NO_SPACE, *NO_PERMISSION)}
        code = next((code for code, said in words.items() if said in str(error)), None)
        return code, f"ffmpeg: {error}"
    if isinstance(error, OSError):
        file = str(error.filename or "").removeprefix("file:")
        return error.errno, f"{file}: {error.strerror}" if file else str(error.strerror)
    if type(error).__name__ == "LibsndfileError" and str(error) == WRITE_FAILED:
        return errno.ENOSPC, f"libsndfile: {error}"
    return None, ""
