"""A terminal for tests: what is written to it, and what a person sees of that."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
from collections.abc import Callable, Sequence
from pathlib import Path


class Screen:
    """A pseudoterminal of 100 columns.

    Attributes
    ----------
    ours, theirs
        File descriptors: what is written to `theirs` is read from `ours`.
    written
        All bytes that were read.
    """

    def __init__(self) -> None:
        self.ours, self.theirs = pty.openpty()
        fcntl.ioctl(self.theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        self.written = b""

    def read(self, wait_s: float) -> None:
        """Take what is written, until nothing has come for a while."""
        while select.select([self.ours], [], [], wait_s)[0]:
            self.written += os.read(self.ours, 65536)

    def run(self, command: Sequence[str], folder: Path) -> int:
        """Run a command on the terminal to its end, and return its exit code."""
        job = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, "TERM": "xterm"},
            stdin=subprocess.DEVNULL,
            stdout=self.theirs,
            stderr=self.theirs,
        )
        while job.poll() is None:
            if select.select([self.ours], [], [], 0.1)[0]:
                self.written += os.read(self.ours, 65536)
        self.read(0.2)
        return job.returncode

    def wait_for(self, seen: Callable[[], bool]) -> None:
        """Read until something is seen, for ten seconds at most."""
        for _ in range(100):
            if select.select([self.ours], [], [], 0.1)[0]:
                self.written += os.read(self.ours, 65536)
            if seen():
                return
        raise AssertionError(self.lines)

    @property
    def lines(self) -> list[str]:
        """The lines that are seen in the end, without colours; the last has no end."""
        text = re.sub(r"\x1b\[\d*m", "", self.written.decode())
        return [line.rstrip("\r").split("\x1b[K")[-1] for line in text.split("\n")]
