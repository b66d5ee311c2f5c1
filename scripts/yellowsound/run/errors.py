"""The one exception for mistakes that a user can mend, and how a plan ends with one."""

from collections.abc import Iterator
from contextlib import contextmanager


class UserError(Exception):
    """A mistake in the user's files or configuration.

    Its message is what the user reads, without a traceback: one sentence (or
    one line for each problem found) that says what is wrong, in which file
    and row, and what to do.
    """


@contextmanager
def told_alone() -> Iterator[None]:
    """End the process with the sentence of a `UserError` alone, while Snakemake reads its rules.

    Snakemake prints whatever exception leaves a rule's file with the line of
    the file that it came from, which is no use to who wrote a table. It lets
    only an exit pass.

    Raises
    ------
    SystemExit
        With code 1, after the sentence is told.
    """
    try:
        yield
    except UserError as error:
        from snakemake.logging import logger

        logger.error(str(error))
        raise SystemExit(1) from None
