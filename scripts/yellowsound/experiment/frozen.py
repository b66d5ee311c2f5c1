"""How answers are judged now, held against how they were to be when the page was made.

Whoever sees answers can choose a limit, or a comparison, by which they come
out as wished. What was set before stands in experiment.json, which no one can
change without another hash; each deviation from it is told.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from yellowsound.experiment.columns import DEVIATION_COLUMNS

LIMIT = "people_{}"
"""Key of the configuration that sets a limit."""

NOT_FROZEN = (
    "experiment.json does not tell how answers were to be judged: limits, the comparison that was "
    "named before and the seed are as they are set now"
)


def deviations(
    frozen: Mapping[str, Any] | None,
    limits: Mapping[str, float],
    primary: Sequence[str],
    seed: int,
) -> pd.DataFrame:
    """Tell what is judged otherwise than it was set when the page was made.

    Parameters
    ----------
    frozen
        What experiment.json tells of the analysis: `limits`, `primary` and
        `seed`; none or empty for a page of an earlier version.
    limits, primary, seed
        As they are used now; see `exclusions.Limits` and `strength_tables`.

    Returns
    -------
    pd.DataFrame
        `DEVIATION_COLUMNS`, a row for each key that differs.
    """
    if not frozen:
        rows = [("analysis", "", "", NOT_FROZEN)]
        return pd.DataFrame(rows, columns=list(DEVIATION_COLUMNS))
    before, now = _by_key(frozen), _by_key({"limits": limits, "primary": primary, "seed": seed})
    rows = []
    for key in {**now, **before}:
        then_told, now_told = (_told(told.get(key)) for told in (before, now))
        if not _is_same(key, before.get(key), now.get(key)):
            said = f"{key} was {then_told} when the page was made, and is {now_told} now"
            rows.append((key, then_told, now_told, said))
    return pd.DataFrame(rows, columns=list(DEVIATION_COLUMNS))


def _by_key(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is told by the keys of the configuration."""
    limits = {
        LIMIT.format(name.removeprefix("people_")): value
        for name, value in (told.get("limits") or {}).items()
    }
    return {**limits, "primary_contrast": told.get("primary") or [], "seed": told.get("seed")}


def _is_same(key: str, then: Any, now: Any) -> bool:
    if key == "primary_contrast":
        # Which of two conditions is named first decides nothing.
        return sorted(then) == sorted(now)
    if then is None or now is None:
        return then is now
    return math.isclose(then, now, rel_tol=0, abs_tol=1e-12)


def _told(value: Any) -> str:
    if value is None or value == []:
        return "not set"
    return " against ".join(value) if isinstance(value, list | tuple) else f"{value:.12g}"
