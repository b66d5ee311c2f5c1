"""Which schedules are compared, and which one comparison the study was made for."""

import hashlib
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from yellowsound.run.errors import UserError

BASELINE = "linear"
"""The schedule that is deaf to the song, with which the others are compared."""


PRIMARY_ENDPOINT = "z"
"""The endpoint of the primary comparison, and of equivalence.

It depends least on the frame rate and on how the video is encoded.
"""


@dataclass(frozen=True)
class Contrast:
    """Two schedules that are compared: the first minus the second."""

    schedule: str
    baseline: str = BASELINE

    def __str__(self) -> str:
        """Return it as it is written: `onset - linear`."""
        return f"{self.schedule} - {self.baseline}"


@dataclass(frozen=True)
class Primary:
    """The comparison that a study was made for, named before it was run.

    Attributes
    ----------
    metric
        The metric, of which the endpoint `PRIMARY_ENDPOINT` is compared.
    schedule, baseline
        The contrast: the first schedule minus the second.
    """

    metric: str
    schedule: str
    baseline: str = BASELINE

    @property
    def contrast(self) -> Contrast:
        """The two schedules."""
        return Contrast(self.schedule, self.baseline)


def contrasts_of(
    schedules: Sequence[str], baseline: str = BASELINE, primary: Primary | None = None
) -> list[Contrast]:
    """Return what can be compared: each schedule with the baseline, then the primary contrast."""
    contrasts = [Contrast(name, baseline) for name in schedules if name != baseline]
    if primary is not None:
        contrasts.append(primary.contrast)
    there = [c for c in contrasts if {c.schedule, c.baseline} <= set(schedules)]
    return list(dict.fromkeys(there))


def read_contrast(text: str, schedules: Collection[str], what: str) -> Contrast:
    """Read a contrast: a schedule, which is compared with the baseline, or `one - other`.

    Parameters
    ----------
    text
        What is written; a minus between spaces parts two schedules.
    schedules
        The schedules that there are.
    what
        What the text is called in the error.

    Raises
    ------
    UserError
        If a schedule is unknown, or both are the same.
    """
    known = list(schedules)
    parts = [text.strip()] if text.strip() in known else re.split(r"\s+-\s+", text.strip())
    names = parts if len(parts) > 1 else [*parts, BASELINE]
    if len(known) < 2:
        raise UserError(
            f"{what} is {text!r}, but there is one schedule alone, {' '.join(known) or 'none'}: "
            "name a second one in schedules"
        )
    others = [name for name in known if name != BASELINE]
    two = f"two with a minus between: {others[0]} - {others[1] if others[1:] else BASELINE}"
    if BASELINE in known:
        two = f"one of {', '.join(others)}, or {two}"
    if unknown := [name for name in names if name not in known]:
        raise UserError(
            f"{what} is {text!r}, but there is no schedule {' or '.join(unknown)}: name {two}"
        )
    if len(names) != 2 or names[0] == names[1]:
        raise UserError(f"{what} is {text!r}, which are not two schedules: name {two}")
    return Contrast(*names)


def primary_of(
    config: Mapping[str, Any], metrics: Collection[str], schedules: Collection[str]
) -> Primary | None:
    """Return the primary comparison of a configuration; None where none is named.

    Parameters
    ----------
    config
        The configuration: `primary_metric` and `primary_contrast`, both empty or neither.
    metrics, schedules
        The names of its metrics and of its schedules, with their variants and the labels of
        videos from elsewhere.

    Raises
    ------
    UserError
        If one key is set without the other, or names what the study has not.
    """
    metric, text = config["primary_metric"], config["primary_contrast"]
    if not metric and not text:
        return None
    if not metric or not text:
        unset = "primary_contrast" if metric else "primary_metric"
        raise UserError(
            f"configuration: {unset} is empty while the other half of the primary comparison is "
            "named: set both or neither"
        )
    if metric not in metrics:
        raise UserError(
            f"configuration: primary_metric is {metric!r}, which is not among the metrics: name "
            f"one of {', '.join(metrics)}, or add it to `metrics`"
        )
    contrast = read_contrast(text, schedules, "configuration: primary_contrast")
    return Primary(metric, contrast.schedule, contrast.baseline)


def frozen(primary: Primary | None, margin: float | None) -> dict[str, Any] | None:
    """Return the primary comparison for the provenance, with a hash that can be told beforehand.

    Parameters
    ----------
    primary
        The primary comparison; None where none is named.
    margin
        The margin of equivalence, if one is set.

    Returns
    -------
    dict or None
        `metric`, `contrast`, `endpoint`, `margin`, and `sha256`: that of these
        four as one line of JSON with sorted keys and no spaces.
    """
    if primary is None:
        return None
    said = {
        "metric": primary.metric,
        "contrast": str(primary.contrast),
        "endpoint": PRIMARY_ENDPOINT,
        "margin": None if margin is None else float(margin),
    }
    line = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return {**said, "sha256": hashlib.sha256(line.encode("utf-8")).hexdigest()}


def as_params(primary: Primary | None) -> dict[str, str] | None:
    """Return a primary comparison as a parameter of a rule; `Primary(**params)` reads it."""
    return None if primary is None else asdict(primary)
