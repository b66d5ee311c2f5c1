"""Pictures by what they hold: each has a name of its own in a run's folder."""

from collections.abc import Mapping
from pathlib import Path

from yellowsound.inputs.cells import file_name_from

DIGITS = 12
"""Digits of a picture's SHA-256 in its name."""

UNKNOWN = "missing"
"""Stands for them where there is no such file, which the check of the inputs tells."""


def names_of_pictures(contents: Mapping[str, str | None]) -> dict[str, str]:
    """Name pictures by what they hold: equal ones have one name, wherever they lie.

    Parameters
    ----------
    contents
        Path to SHA-256, None of a file that cannot be read.

    Returns
    -------
    dict
        Path to name: that of the first file that holds the picture, without its suffix and
        made safe, and the first digits of its hash.
    """
    by_digest: dict[str | None, str] = {}
    names = {}
    for path, digest in contents.items():
        name = f"{file_name_from(Path(path).stem) or 'picture'}-{(digest or UNKNOWN)[:DIGITS]}"
        names[path] = by_digest.setdefault(digest, name) if digest else name
    return names
