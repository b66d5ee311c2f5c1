"""The ground of a painting: the broad colours on which its marks stand.

A network that paints in a style moves the colours of what it paints. Here they
are led back to where they stood in the artwork, broadly: what is finer than a
sixteenth of the picture, the painter's marks and the lines, stays as painted.
Where the artwork is black or white it is led back furthest, light and all: a
night that turns grey is no night any more.
"""

from functools import cache

import numpy as np

CELLS = 16
"""Cells along the shorter side, each about as large as what counts as broad."""

LIGHT = 0.5
"""Share of the light of a middle grey that is led back where all of its colour is: keyframes shall
differ in it, since the eye sees motion by light."""

LUMA = np.array([0.299, 0.587, 0.114])
"""Weights of red, green and blue in luma (ITU-R BT.601)."""


def lead_back(painted: np.ndarray, picture: np.ndarray, share: float) -> np.ndarray:
    """Return a painting on the ground of the picture that it was painted from.

    Parameters
    ----------
    painted, picture
        RGB in [0, 1], shape (3, height, width).
    share
        How far colours are led back, in [0, 1]: 0 leaves the painting as it is,
        1 gives it the picture's broad colours, and of its light `LIGHT` where
        that is a middle grey, all where it is black or white. There, what a
        share between leaves over is led back by that share once more.

    Returns
    -------
    np.ndarray
        float64, shape (3, height, width), near [0, 1].
    """
    stood = cells_of(picture)
    missing = stood - cells_of(painted)
    light = np.tensordot(LUMA, missing, axes=1)
    extreme = np.clip(np.square(2.0 * np.tensordot(LUMA, stood, axes=1) - 1.0), 0.0, 1.0)
    shares = 1.0 - (1.0 - share) ** (1.0 + extreme)
    led = shares * (missing - (1.0 - LIGHT) * (1.0 - extreme) * light)
    return painted + spread(led, *picture.shape[1:])


def cells_of(picture: np.ndarray) -> np.ndarray:
    """Return the cells of a picture of shape (3, height, width), in shape (3, rows, columns).

    In float64: a sum of another order, on other threads, then rounds to the same 8 bits.
    """
    height, width = picture.shape[1:]
    cell = min(height, width) / CELLS
    rows, columns = (max(round(side / cell), 1) for side in (height, width))
    (down, _), (right, _) = _smoothing(height, rows), _smoothing(width, columns)
    return down @ picture.astype(np.float64) @ right.T


def spread(cells: np.ndarray, height: int, width: int) -> np.ndarray:
    """Return the picture, shape (3, height, width), that goes smoothly from cell to cell."""
    rows, columns = cells.shape[1:]
    (_, up), (_, left) = _smoothing(height, rows), _smoothing(width, columns)
    return up @ cells @ left.T


@cache
def _smoothing(pixels: int, cells: int) -> tuple[np.ndarray, np.ndarray]:
    """Return what takes a line of pixels to its cells, and what takes these back, smoothly.

    Shapes (cells, pixels) and (pixels, cells); each row sums to 1.
    """
    edges = np.linspace(0, pixels, cells + 1)
    starts = np.arange(pixels)
    overlap = np.minimum(edges[1:, None], starts + 1) - np.maximum(edges[:-1, None], starts)
    mean = np.clip(overlap, 0, None) * cells / pixels
    centres = (edges[:-1] + edges[1:]) / 2
    between = np.stack([np.interp(starts + 0.5, centres, row) for row in np.eye(cells)], axis=1)
    # Once to and fro and there again: cells that lean on their neighbours leave no trace.
    return mean @ between @ mean, between
