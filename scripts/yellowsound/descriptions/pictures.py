"""Pictures by what they hold: each has a name of its own in a run's folder."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from yellowsound.inputs.cells import file_name_from

DIGITS = 12
"""Digits of a picture's SHA-256 in its name."""

UNKNOWN = "missing"
"""Stands for them where there is no such file, which the check of the inputs tells."""


def names_of_pictures(
    contents: Mapping[str, str | None], described: Iterable[str] = ()
) -> dict[str, str]:
    """Name pictures by what they hold: equal ones have one name, wherever they lie.

    Parameters
    ----------
    contents
        Path to SHA-256, None of a file that cannot be read.
    described
        Names that pictures were described by before: they keep them when files are renamed.

    Returns
    -------
    dict
        Path to name: that of the first file that holds the picture, without its suffix and
        made safe, and the first digits of its hash.
    """
    before = {digits_of(name): name for name in sorted(described)}
    by_digest: dict[str | None, str] = {}
    names = {}
    for path, digest in contents.items():
        name = f"{file_name_from(Path(path).stem) or 'picture'}-{(digest or UNKNOWN)[:DIGITS]}"
        name = before.get(digits_of(name), name)
        names[path] = by_digest.setdefault(digest, name) if digest else name
    return names


def digits_of(name: str) -> str:
    """Return what a picture's name tells of what it holds."""
    return name.rpartition("-")[2]
