"""What is called once, at a moment that Snakemake's log tells and no hook of a workflow's own."""

from collections.abc import Callable
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
        self._due, self._event = due, event
        self._is_due = True

    def emit(self, record: LogRecord) -> None:
        """Call the function, if this is the moment."""
        if self._is_due and getattr(record, "event", None) == self._event:
            # Before the call: whatever it says is a record, too.
            self._is_due = False
            self._due()
