"""Colour spaces that a file tells by numbers alone, made into ICC profiles."""

import struct
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

LinearLight = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""From samples to linear light, both between 0 and 1."""

D65_XY = (0.3127, 0.329)
SRGB_XY = (D65_XY, (0.64, 0.33), (0.3, 0.6), (0.15, 0.06))
"""The chromaticities x, y of white, red, green and blue."""

_D50_XYZ = np.array([0.9642, 1.0, 0.8249])
"""The white of every ICC profile."""

_BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)
"""From XYZ to the responses of the eye's cones, in which whites are adapted."""


def srgb_light(samples: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the linear light of samples in the curve of sRGB (IEC 61966-2-1)."""
    return np.where(samples <= 0.04045, samples / 12.92, ((samples + 0.055) / 1.055) ** 2.4)


def bt709_light(samples: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the linear light of samples in the curve of BT.709, BT.601 and BT.2020."""
    return np.where(samples < 0.081, samples / 4.5, ((samples + 0.099) / 1.099) ** (1 / 0.45))


def power_light(exponent: float) -> LinearLight:
    """Return the curve whose linear light is the samples' power."""
    return lambda samples: samples**exponent


def narrow_range(light: LinearLight) -> LinearLight:
    """Return a curve for samples of video, whose black is 16 and whose white is 235 of 255."""
    return lambda samples: light(np.clip((samples * 255 - 16) / 219, 0, 1))


def rgb_profile(white_red_green_blue_xy: ArrayLike, light: LinearLight) -> bytes:
    """Make an ICC profile of an RGB colour space.

    Parameters
    ----------
    white_red_green_blue_xy
        Four pairs of chromaticities. The white is adapted: it stays white.
    light
        The curve of all three channels.

    Returns
    -------
    bytes
        A profile of version 2, exact for samples of 8 bits.

    Raises
    ------
    ValueError
        If no colours can be mixed from these chromaticities.
    """
    # A table of 256 has a node at every sample of 8 bits, so nothing is interpolated.
    table = np.rint(light(np.arange(256) / 255) * 65535).astype(">u2").tobytes()
    curve = b"curv" + struct.pack(">4xI", 256) + table
    columns = _d50_xyz_of_primaries(np.asarray(white_red_green_blue_xy, dtype=float)).T
    tags = dict(zip((b"rXYZ", b"gXYZ", b"bXYZ"), map(_xyz_tag, columns), strict=True))
    tags |= {b"wtpt": _xyz_tag(_D50_XYZ), b"rTRC": curve, b"gTRC": curve, b"bTRC": curve}
    offset_bytes = 128 + 4 + 12 * len(tags)
    entries = b""
    for name, body in tags.items():
        entries += name + struct.pack(">II", offset_bytes, len(body))
        offset_bytes += len(body)
    # ICC.1:2001-04, 6.1; what is zero is optional.
    header = struct.pack(">I4xI4s4s4s", offset_bytes, 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    header += bytes(12) + b"acsp" + bytes(28) + _fixed_point(_D50_XYZ)
    return (
        header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + entries + b"".join(tags.values())
    )


def _d50_xyz_of_primaries(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return XYZ of full red, green and blue as columns, seen with a white of D50."""
    x, y = xy.T
    if (xy < 0).any() or (xy > 1).any() or (y == 0).any():
        raise ValueError("chromaticities lie between 0 and 1")
    white, *primaries = np.stack([x / y, np.ones(4), (1 - x - y) / y], axis=1)
    mixture = np.array(primaries).T
    try:
        amounts = np.linalg.solve(mixture, white)
    except np.linalg.LinAlgError:
        raise ValueError("the primaries lie on a line") from None
    if (amounts <= 0).any():
        raise ValueError("the primaries do not enclose the white")
    adaptation = np.diag((_BRADFORD @ _D50_XYZ) / (_BRADFORD @ white))
    return np.linalg.inv(_BRADFORD) @ adaptation @ _BRADFORD @ (mixture * amounts)


def _fixed_point(values: NDArray[np.float64]) -> bytes:
    return np.rint(values * 65536).astype(">i4").tobytes()


def _xyz_tag(xyz: NDArray[np.float64]) -> bytes:
    return b"XYZ " + bytes(4) + _fixed_point(xyz)
