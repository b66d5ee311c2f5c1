"""What a response file tells of the person's sound and machine."""

import math
from collections.abc import Mapping
from typing import Any

from yellowsound.experiment.told import is_text, shown

AS_WRITTEN = "take the file as the page wrote it, or leave it out"

LONGEST_MS = 24 * 3600e3
"""No picture is further from its sound."""


def problems_of_screening(told: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with what a response tells of sound and machine, a sentence each."""
    problems = []
    screening = told["screening"]
    if type(screening.get("volume")) is not bool:
        problems.append(f"its screening does not tell `volume` as true or false: {AS_WRITTEN}")
    if not is_text(screening.get("headphones")):
        problems.append(f"its screening does not tell `headphones` as text: {AS_WRITTEN}")
    drift = _told_drift(told)
    is_number = isinstance(drift, int | float) and not isinstance(drift, bool)
    if drift is not None and not (is_number and 0 <= drift <= LONGEST_MS):
        problems.append(
            f"its `drift_ms` is {shown(drift)}, which must be milliseconds from 0: {AS_WRITTEN}"
        )
    return problems


def drift_of(told: Mapping[str, Any]) -> float:
    """Return the distance of pictures and sound in a faultless response, in ms; NaN if untold."""
    drift = _told_drift(told)
    return math.nan if drift is None else float(drift)


def _told_drift(told: Mapping[str, Any]) -> Any:
    page = told.get("page")
    return page.get("drift_ms") if isinstance(page, dict) else None
