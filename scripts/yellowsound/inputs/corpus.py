"""The corpus that a pair belongs to: pictures in a folder, or each by its name."""

from collections.abc import Iterable
from pathlib import Path

from yellowsound.inputs.cells import check_printable
from yellowsound.run.files import is_folder

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff")
"""Files of a folder that are taken for pictures, in any case."""


def opened_folders(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return paths with the pictures of a folder, by their names, in the place of the folder.

    Parameters
    ----------
    paths
        Files, there or not, and folders. Of folders only what lies in them is taken, not what
        lies in folders below, and no hidden file.

    Raises
    ------
    ValueError
        If a folder holds no picture, cannot be read, or has one with a name that no table can
        hold; the message goes on from the name of a column.
    """
    found: list[Path] = []
    for path in paths:
        if not is_folder(path):
            found.append(path)
            continue
        try:
            held = sorted(path.iterdir())
        except OSError as error:
            raise ValueError(
                f"'{path}' cannot be read ({error.strerror}): ask for permission to read it"
            ) from None
        pictures = [
            file
            for file in held
            if file.suffix.lower() in SUFFIXES and not file.name.startswith(".")
        ]
        if not pictures:
            raise ValueError(
                f"'{path}' is a folder without pictures: put PNG, JPEG, WebP or TIFF files there"
            )
        for picture in pictures:
            check_printable(picture.name)
            if "|" in picture.name:
                raise ValueError(f"'{path}' holds '{picture.name}', and '|' separates: rename it")
        found += pictures
    return tuple(found)
