"""By what each job was made: told in its log, and collected over a run.

A run grows over days. The commit at its end is not that of the videos which were made at its
beginning, and a job that ran on another machine may have had another device.
"""

import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from yellowsound import __version__

MADE_BY, ON_DEVICE = "made by", "computed on"

_TOLD = {
    "version and commit": re.compile(rf"INFO {MADE_BY} (.+)$", re.M),
    "device and precision": re.compile(rf"INFO {ON_DEVICE} (.+)$", re.M),
}


def made_by(commit: str | None) -> str:
    """Return the line of a log that tells what code a job runs."""
    return f"{MADE_BY} {__version__}, {commit or 'no commit known'}"


def computed_on(device: object, precision: object) -> str:
    """Return the line of a log that tells where a model computes, and in what precision."""
    return f"{ON_DEVICE} {device} in {str(precision).removeprefix('torch.')}"


def git_commit(home: str | Path) -> str | None:
    """Return the commit that the workflow stands at, '-dirty' if files differ from it.

    None where the workflow is not in a git repository or git is missing.
    """
    try:
        done = subprocess.run(
            ["git", "-C", str(home), "describe", "--always", "--dirty", "--abbrev=40"],
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def collect(logs: Mapping[str, Iterable[str | Path]]) -> dict[str, dict[str, Any]]:
    """Return what the jobs of each stage were made by.

    Parameters
    ----------
    logs
        Stage to the logs of its jobs; those that are not there are passed over.

    Returns
    -------
    dict
        Stage to what its logs tell: of `version and commit`, and of `device and precision` where
        a model computes, how many jobs say what; and `mixed`, whether any of it is not
        the same for all. A log that tells nothing counts as 'unknown'.
    """
    stages = {}
    for stage, paths in logs.items():
        texts = [
            Path(path).read_text(encoding="utf-8", errors="replace")
            for path in paths
            if Path(path).is_file()
        ]
        found: dict[str, Any] = {}
        for what, pattern in _TOLD.items():
            told = Counter(", ".join(sorted({*pattern.findall(text)})) for text in texts)
            if any(told):
                counts = {said or "unknown": count for said, count in told.items()}
                found[what] = dict(sorted(counts.items()))
        found["mixed"] = any(len(counts) > 1 for counts in found.values())
        if texts:
            stages[stage] = found
    return stages
