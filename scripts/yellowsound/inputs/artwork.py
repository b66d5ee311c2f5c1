"""Artworks: whether a file is a picture that serves, and the picture cut to the video's frame."""

import io
import logging
import struct
import warnings
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import ExifTags, Image, ImageCms, ImageOps

from yellowsound.inputs.cells import check_readable
from yellowsound.inputs.png_colour import opacity_by_colour, png_profiles
from yellowsound.run.errors import UserError

logger = logging.getLogger(__name__)

FORMATS = ("PNG", "JPEG", "MPO", "WEBP", "TIFF")
"""MPO is how Pillow calls a JPEG of a phone or camera that carries further pictures behind."""

MIN_SIDE_PX = 64
MAX_PIXELS = 178_956_970
"""Where Pillow itself refuses a picture as a decompression bomb."""

# A picture's broken or odd metadata is no matter as long as its pixels decode, and the size is
# checked here. A filter within a function would not be safe: pictures are checked in threads.
warnings.filterwarnings("ignore", module=r"PIL\.")

_UNDECODABLE = (
    *(OSError, SyntaxError, ValueError, EOFError, LookupError),
    *(TypeError, OverflowError, struct.error, zlib.error),
)
"""What Pillow's plug-ins raise on damaged files; they have no common exception."""

_SIGNATURES = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF", b"II*\0", b"MM\0*")


@dataclass(frozen=True)
class ArtworkInfo:
    """What an artwork is.

    Attributes
    ----------
    width, height
        In pixels, as it is looked at (after EXIF rotation).
    format
        Pillow's name of the file format.
    mode
        Pillow's name of the colour mode as stored.
    """

    width: int
    height: int
    format: str
    mode: str


def check_artwork(path: str | Path) -> ArtworkInfo:
    """Decode an artwork as `open_artwork` does, and tell what it is.

    Raises
    ------
    UserError
        If the file cannot be read, is not one still picture in PNG, JPEG, WebP
        or TIFF, is truncated, smaller than 64 pixels on a side, or too large.
    """
    path = Path(path)
    with _identified(path) as picture:
        stored_format, mode = str(picture.format), picture.mode
        shown = _decoded(path, picture)
    return ArtworkInfo(shown.width, shown.height, stored_format, mode)


def open_artwork(path: str | Path) -> Image.Image:
    """Read an artwork as it is meant to be looked at.

    EXIF rotation is applied; transparent parts stand on white; embedded colour
    profiles, and colours that a PNG tells by its chunks cICP, gAMA and cHRM, are
    converted to sRGB; 16-bit grey is scaled to 8 bit.

    Returns
    -------
    PIL.Image.Image
        Mode RGB.

    Raises
    ------
    UserError
        As `check_artwork`.
    """
    path = Path(path)
    with _identified(path) as picture:
        return _decoded(path, picture)


def crop_to_frame(image: Image.Image, width: int, height: int) -> Image.Image:
    """Cut the largest centred part of the frame's aspect, and resize it to the frame.

    Parameters
    ----------
    image
        Any size.
    width, height
        The frame, in pixels.

    Returns
    -------
    PIL.Image.Image
        Exactly `width` x `height`, resampled by Lanczos' filter.
    """
    scale = min(image.width / width, image.height / height)
    # The part must not stick out by a rounding error.
    part_width, part_height = min(width * scale, image.width), min(height * scale, image.height)
    left, top = (image.width - part_width) / 2, (image.height - part_height) / 2
    box = (left, top, left + part_width, top + part_height)
    return image.resize((width, height), Image.Resampling.LANCZOS, box=box)


def _identified(path: Path) -> Image.Image:
    """Open a picture and check all that its header tells; no pixel is decoded."""
    check_readable(path)
    too_large = f"{path} has more than {MAX_PIXELS // 10**6} megapixels: make it smaller"
    try:
        picture = Image.open(path)
    except Image.DecompressionBombError:
        raise UserError(too_large) from None
    except _UNDECODABLE:
        raise UserError(f"{path} {_why_not_a_picture(path)}") from None
    try:
        _refuse_kind(path, picture)
        if picture.width * picture.height > MAX_PIXELS:
            raise UserError(too_large)
        if min(picture.size) < MIN_SIDE_PX:
            raise UserError(
                f"{path} is {picture.width}x{picture.height} pixels: use a picture of at least "
                f"{MIN_SIDE_PX} pixels on each side"
            )
    except BaseException:
        picture.close()
        raise
    return picture


def _why_not_a_picture(path: Path) -> str:
    """Say why Pillow cannot open a file, judging by how it starts."""
    with path.open("rb") as file:
        head = file.read(4096)
    if b"<svg" in head or path.suffix.casefold() in (".svg", ".svgz"):
        return "is an SVG, a drawing without pixels: export it as PNG"
    if head.startswith(_SIGNATURES):
        return "is truncated or damaged: export or download it again"
    return "is not a picture: use PNG, JPEG, WebP or TIFF"


def _refuse_kind(path: Path, picture: Image.Image) -> None:
    """Raise UserError for other formats, and for files with several pictures."""
    if picture.format not in FORMATS:
        raise UserError(
            f"{path} is in the format {picture.format}: export one picture of it as PNG"
        )
    # The further pictures of an MPO are previews or depth maps, and not meant to be seen.
    if picture.format == "MPO":
        return
    try:
        count = getattr(picture, "n_frames", 1)
    except _UNDECODABLE:
        raise UserError(_damaged(path)) from None
    if count > 1:
        kind = "pages" if picture.format == "TIFF" else "animated pictures"
        raise UserError(f"{path} holds {count} {kind}: export one of them as PNG")


def _damaged(path: Path) -> str:
    return f"{path} is truncated or damaged: export or download it again"


def _decoded(path: Path, picture: Image.Image) -> Image.Image:
    """Return an identified picture upright, in sRGB and without transparency."""
    try:
        picture.load()
    except _UNDECODABLE:
        raise UserError(_damaged(path)) from None
    tiff_tags = getattr(picture, "tag_v2", {})
    profiles, opacity = _colours_and_opacity(path, picture)
    try:
        upright = ImageOps.exif_transpose(picture)
        opacity = ImageOps.exif_transpose(opacity) if opacity else None
        picture = upright
    except _UNDECODABLE:
        logger.warning("%s has unreadable EXIF data; it is taken as upright", path)
    if picture.mode == "F":
        raise UserError(f"{path} holds floating-point values: export it with 8 or 16 bits")
    if picture.mode == "La":
        picture = picture.convert("LA")
    if opacity is None and picture.has_transparency_data:
        try:
            opacity = picture.convert("RGBA").getchannel("A")
        except _UNDECODABLE:
            # Such as opacities of more colours than a palette can have.
            raise UserError(_damaged(path)) from None
    colours = _in_srgb(path, _opaque_8_bit(path, picture, tiff_tags), profiles)
    if opacity is None:
        return colours
    shown = Image.new("RGB", picture.size, "white")
    shown.paste(colours, mask=opacity)
    return shown


def _colours_and_opacity(
    path: Path, picture: Image.Image
) -> tuple[list[bytes], Image.Image | None]:
    """Return the colour profiles, best first, and the opacity if it hangs on a colour."""
    profile = picture.info.get("icc_profile")
    if picture.format != "PNG":
        return [profile] if profile else [], None
    opacity = opacity_by_colour(path, picture)
    if opacity is not None:
        picture.info.pop("transparency", None)
        # Where Pillow finds the rotation, so that both are turned.
        opacity.info = picture.info.copy()
    return png_profiles(path, profile), opacity


def _opaque_8_bit(path: Path, picture: Image.Image, tiff_tags: Mapping[int, Any]) -> Image.Image:
    """Return the colours in a mode that has colour profiles: L, RGB, CMYK or LAB."""
    if picture.mode.startswith("I"):
        return _grey_8_bit(path, picture, tiff_tags)
    if picture.mode in ("RGB", "CMYK", "LAB"):
        return picture
    return picture.convert("L" if picture.mode in ("1", "L", "LA") else "RGB")


def _grey_8_bit(path: Path, picture: Image.Image, tiff_tags: Mapping[int, Any]) -> Image.Image:
    """Scale grey of 16 bits (in TIFF also 12) to 8 bits: full scale becomes 255."""
    values = np.asarray(picture).astype(np.int32)
    full_scale = 4095 if tiff_tags.get(ExifTags.Base.BitsPerSample) == (12,) else 65535
    if values.min() < 0 or values.max() > full_scale:
        raise UserError(f"{path} holds 32-bit integers: export it with 8 or 16 bits")
    # Pillow inverts the WhiteIsZero of TIFF only up to 8 bits.
    if tiff_tags.get(ExifTags.Base.PhotometricInterpretation) == 0:
        values = full_scale - values
    return Image.fromarray(((values * 255 + full_scale // 2) // full_scale).astype(np.uint8))


def _in_srgb(path: Path, picture: Image.Image, profiles: list[bytes]) -> Image.Image:
    """Convert to RGB, by the first colour profile that fits."""
    target = ImageCms.createProfile("sRGB")
    for profile in profiles:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(
                _in_mode_of(source, picture),
                source,
                target,
                renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
                outputMode="RGB",
                flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
            )
        except (ImageCms.PyCMSError, OSError):
            logger.warning("%s has a colour profile that does not fit; it is ignored", path)
    return picture.convert("RGB")


def _in_mode_of(profile: ImageCms.ImageCmsProfile, picture: Image.Image) -> Image.Image:
    """Turn grey into RGB, or RGB that is all grey into grey, where the profile is of the other."""
    space = profile.profile.xcolor_space
    if space == "RGB " and picture.mode == "L":
        return picture.convert("RGB")
    if space == "GRAY" and picture.mode == "RGB":
        red, green, blue = map(np.asarray, picture.split())
        # Pillow reads grey of 16 bits with an alpha channel as RGBA.
        if np.array_equal(red, green) and np.array_equal(red, blue):
            return picture.getchannel("R")
    return picture
