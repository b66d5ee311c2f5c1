"""Times as people write them."""

import re

WHOLE = "whole"
"""A duration in words: the whole song."""

CLOCK = re.compile(r"(?:(\d+):)?(\d?\d):(\d\d(?:\.\d+)?)")


def clock_s(text: str) -> float | None:
    """Return a time that is written as `1:30`, `1:30.5` or `1:02:03`, in seconds.

    None if it is not, or has more than 59 minutes behind hours, or than 59 seconds.
    """
    if not (found := CLOCK.fullmatch(text.strip())):
        return None
    hours, minutes, seconds = found[1], int(found[2]), float(found[3])
    if seconds >= 60 or (hours is not None and minutes >= 60):
        return None
    return int(hours or 0) * 3600 + minutes * 60 + seconds
