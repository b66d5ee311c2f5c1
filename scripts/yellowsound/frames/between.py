"""In-between frames: those that lie so near to a straight line that it need not be rendered.

A way is rendered at its ends and in its middle. Where the mean of the ends
differs from the middle by no more than is tolerated, what lies between is
blended; else each half is looked at by itself. So few pictures are rendered
where a way is straight, and more where it bends.
"""

import math
from collections.abc import Callable, Iterator
from itertools import groupby

import numpy as np

from yellowsound.models.networks.painting import to_rgb8

FEW = 3
"""So few frames are rendered by themselves: a middle would cost as much."""

FLARES = 2
"""Steps of an accent, from none to its largest, between which frames are blended, at a tolerance
of one level; what is blended between n steps is wrong by the square of 1 / n."""

Render = Callable[[float, float], np.ndarray]
"""Renders the picture at a stop of the way, with a share of the accent: RGB, float32, in [0, 1],
shape (3, height, width). It is not rounded: of blended whole levels all those that differ by one
would change at the same moment."""


def frames_between(
    way: np.ndarray, accents: np.ndarray, render: Render, tolerance: float
) -> Iterator[np.ndarray]:
    """Give the frames of a way.

    Parameters
    ----------
    way
        Where each frame stands, in [0, 1], non-decreasing, shape (n_frames,).
    accents
        Share of the accent in each, in [0, 1], shape (n_frames,).
    render
        Renders a picture; see `Render`.
    tolerance
        How far the middle between two rendered pictures may lie from their
        mean for what is between to be blended: root mean square, in grey
        levels of 255. Of what is blended then, a quarter of it is the most
        that is wrong along the way, to the second order; an accent of the
        default styles adds up to half of it. 0: every frame is rendered.

    Yields
    ------
    np.ndarray
        RGB, uint8, shape (height, width, 3), one for each frame.
    """
    if tolerance == 0:
        for picture, count in _each(way, accents, render):
            yield from [_rounded(picture)] * count
        return
    top = float(accents.max(initial=0.0))
    flares = max(math.ceil(FLARES / math.sqrt(tolerance)), 1)
    steps = accents * flares / top if top else np.zeros(accents.size)
    nodes = range(flares + 1 if top else 1)
    shares = [np.maximum(1.0 - np.abs(steps - node), 0.0) for node in nodes]
    paths = [
        _along(way[share > 0], _with_accent(render, node * top / flares), tolerance)
        for node, share in zip(nodes, shares, strict=True)
    ]
    for weights in zip(*shares, strict=True):
        parts = [(w, next(path)) for w, path in zip(weights, paths, strict=True) if w > 0]
        yield _rounded(parts[0][1] if len(parts) == 1 else _mean(*parts))


def _each(way: np.ndarray, accents: np.ndarray, render: Render) -> Iterator[tuple[np.ndarray, int]]:
    """Give a picture, and for how many frames it stays."""
    for stop, equal in groupby(zip(way.tolist(), accents.tolist(), strict=True)):
        yield render(*stop), sum(1 for _ in equal)


def _with_accent(render: Render, accent: float) -> Callable[[float], np.ndarray]:
    return lambda stop: render(stop, accent)


def _mean(one: tuple[float, np.ndarray], other: tuple[float, np.ndarray]) -> np.ndarray:
    (a, first), (b, second) = one, other
    return np.float32(a) * first + np.float32(b) * second


def _rounded(picture: np.ndarray) -> np.ndarray:
    return to_rgb8(picture.copy())


def _along(
    way: np.ndarray, render: Callable[[float], np.ndarray], tolerance: float
) -> Iterator[np.ndarray]:
    """Give the frames at some stops, non-decreasing, shape (n_frames,)."""
    stops, counts = np.unique(way, return_counts=True)
    for picture, count in zip(_pictures(stops, render, tolerance), counts, strict=True):
        yield from [picture] * count


def _pictures(
    stops: np.ndarray, render: Callable[[float], np.ndarray], tolerance: float
) -> Iterator[np.ndarray]:
    """Give the pictures at stops that rise, shape (n_stops,)."""
    if stops.size <= 2:
        yield from map(render, stops.tolist())
        return
    low, high = float(stops[0]), float(stops[-1])
    start, end = render(low), render(high)
    yield start
    yield from _inside(stops[1:-1], (low, high), (start, end), render, tolerance)
    yield end


def _inside(
    stops: np.ndarray,
    ends: tuple[float, float],
    pictures: tuple[np.ndarray, np.ndarray],
    render: Callable[[float], np.ndarray],
    tolerance: float,
) -> Iterator[np.ndarray]:
    """Give the pictures at stops between two that are rendered."""
    if stops.size <= FEW:
        yield from map(render, stops.tolist())
        return
    (low, high), (start, end) = ends, pictures
    middle_stop = (low + high) / 2
    middle = render(middle_stop)
    is_straight = _distance(middle, start, end) <= tolerance
    halves = (
        (stops[stops < middle_stop], (low, middle_stop), (start, middle)),
        (stops[stops > middle_stop], (middle_stop, high), (middle, end)),
    )
    for number, (inside, its_ends, its_pictures) in enumerate(halves):
        if number and middle_stop in stops:
            yield middle
        if is_straight:
            yield from _blends(inside, its_ends, its_pictures)
        else:
            yield from _inside(inside, its_ends, its_pictures, render, tolerance)


def _distance(middle: np.ndarray, start: np.ndarray, end: np.ndarray) -> float:
    """Return by how many levels a picture differs from the mean of two, root mean square."""
    off = middle - 0.5 * (start + end)
    return 255 * float(np.sqrt(np.mean(off * off)))


def _blends(
    stops: np.ndarray, ends: tuple[float, float], pictures: tuple[np.ndarray, np.ndarray]
) -> Iterator[np.ndarray]:
    """Give the pictures on the straight line between two."""
    (low, high), (start, end) = ends, pictures
    further = end - start
    for stop in stops.tolist():
        yield start + np.float32((stop - low) / (high - low)) * further
