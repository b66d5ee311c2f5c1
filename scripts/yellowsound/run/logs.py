"""What every rule's script shares: a log file, and errors told in one sentence."""

import logging
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from yellowsound.run.errors import UserError
from yellowsound.run.machine import explained
from yellowsound.run.made_by import git_commit, made_by

logger = logging.getLogger("yellowsound")

MARKED = "begins; if it is killed, this log ends without 'done'"
"""What the log of a job of SLURM tells at its beginning."""

HOME = Path(__file__).resolve().parents[3]
"""The workflow's folder."""


@contextmanager
def rule_log(path: str | Path) -> Iterator[logging.Logger]:
    """Log to `path` and, from warnings upwards, to the terminal while the block runs.

    A `UserError` is written as its sentence alone and ends the process with
    exit code 1, and so is that the process was told to end, or that the machine
    lacks space or a permission (`machine.explained`); any other exception
    is written with its traceback and raised on. The log begins with what code runs
    (`made_by`). A job of SLURM says which it is and, at last, that it is done: one
    that is killed cannot say anything more.

    Parameters
    ----------
    path
        The rule's log file; it is replaced.

    Yields
    ------
    logging.Logger
        The logger of the package.
    """
    to_file = _log_file(Path(path))
    to_file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    to_terminal = logging.StreamHandler(sys.stderr)
    to_terminal.setLevel(logging.WARNING)
    to_terminal.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    logger.setLevel(logging.INFO)
    for handler in (to_file, to_terminal):
        logger.addHandler(handler)
    job = slurm_job()
    try:
        logger.info("%s", made_by(git_commit(HOME)))
        if job:
            logger.info(f"%s {MARKED}", job)
        with told_to_end(job):
            yield logger
        if job:
            logger.info("done")
    except UserError as error:
        logger.error("%s", error)
        sys.exit(1)
    except Exception as error:
        if sentence := explained(error, path):
            logger.error("%s", sentence)
            sys.exit(1)
        with suppress(OSError):
            to_file.stream.write(traceback.format_exc())
        raise
    finally:
        for handler in (to_file, to_terminal):
            logger.removeHandler(handler)
            handler.close()


class _LogFile(logging.FileHandler):
    """A log that a full disk cuts short, while the terminal goes on."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)

    def close(self) -> None:
        with suppress(OSError):
            super().close()


def _log_file(path: Path) -> _LogFile:
    """Open a rule's log file; end the process where the machine does not let it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _LogFile(path, mode="w", encoding="utf-8")
    except OSError as error:
        if sentence := explained(error, path):
            sys.exit(f"ERROR: {sentence}")
        raise


def slurm_job() -> str | None:
    """Return which job of SLURM this process belongs to, its node and GPU; None if to none."""
    told = os.environ
    if "SLURM_JOB_ID" not in told:
        return None
    gpu = told.get("CUDA_VISIBLE_DEVICES")
    place = f"{told.get('SLURMD_NODENAME')}{f' with GPU {gpu}' if gpu else ''}"
    return f"SLURM job {told['SLURM_JOB_ID']} on {place}"


@contextmanager
def told_to_end(job: str | None) -> Iterator[None]:
    """Make a `UserError` of SIGTERM, by which SLURM ends what is cancelled or out of time."""

    def end(number: int, frame: object) -> None:
        hint = f": {job} was cancelled or is out of time, as sacct tells" if job else ""
        raise UserError(f"told to end by SIGTERM{hint}")

    # Only the main thread may set handlers.
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
