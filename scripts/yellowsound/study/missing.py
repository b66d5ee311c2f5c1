"""Videos that a run could not make, and why: a study may be summed up without them."""

import re
from collections.abc import Sequence
from pathlib import Path

from yellowsound.run.logs import MARKED

LOGS = {
    "excerpt": "{pair}.log",
    "caption": "{pair}.log",
    "hearing": "{pair}.log",
    "describe": "{picture}.log",
    "keyframes": "{take}.log",
    "schedule": "{pair}/{schedule}.log",
    "frames": "{take}/{schedule}/*.log",
    "video": "{take}/{schedule}.log",
    "synchrony": "{take}/{schedule}.log",
}
"""Rule to the logs of its jobs for one video, in the order in which they run."""

COLUMNS = ("pair", "take", "schedule", "rule", "reason")

UNKNOWN = (
    "no log of its jobs tells of an error: the run ended before them, or one was killed or died "
    "before its log began; Snakemake's own log (.snakemake/log) tells which"
)
KILLED = "the job was killed before it ended, perhaps for its memory or time: its log has no 'done'"


def explain_missing(
    logs: str | Path, pair: str, take: str, schedule: str, pictures: Sequence[str] = ()
) -> dict[str, str]:
    """Tell why a video is missing.

    Parameters
    ----------
    logs
        The run's folder of logs.
    pair, take, schedule
        What the video is of.
    pictures
        Names of the pictures whose descriptions it waits for.

    Returns
    -------
    dict
        A row of `COLUMNS`: the first rule whose log tells of an error, and
        that error in a line.
    """
    names = {"pair": pair, "take": take, "schedule": schedule}
    for rule, found in logs_of(logs, pair, take, schedule, pictures).items():
        for log in found:
            if reason := error_in(log.read_text(encoding="utf-8", errors="replace")):
                return {**names, "rule": rule, "reason": reason}
    return {**names, "rule": "", "reason": UNKNOWN}


def logs_of(
    logs: str | Path, pair: str, take: str, schedule: str, pictures: Sequence[str] = ()
) -> dict[str, list[Path]]:
    """Return the logs that are there of a video's jobs, by rule; see `explain_missing`."""
    names = {"pair": pair, "take": take, "schedule": schedule}
    found = {}
    for rule, pattern in LOGS.items():
        # Names hold no wildcards of a glob: letters, digits and _-.~ alone.
        patterns = {
            pattern.format(picture=picture, **names)
            for picture in (pictures if rule == "describe" else ("",))
        }
        found[rule] = sorted({log for one in patterns for log in (Path(logs) / rule).glob(one)})
    return found


def error_in(log: str) -> str | None:
    """Return what a rule's log tells of an error, in a line; None where it tells of none."""
    if told := re.search(r"^\S+ \S+ ERROR (.*)", log, re.M):
        return told[1].strip()
    if "Traceback (most recent call last):" in log:
        return [line.strip() for line in log.splitlines() if line.strip()][-1]
    if MARKED in log and not log.rstrip().endswith("done"):
        return KILLED
    return None
