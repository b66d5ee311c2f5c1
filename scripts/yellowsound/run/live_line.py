"""One line that lives: told by Snakemake's log, rewritten in place below all other output."""

import atexit
import logging
import os
import re
import select
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from yellowsound.run.progress import VIDEO, Progress

HANDLER = "DefaultStreamHandler"
"""What Snakemake (9.27) calls the handler that writes to the terminal."""

BEGUN = "workflow_started"
"""The event of Snakemake's log that tells that the command line and the rules are read."""

RUN, JOB, DONE, FAILED = "run_info", "job_info", "job_finished", "job_error"
"""The events of Snakemake's log that tell of jobs, as its interface for loggers names them."""

TOLD_BY_THE_LINE = (JOB, DONE, "job_started", "group_info", "progress", "shellcmd")
"""Events that the line stands for."""

TOLD_OF_EACH_JOB = re.compile(
    r"Select jobs to execute|Removing temporary output|Job \S+ has been submitted"
)
"""How messages on single jobs begin that are no events; whatever else is told stays."""

PLAIN_EVERY_S = 30.0
REFRESH_S, TICK_S = 1.0, 0.1
ERASE = b"\r\x1b[K"


def follow(
    logger: logging.Logger,
    videos_before: Callable[[int], int],
    frames_of_part: Callable[[], float],
) -> "LiveLine | None":
    """Show the progress of what a logger of Snakemake tells, and return what shows it.

    On a terminal the line is rewritten in place, and messages on single jobs stay away from it;
    the log file has them. Elsewhere all messages stay, and the line is printed now and then.

    Parameters
    ----------
    logger
        Snakemake's logger.
    videos_before
        Returns how many videos of the study are made already, from the number that is planned.
    frames_of_part
        Returns how many frames a part of a video has in the mean.

    Returns
    -------
    LiveLine or None
        None where something else than Snakemake's own handler writes to the terminal.
    """
    ours = [handler for handler in logger.handlers if handler.name == HANDLER]
    if not ours or ours[0].stream is not sys.stderr:
        return None
    line = LiveLine(videos_before, frames_of_part, Terminal(2) if _is_terminal() else None)
    ours[0].addFilter(line.is_for_terminal)
    logger.addHandler(line)
    return line


def _is_terminal() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"


class LiveLine(logging.Handler):
    """Follows the jobs of a run that makes videos; of any other run it says nothing."""

    def __init__(
        self,
        videos_before: Callable[[int], int],
        frames_of_part: Callable[[], float],
        terminal: "Terminal | None" = None,
    ) -> None:
        super().__init__(logging.INFO)
        self._videos_before = videos_before
        self._frames_of_part = frames_of_part
        self._terminal = terminal
        self._progress: Progress | None = None
        # The terminal's thread reads what is counted. A handler's own lock will not do: it is
        # held while the handler is closed, which waits for that thread.
        self._counting = threading.Lock()
        self._said_s = 0.0
        atexit.register(self.end)

    def is_for_terminal(self, record: logging.LogRecord) -> bool:
        """Tell whether Snakemake's own handler shall write a record while the line lives."""
        if self._terminal is None or self._progress is None or record.levelno >= logging.WARNING:
            return True
        if (event := getattr(record, "event", None)) is not None:
            return event not in TOLD_BY_THE_LINE
        return TOLD_OF_EACH_JOB.match(str(record.msg)) is None

    def emit(self, record: logging.LogRecord) -> None:
        """Count what a record tells."""
        event, now_s = getattr(record, "event", None), time.monotonic()
        if event == RUN:
            self._begin(record.stats)
        elif self._progress is None:
            return
        with self._counting:
            if event == JOB:
                self._progress.begin(record.jobid, record.rule_name, now_s)
            elif event == DONE:
                self._progress.finish(record.job_id, now_s)
            elif event == FAILED:
                self._progress.fail(record.jobid, now_s)
        if event == DONE and self._terminal is None and now_s - self._said_s >= PLAIN_EVERY_S:
            self._said_s = now_s
            print(self._line(), file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave what was done as the last line, and give the terminal back; once."""
        if self._progress is None:
            return
        if self._terminal is not None:
            self._terminal.close()
        if self._progress.has_begun:
            with suppress(OSError):
                print(self._progress.summary(time.monotonic()), file=sys.stderr, flush=True)
        self._progress = None

    def close(self) -> None:
        """End, if nobody has told that the run has ended."""
        self.end()
        super().close()

    def _begin(self, stats: Mapping[str, int]) -> None:
        planned = {rule: count for rule, count in stats.items() if rule != "total"}
        if self._progress is not None or not planned.get(VIDEO):
            return
        before, frames = self._videos_before(planned[VIDEO]), self._frames_of_part()
        self._progress = Progress(planned, before, frames)
        self._said_s = time.monotonic()
        if self._terminal is not None:
            self._terminal.open(self._line)

    def _line(self) -> str:
        with self._counting:
            return self._progress.line(time.monotonic())


class Terminal:
    """A terminal whose last line is ours, while everything that is written to it goes above.

    Jobs write to the same terminal as their parent. All of that goes through a pipe for as long
    as the line is shown, so that one thread alone writes, and no message stands in another.

    Parameters
    ----------
    descriptor
        The file descriptor by which the terminal is written to, which jobs inherit.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def open(self, line: Callable[[], str]) -> None:
        """Show what `line` returns, anew every second, until `close`."""
        self._line = line
        # Jobs have bars of their own, two of them at a time.
        os.environ.setdefault("TQDM_DISABLE", "1")
        self._terminal = os.dup(self._descriptor)
        self._source, sink = os.pipe()
        os.dup2(sink, self._descriptor)
        os.close(sink)
        self._thread = threading.Thread(target=self._pass_on, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take the line away, and let the descriptor be the terminal again."""
        sys.stderr.flush()
        os.dup2(self._terminal, self._descriptor)
        self._ending.set()
        self._thread.join()
        os.close(self._terminal)
        os.close(self._source)

    def _pass_on(self) -> None:
        shown, whole, drawn_s = False, True, 0.0
        while True:
            if select.select([self._source], [], [], TICK_S)[0]:
                data = os.read(self._source, 65536)
                if not data:
                    break
                self._write((ERASE if shown else b"") + data)
                # Below a message that goes on is no place for the line.
                shown, whole = False, data.endswith(b"\n")
            elif self._ending.is_set():
                break
            elif whole and (not shown or time.monotonic() - drawn_s >= REFRESH_S):
                self._write(ERASE + self._cut(self._line()).encode())
                shown, drawn_s = True, time.monotonic()
        if shown:
            self._write(ERASE)

    def _cut(self, line: str) -> str:
        """Return as much of the line as the terminal shows without a second one."""
        try:
            columns = os.get_terminal_size(self._terminal).columns
            return line[: columns - 1] if columns else line
        except OSError:
            return line

    def _write(self, data: bytes) -> None:
        # A terminal that has gone away does not end the run; what jobs write is still read.
        with suppress(OSError):
            while data:
                data = data[os.write(self._terminal, data) :]
