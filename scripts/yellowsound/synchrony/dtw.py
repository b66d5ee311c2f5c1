"""Dynamic time warping of two lists of times, fast enough for the many shifts of a null."""

import numba
import numpy as np


def exact_dtw(x: np.ndarray, y: np.ndarray) -> tuple[float, int]:
    """Warp `x` onto `y` at the least total distance.

    Parameters
    ----------
    x, y
        Values to compare, shapes (n,) and (m,), neither empty.

    Returns
    -------
    distance : float
        Sum of |x[i] - y[j]| along the best path.
    path_length : int
        Number of (i, j) on that path.
    """
    distance, length, _, _ = _banded(x, y, *_everywhere(x.size, y.size))
    return distance, length


def fast_dtw(x: np.ndarray, y: np.ndarray, radius: int = 1) -> tuple[float, int]:
    """Warp `x` onto `y` by FastDTW, an approximation in linear time.

    The path is found at half the resolution first, and refined within
    `radius` of it. The scores themselves come from the Python package
    `fastdtw`; this is its compiled twin for the shifts of a null. Ties are
    broken alike: distance and path are the same to the last bit.

    Parameters
    ----------
    x, y
        Values to compare, shapes (n,) and (m,), neither empty.
    radius
        How far the refined path may leave the coarse one, at least 1.

    Returns
    -------
    distance : float
        Sum of |x[i] - y[j]| along the path.
    path_length : int
        Number of (i, j) on that path.

    Raises
    ------
    ValueError
        If `radius` is below 1: the band around a path could then have gaps.

    References
    ----------
    Salvador and Chan, "Toward accurate dynamic time warping in linear time
    and space", Intelligent Data Analysis 11 (2007).
    """
    if radius < 1:
        raise ValueError(f"radius must be at least 1, not {radius}")
    levels = [(x, y)]
    while min(levels[-1][0].size, levels[-1][1].size) >= radius + 2:
        levels.append(tuple(_halved(values) for values in levels[-1]))
    x, y = levels.pop()
    distance, length, first, last = _banded(x, y, *_everywhere(x.size, y.size))
    while levels:
        x, y = levels.pop()
        distance, length, first, last = _banded(x, y, *_around(first, last, x, y, radius))
    return distance, length


@numba.njit(cache=True)
def _halved(values: np.ndarray) -> np.ndarray:
    """Average neighbours two by two; an odd last value is left out."""
    pairs = values.size // 2
    return (values[0 : 2 * pairs : 2] + values[1 : 2 * pairs : 2]) / 2


def _everywhere(n: int, m: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the first and last column of each of `n` rows: all of the `m` columns."""
    return np.zeros(n, dtype=np.int64), np.full(n, m - 1, dtype=np.int64)


@numba.njit(cache=True)
def _around(
    first: np.ndarray, last: np.ndarray, x: np.ndarray, y: np.ndarray, radius: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the first and last column of each row within `radius` of a path of half the size.

    `first` and `last` are the path's columns in each of its rows; both ascend.
    """
    lowest = np.empty(x.size, dtype=np.int64)
    highest = np.empty(x.size, dtype=np.int64)
    for i in range(x.size):
        above = min(max(i // 2 - radius, 0), first.size - 1)
        below = min(i // 2 + radius, first.size - 1)
        lowest[i] = max(2 * (first[above] - radius), 0)
        highest[i] = min(2 * (last[below] + radius) + 1, y.size - 1)
    return lowest, highest


@numba.njit(cache=True)
def _banded(
    x: np.ndarray, y: np.ndarray, first: np.ndarray, last: np.ndarray
) -> tuple[float, int, np.ndarray, np.ndarray]:
    """Warp within a band: row i may use the columns first[i] to last[i].

    Returns the distance, the length of the path, and the path's first and
    last column in each row.
    """
    n = x.size
    starts = np.zeros(n + 1, dtype=np.int64)
    for i in range(n):
        starts[i + 1] = starts[i] + last[i] - first[i] + 1
    cost = np.empty(starts[n])
    step = np.empty(starts[n], dtype=np.uint8)
    for i in range(n):
        for j in range(first[i], last[i] + 1):
            here = abs(x[i] - y[j])
            up = left = diagonal = np.inf
            if i == 0 and j == 0:
                diagonal = 0.0
            if i > 0:
                if first[i - 1] <= j <= last[i - 1]:
                    up = cost[starts[i - 1] + j - first[i - 1]]
                if first[i - 1] <= j - 1 <= last[i - 1]:
                    diagonal = cost[starts[i - 1] + j - 1 - first[i - 1]]
            if j > first[i]:
                left = cost[starts[i] + j - 1 - first[i]]
            # Added before comparing, and compared in this order: rounding makes
            # ties, and the package `fastdtw` resolves them so.
            up, left, diagonal = up + here, left + here, diagonal + here
            best, way = up, 0
            if left < best:
                best, way = left, 1
            if diagonal < best:
                best, way = diagonal, 2
            cost[starts[i] + j - first[i]] = best
            step[starts[i] + j - first[i]] = way
    path_first = np.empty(n, dtype=np.int64)
    path_last = np.full(n, -1, dtype=np.int64)
    i, j, length = n - 1, y.size - 1, 0
    while i >= 0 and j >= 0:
        length += 1
        path_first[i] = j
        if path_last[i] < 0:
            path_last[i] = j
        way = step[starts[i] + j - first[i]]
        if way != 1:
            i -= 1
        if way != 0:
            j -= 1
    return cost[starts[n] - 1], length, path_first, path_last
