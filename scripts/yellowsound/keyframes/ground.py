"""The ground of a painting: the broad colours on which its marks stand.

A network that paints in a style moves the colours of what it paints. Here they
are led back to where they stood in the artwork, broadly: what is finer than a
sixteenth of the picture, the painter's marks and the lines, stays as painted.
"""

from functools import cache

import numpy as np

CELLS = 16
"""Cells along the shorter side, each about as large as what counts as broad."""

LIGHT = 0.5
"""Share of the light that is led back where all of the colour is: keyframes shall differ in it,
since the eye sees motion by light."""

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
        1 gives it the picture's broad colours, and `LIGHT` of its light.

    Returns
    -------
    np.ndarray
        float64, shape (3, height, width), near [0, 1].
    """
    # In float64: a sum of another order, on other threads, then rounds to the same 8 bits.
    missing = broad(picture.astype(np.float64) - painted)
    light = np.tensordot(LUMA, missing, axes=1)
    return painted + share * (missing - (1.0 - LIGHT) * light)


def broad(picture: np.ndarray) -> np.ndarray:
    """Return what of a picture, shape (3, height, width), is broad, in the same shape."""
    height, width = picture.shape[1:]
    cell = min(height, width) / CELLS
    (down, up), (left, right) = (_smoothing(n, max(round(n / cell), 1)) for n in (height, width))
    return up @ (down @ picture @ left.T) @ right.T


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
