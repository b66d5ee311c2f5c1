"""Colours as they are seen: CIELAB, of a picture reduced in size."""

import numpy as np

REDUCED_PIXELS = 128
"""Colours are compared at this many pixels along the longer side."""

_levels = np.arange(256) / 255
LINEAR = np.where(_levels <= 0.04045, _levels / 12.92, ((_levels + 0.055) / 1.055) ** 2.4).astype(
    np.float32
)
"""The light of each level of sRGB, in [0, 1]."""

_primaries = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)
SRGB_TO_XYZ = (_primaries / _primaries.sum(axis=1, keepdims=True)).astype(np.float32)
"""From light in red, green and blue to X, Y and Z, of which white has 1 each."""

WHITE = _primaries.sum(axis=1).astype(np.float32)
"""X, Y and Z of white, D65, of which Y is 1."""

_shares = np.arange(65536) / 65535
RESPONSE = np.where(
    _shares > (6 / 29) ** 3, np.cbrt(_shares), _shares / (3 * (6 / 29) ** 2) + 4 / 29
).astype(np.float32)
"""The response of CIELAB to shares of white: a cube root, linear near black. As a table it takes
a tenth of the time; L* is exact to 0.01."""

RESPONSE_TO_LAB = np.array([[0, 116, 0], [500, -500, 0], [0, 200, -200]], dtype=np.float32)
"""From the responses to X, Y and Z to L* + 16, a* and b*."""


def reduced(width: int, height: int) -> dict[str, int]:
    """Return the size at which colours are compared, of `REDUCED_PIXELS` at the longer side."""
    by = min(REDUCED_PIXELS / max(width, height), 1.0)
    return {"width": max(round(width * by), 1), "height": max(round(height * by), 1)}


def cielab(rgb: np.ndarray) -> np.ndarray:
    """Return the CIELAB coordinates of a picture in sRGB, for its white, D65.

    Parameters
    ----------
    rgb
        Shape (height, width, 3), uint8.

    Returns
    -------
    np.ndarray
        L*, a* and b* of each pixel, float32, shape (height * width, 3).

    References
    ----------
    IEC 61966-2-1:1999 (sRGB); ISO/CIE 11664-4 (CIELAB).
    """
    xyz = LINEAR.take(rgb).reshape(-1, 3) @ SRGB_TO_XYZ.T
    responses = RESPONSE.take((xyz * (RESPONSE.size - 1) + 0.5).astype(np.uint16))
    return responses @ RESPONSE_TO_LAB.T - np.float32([16, 0, 0])


def distance(lab: np.ndarray, other: np.ndarray) -> float:
    """Return the mean distance (CIE76) of the pixels of two pictures, each from `cielab`."""
    difference = lab - other
    return float(np.sqrt(np.einsum("pc,pc->p", difference, difference)).mean(dtype=np.float64))
