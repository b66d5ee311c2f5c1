"""What every rule's script shares: a log file, and errors told in one sentence."""

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yellowsound.errors import UserError

logger = logging.getLogger("yellowsound")


@contextmanager
def rule_log(path: str | Path) -> Iterator[logging.Logger]:
    """Log to `path` and, from warnings upwards, to the terminal while the block runs.

    A `UserError` is written as its sentence alone and ends the process with
    exit code 1; any other exception is written with its traceback and raised on.

    Parameters
    ----------
    path
        The rule's log file; it is replaced.

    Yields
    ------
    logging.Logger
        The logger of the package.
    """
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    to_file = logging.FileHandler(path, mode="w", encoding="utf-8")
    to_file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    to_terminal = logging.StreamHandler(sys.stderr)
    to_terminal.setLevel(logging.WARNING)
    to_terminal.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    logger.setLevel(logging.INFO)
    for handler in (to_file, to_terminal):
        logger.addHandler(handler)
    try:
        yield logger
    except UserError as error:
        logger.error("%s", error)
        sys.exit(1)
    except Exception:
        to_file.stream.write(traceback.format_exc())
        raise
    finally:
        for handler in (to_file, to_terminal):
            logger.removeHandler(handler)
            handler.close()
