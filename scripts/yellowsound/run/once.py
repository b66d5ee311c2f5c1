"""What is called once, at a moment that Snakemake's log tells and no hook of a workflow's own."""

from collections.abc import Callable, Sequence
from logging import Handler, LogRecord


class Once(Handler):
    """Calls a function once, at a moment of Snakemake's log.

    Parameters
    ----------
    due
        What is called.
    event
        What the log calls that moment.
    """

    def __init__(self, due: Callable[[], None], event: str) -> None:
        super().__init__()
        self._due: Sequence[Callable[[], None]] = (due,)
        self._event = event

    def emit(self, record: LogRecord) -> None:
        """Call the function, if this is the moment."""
        if getattr(record, "event", None) == self._event:
            # Whatever it says is a record, too.
            due, self._due = self._due, ()
            for call in due:
                call()
