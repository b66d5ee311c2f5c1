"""Matching two lists of times, compiled: fast enough for the many shifts of a null.

The scores themselves come from the package mir_eval; these are the twins of
its functions for the shifts.
"""

import numba
import numpy as np

BINS = 41
"""Bins of the histogram of beat errors, as in mir_eval."""

EDGES = np.linspace(-0.5, 0.5, BINS + 1)
"""Edges of these bins, in intervals between beats; the last bin holds its upper edge."""


@numba.njit(cache=True)
def count_matches(x: np.ndarray, y: np.ndarray, window: float) -> int:
    """Match as many of `x` as possible to one of `y` each, and count.

    Equals `len(mir_eval.util.match_events(x, y, window))`.

    Parameters
    ----------
    x, y
        Values in ascending order, shapes (n,) and (m,).
    window
        The largest distance of two that match, at least 0.

    Returns
    -------
    int
        Number of pairs, no value in two of them.
    """
    matches = 0
    i = 0
    for value in y:
        # Values of x that are too early for this one are too early for all after it.
        while i < x.size and x[i] < value - window:
            i += 1
        # The earliest that fits is the best choice: it has the least left to fit.
        if i < x.size and x[i] <= value + window:
            matches += 1
            i += 1
    return matches


@numba.njit(cache=True)
def beat_error_information(beats: np.ndarray, others: np.ndarray) -> float:
    """Return how much the place of `others` between `beats` tells, from 0 to 1.

    Equals what `mir_eval.beat.information_gain` makes of one direction.

    Parameters
    ----------
    beats
        Times in strictly ascending order, shape (n,), at least two.
    others
        Times in ascending order, shape (m,), at least one.

    Returns
    -------
    float
        1 - entropy of the histogram of places / that of an even one.
    """
    counts = np.zeros(BINS)
    nearest = 0
    for other in others:
        while nearest + 1 < beats.size and abs(other - beats[nearest + 1]) < abs(
            other - beats[nearest]
        ):
            nearest += 1
        error = other - beats[nearest]
        if nearest == beats.size - 1:
            interval = 0.5 * (beats[nearest] - beats[nearest - 1])
        elif error < 0:
            # Before the first beat, index -1 is the last: as mir_eval has it.
            interval = 0.5 * (beats[nearest] - beats[nearest - 1])
        else:
            interval = 0.5 * (beats[nearest + 1] - beats[nearest])
        place = (0.5 * error / interval + 0.5) % -1.0 + 0.5
        counts[min(np.searchsorted(EDGES, place, side="right") - 1, BINS - 1)] += 1.0
    entropy = 0.0
    for count in counts:
        if count > 0:
            entropy -= count / others.size * np.log2(count / others.size)
    return 1.0 - entropy / np.log2(BINS)
