"""The pass after a failure under --keep-going, which sums up what could be made.

The passes and their jobs know of each other by environment variables, which
jobs inherit on every executor.
"""

import os
import subprocess
import sys
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from yellowsound.run.files import read_json, write_json
from yellowsound.run.locks import LOCK

DUE = ".due.json"
"""In a run's folder during a second pass: the videos that the first was to score."""

KEEP_GOING, RUN = "YELLOWSOUND_KEEP_GOING", "YELLOWSOUND_SECOND_PASS"

INTERRUPTED = ("Terminating processes on user request", "Will exit after finishing currently")
"""What Snakemake's log says of a run that was stopped: at once, or after the jobs at work."""


def announce_keep_going() -> None:
    """Let the jobs know that the run goes on with what is left after a failure."""
    os.environ[KEEP_GOING] = "1"


def keeps_going() -> bool:
    """Tell, in a job, whether the run goes on with what is left after a failure."""
    return KEEP_GOING in os.environ


def is_second_pass(results: str) -> bool:
    """Tell whether this is the second pass over the run that lies in `results`."""
    return os.environ.get(RUN) == results


def was_interrupted(logs: Iterable[str | Path]) -> bool:
    """Tell by Snakemake's logs whether somebody has stopped the run."""
    told = [
        Path(log).read_text(encoding="utf-8", errors="replace")
        for log in logs
        if Path(log).is_file()
    ]
    return any(words in text for words in INTERRUPTED for text in told)


Due = tuple[str, str]
"""Take, and variant or label, of a video that is to be scored; or `DESCRIPTION` and a picture."""

DESCRIPTION = "<description>"
"""Stands for the take where a picture is to be described; no take is called so."""


class UpToDate:
    """Tells in a second pass which files are those of the configuration.

    What the first pass was to make anew is what it wrote: files from before it are of other
    settings. What it was not to make is up to date where it is there.

    Parameters
    ----------
    results
        The run's folder. Its lock was touched when the first pass began, by the clock that
        touches its files.
    """

    def __init__(self, results: str | Path) -> None:
        self._due: set[Due] = set()
        self._begun_ns = 0
        note = Path(results) / DUE
        if note.is_file():
            self._due = {(take, schedule) for take, schedule in read_json(note)}
            self._begun_ns = (Path(results) / LOCK).stat().st_mtime_ns

    def __call__(self, one: Due, files: Iterable[str | Path]) -> bool:
        """Tell whether all files of a video or a picture are there, and up to date."""
        oldest_ns = self._begun_ns if one in self._due else 0
        return all(
            path.is_file() and path.stat().st_mtime_ns >= oldest_ns for path in map(Path, files)
        )


def run_second_pass(
    results: str,
    arguments: Sequence[str],
    begun_in: str | Path,
    logs: Iterable[str | Path],
    due: Collection[Due] = (),
) -> None:
    """Run the same command once more, for tables, figures and report of what is there.

    Nothing is run where the command is not Snakemake's, or where somebody has stopped the run.

    The command line is repeated as it was typed, since Snakemake (9.27) does not keep all that it
    has read of it: how its scheduler is set is handed to the scheduler alone, limits of the
    command line and those that this workflow sets lie in one table, and resources are functions
    that another process cannot be given. Nor can this process run its programming interface
    again: a logger, signal handlers and folders of the first pass are global there and in use, and
    what was read of the study is kept by this library. What decides whether there is a pass is
    asked of Snakemake by name (`inside_snakemake.keeps_going`, `forces_jobs`).

    Parameters
    ----------
    results
        The run's folder.
    arguments
        The command line of this process.
    begun_in
        The folder in which it was typed: its paths are relative to that, wherever `--directory`
        has led since.
    logs
        Snakemake's logs of this run.
    due
        What this run was to score and to describe.
    """
    program, *options = arguments
    if Path(program).name not in ("snakemake", "__main__.py") or was_interrupted(logs):
        return
    # The first pass holds Snakemake's own lock to its end; our profiles do without, others may not.
    command = [sys.executable, "-m", "snakemake", "--nolock", *options]
    note = Path(results) / DUE
    write_json(note, sorted(due))
    try:
        subprocess.run(command, cwd=begun_in, env={**os.environ, RUN: results}, check=False)
    finally:
        note.unlink(missing_ok=True)
