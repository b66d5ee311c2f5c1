"""The table of styles: which tags each of the style network's 26 styles answers to."""

import csv
from pathlib import Path
from typing import Any

from yellowsound.models.networks.style_network import STYLES
from yellowsound.run.errors import UserError


def read_affinities(path: str | Path) -> list[frozenset[str]]:
    """Read which tags each of the 26 styles answers to.

    Parameters
    ----------
    path
        A tab-separated table with the columns style (0 to 25, each once),
        look (text for the reader) and tags (comma-separated).

    Returns
    -------
    list of frozenset of str
        Lower-case tags, one set for each style.

    Raises
    ------
    UserError
        If a style is missing, unknown or listed twice.
    """
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        rows: list[dict[str, Any]] = list(csv.DictReader(file, delimiter="\t"))
    try:
        found = {int(row["style"]): row["tags"] for row in rows}
    except (KeyError, TypeError, ValueError):
        raise UserError(
            f"{path}: each row needs a number in the column style and text in the column tags"
        ) from None
    if sorted(found) != list(range(STYLES)) or len(rows) != STYLES:
        raise UserError(f"{path}: list each style from 0 to {STYLES - 1} once")
    return [
        frozenset(tag.strip().lower() for tag in found[style].split(",") if tag.strip())
        for style in range(STYLES)
    ]
