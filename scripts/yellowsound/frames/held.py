"""Held frames: one picture stands for frames between which t hardly moves."""

from collections.abc import Iterator

import numpy as np


def held(t: np.ndarray, hold: float) -> tuple[np.ndarray, np.ndarray]:
    """Return where pictures are due, and for how many frames each of them stands.

    A picture is due where t has moved by `hold` since the last one that was
    due, not since the frame before: a slow walk is late by less than `hold`
    at any time. The last frame stands at its own t, so that a section
    ends at the very point at which the next one starts.

    Parameters
    ----------
    t
        Where each frame stands, shape (n,), at least one value.
    hold
        At least 0; with 0, only equal neighbours share a picture.

    Returns
    -------
    values, counts : np.ndarray
        Each of shape (m,), m <= n: values of `t`, no two neighbours equal, and
        how many frames stand there, at least 1; the counts sum to n.
    """
    t = np.asarray(t)
    starts = [0]
    for frame in range(1, len(t)):
        moved = abs(t[frame] - t[starts[-1]])
        if moved > 0 and moved >= hold:
            starts.append(frame)
    if t[starts[-1]] != t[-1]:
        # Those that equal the last frame stand with it.
        starts.append(int(np.flatnonzero(t != t[-1])[-1]) + 1)
    return t[starts], np.diff([*starts, len(t)])


def shares_between(t: np.ndarray, values: np.ndarray, counts: np.ndarray) -> Iterator[np.ndarray]:
    """Tell how far frames have come from the picture that is due to the next one.

    Parameters
    ----------
    t
        Where each frame stands, shape (n,).
    values, counts
        From `held`, each of shape (m,).

    Yields
    ------
    np.ndarray
        For each picture the shares of the next one, in [0, 1], in the frames for
        which it stands; the first of them is 0, and so are all of the last picture.
    """
    parts = np.split(np.asarray(t, dtype=float), np.cumsum(counts)[:-1])
    for value, following, part in zip(values, [*values[1:], None], parts, strict=True):
        if following is None:
            yield np.zeros(len(part))
        else:
            yield np.clip((part - value) / (following - value), 0.0, 1.0)


def on_clock(t: np.ndarray, fps: int, walk_fps: int) -> np.ndarray:
    """Let frames stand where the last one stood that a slower clock shows.

    Parameters
    ----------
    t
        Where each frame stands, shape (n,), at least one value.
    fps
        Frames per second.
    walk_fps
        Frames of the slower clock per second; 0, or not less than `fps`, for all frames.

    Returns
    -------
    np.ndarray
        Shape (n,), values of `t`. The last frame stands at its own t.
    """
    t = np.asarray(t)
    if not 0 < walk_fps < fps:
        return t
    shown = np.arange(len(t)) * walk_fps // fps
    slowed = t[np.searchsorted(shown, shown)]
    slowed[-1] = t[-1]
    return slowed
