"""What the chunks of a PNG tell of its colours and of its transparent colour."""

import logging
import struct
from pathlib import Path

import numpy as np
from PIL import Image

from yellowsound.inputs.colour_space import (
    D65_XY,
    SRGB_XY,
    bt709_light,
    narrow_range,
    power_light,
    rgb_profile,
    srgb_light,
)
from yellowsound.run.errors import UserError

logger = logging.getLogger(__name__)

_SMPTE_170M_XY = (D65_XY, (0.63, 0.34), (0.31, 0.595), (0.155, 0.07))
_PRIMARIES_XY = {
    1: SRGB_XY,
    5: (D65_XY, (0.64, 0.33), (0.29, 0.6), (0.15, 0.06)),
    6: _SMPTE_170M_XY,
    7: _SMPTE_170M_XY,
    9: (D65_XY, (0.708, 0.292), (0.17, 0.797), (0.131, 0.046)),
    11: ((0.314, 0.351), (0.68, 0.32), (0.265, 0.69), (0.15, 0.06)),
    12: (D65_XY, (0.68, 0.32), (0.265, 0.69), (0.15, 0.06)),
    22: (D65_XY, (0.63, 0.34), (0.295, 0.605), (0.155, 0.077)),
}
"""White, red, green and blue by their number in ITU-T H.273, table 2."""

_LIGHT = {
    **dict.fromkeys((1, 6, 14, 15), bt709_light),
    4: power_light(2.2),
    5: power_light(2.8),
    8: power_light(1),
    13: srgb_light,
}
"""Curves by their number in ITU-T H.273, table 3."""

_HDR = {16: "PQ", 18: "HLG"}
_SRGB_CICP = (1, 13, 0, 1)
_GREY, _RGB = 0, 2


def png_profiles(path: Path, embedded: bytes | None) -> list[bytes]:
    """Return the ICC profiles that the colours of a PNG follow, best first.

    The order is that of the third edition of PNG: cICP, iCCP, sRGB, and gAMA
    with cHRM; each counts where those before it cannot be used.

    Parameters
    ----------
    path
        The file.
    embedded
        The profile of its iCCP chunk.

    Returns
    -------
    list of bytes
        Those after the first are for the case that the first is unreadable.
        Empty if the colours are sRGB as they are.

    Raises
    ------
    UserError
        If the colours have a high dynamic range.
    """
    chunks = _chunks_before_pixels(path)
    if b"cICP" in chunks:
        code_points = tuple(chunks[b"cICP"])
        if code_points == _SRGB_CICP:
            return []
        if profile := _profile_of_code_points(path, code_points):
            return [profile]
    profiles = [embedded] if embedded else []
    if b"sRGB" not in chunks and (profile := _profile_of_gamma(path, chunks)):
        profiles.append(profile)
    return profiles


def opacity_by_colour(path: Path, picture: Image.Image) -> Image.Image | None:
    """Return the opacity of a PNG of which one grey or one colour is transparent.

    Parameters
    ----------
    path
        The file.
    picture
        What Pillow decoded of it, not rotated.

    Returns
    -------
    PIL.Image.Image or None
        Mode L, of the picture's size; None for a PNG of another kind.
    """
    chunks = _chunks_before_pixels(path)
    bit_depth, colour_type = chunks[b"IHDR"][8:10]
    if b"tRNS" not in chunks or colour_type not in (_GREY, _RGB):
        return None
    channels = 1 if colour_type == _GREY else 3
    full_scale = 2**bit_depth - 1
    # Pillow scales grey of few bits to 8, and compares it to the key as it is stored.
    keys = [
        (key & full_scale) * max(255 // full_scale, 1)
        for key in struct.unpack_from(f">{channels}H", chunks[b"tRNS"])
    ]
    if bit_depth == 1:
        picture = picture.convert("L")
    planes = picture.split()
    if bit_depth == 16 and colour_type == _RGB:
        planes += _low_bytes(path).split()
        keys = [key >> 8 for key in keys] + [key & 255 for key in keys]
    opaque = np.zeros((picture.height, picture.width), dtype=bool)
    for plane, key in zip(planes, keys, strict=True):
        opaque |= np.asarray(plane) != key
    return Image.fromarray(opaque.astype(np.uint8) * np.uint8(255))


def _low_bytes(path: Path) -> Image.Image:
    """Decode the low bytes of RGB of 16 bits, of which Pillow keeps the high ones."""
    with Image.open(path) as picture:
        # Samples of PNG are big-endian: the high bytes of little-endian are their low ones.
        picture.tile = [tile._replace(args="RGB;16L") for tile in picture.tile]
        picture.load()
        return picture


def _chunks_before_pixels(path: Path) -> dict[bytes, bytes]:
    """Read the chunks up to the pixels of a PNG that Pillow could open, so each is whole."""
    chunks: dict[bytes, bytes] = {}
    with path.open("rb") as file:
        file.seek(8)
        while len(head := file.read(8)) == 8:
            length, name = struct.unpack(">I4s", head)
            if name == b"IDAT":
                break
            chunks.setdefault(name, file.read(length))
            file.seek(4, 1)
    return chunks


def _profile_of_code_points(path: Path, code_points: tuple[int, ...]) -> bytes | None:
    """Return the profile of a cICP chunk, or None if it is not known here."""
    if len(code_points) == 4:
        primaries, transfer, matrix, is_full_range = code_points
        if transfer in _HDR:
            raise UserError(
                f"{path} has a high dynamic range ({_HDR[transfer]}): "
                "export it in standard range (SDR), as sRGB or Display P3"
            )
        if primaries in _PRIMARIES_XY and transfer in _LIGHT and matrix == 0:
            light = _LIGHT[transfer]
            light = light if is_full_range else narrow_range(light)
            return rgb_profile(_PRIMARIES_XY[primaries], light)
    logger.warning("%s has a cICP chunk of an unknown colour space; it is ignored", path)
    return None


def _profile_of_gamma(path: Path, chunks: dict[bytes, bytes]) -> bytes | None:
    """Return the profile of gAMA and cHRM, or None if they are missing, broken, or sRGB's."""
    light, primaries_xy = srgb_light, np.array(SRGB_XY)
    if b"gAMA" in chunks:
        gamma = struct.unpack_from(">I", chunks[b"gAMA"])[0] / 100_000
        if not 0.1 <= gamma <= 10:
            logger.warning("%s has a gAMA chunk out of reason; it is ignored", path)
        # The gamma 1/2.2 is how sRGB's curve is written here, which is no power.
        elif round(1 / gamma, 2) != 2.2:
            light = power_light(1 / gamma)
    if b"cHRM" in chunks:
        stored_xy = np.reshape(struct.unpack_from(">8I", chunks[b"cHRM"]), (4, 2)) / 100_000
        # Rounding by a program is no other colour space.
        if np.abs(stored_xy - primaries_xy).max() > 0.002:
            try:
                return rgb_profile(stored_xy, light)
            except ValueError:
                logger.warning("%s has a cHRM chunk out of reason; it is ignored", path)
    return None if light is srgb_light else rgb_profile(primaries_xy, light)
