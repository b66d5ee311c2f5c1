"""What the report says of how far a study can be trusted, from the tables alone."""

import math

import pandas as pd

from yellowsound.study.tables import metric_title

MINUS = "\N{MINUS SIGN}"
LEAST_PAIRS = 6
"""So many pairs of one sign have a p below 0.05, and a median has an interval of 95 %."""

TIE = 1e-6
"""Means closer than this are equal: within its window a metric of times scores the same."""


def said_of_specifications(table: pd.DataFrame) -> str:
    """Say how far the main contrast holds under other choices; '' without any.

    Parameters
    ----------
    table
        See `study.specifications.specification_table`.
    """
    if table.empty:
        return ""
    contrast = table["contrast"].iloc[0].replace(" - ", f" {MINUS} ")
    defined = table[table["estimate"].notna()]
    without = len(table) - len(defined)
    if defined.empty:
        return (
            f"{contrast} is undefined under each of {len(table)} specifications: one of the two "
            "has nothing to measure."
        )
    above = int((defined["estimate"] > 0).sum())
    # Where an interval ends at 0 it does not leave it out.
    clear = int((defined["ci_low"] > 0).sum()) + int((defined["ci_high"] < 0).sum())
    told = f"{contrast} is above 0 under {above} of {len(defined)} specifications"
    # A median of fewer pairs has no such interval: that of resamples is too narrow.
    if defined["n"].min() >= LEAST_PAIRS:
        told += f", and the interval leaves out 0 under {clear}"
    told += "."
    return f"{told} Under {without} more it is undefined." if without else told


def said_of_doses(table: pd.DataFrame) -> str:
    """Say at which shift the pictures score highest; '' where nothing is defined.

    Where the score of the pictures as they are lies within the interval of the
    highest one, no other time is said to be better.

    Parameters
    ----------
    table
        See `study.dose_response.dose_table`.
    """
    table = table[table["mean"].notna()]
    if table.empty:
        return ""
    told = ", ".join(
        f"{metric_title(metric)} {_when(_best_ms(rows))}"
        for metric, rows in table.groupby("metric", sort=False)
    )
    schedule = table["schedule"].iloc[0]
    return f"The pictures of {schedule} score highest, as far as the intervals tell: by {told}."


def _best_ms(rows: pd.DataFrame) -> float:
    """Return the shift of the highest mean; of several as high the one nearest to none.

    0 where the mean at 0 lies within the interval of the highest.
    """
    rows = rows.set_index("shift_ms")
    best = min(rows.index[rows["mean"] >= rows["mean"].max() - TIE], key=abs)
    return 0 if rows["mean"].get(0, -math.inf) >= rows.loc[best, "ci_low"] else best


def _when(shift_ms: float) -> str:
    """Say a shift in words."""
    if shift_ms == 0:
        return "as they are"
    return f"shown {abs(shift_ms):.0f} ms {'later' if shift_ms > 0 else 'earlier'}"
