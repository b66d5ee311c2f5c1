"""The table of styles: which tags each of the style network's 26 styles answers to."""

from pathlib import Path

from yellowsound.models.networks.style_network import STYLES
from yellowsound.run.errors import UserError
from yellowsound.run.tsv import read_rows

COLUMNS = ("style", "look", "tags")


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
        If it cannot be read, or one line for each row in which a style is
        unknown or listed twice; or if one is missing.
    """
    found: dict[int, str] = {}
    problems = []
    for row, cells in read_rows(path, COLUMNS, "the table of styles"):
        if cells is None:
            problems.append(f"row {row} has not {len(COLUMNS)} cells; mend its tabs")
        elif not cells["style"].isdecimal() or int(cells["style"]) >= STYLES:
            problems.append(
                f"row {row}: column style: '{cells['style']}' is no style; write a number from 0 "
                f"to {STYLES - 1}"
            )
        elif int(cells["style"]) in found:
            problems.append(
                f"row {row}: column style: {cells['style']} stands in another row already; remove "
                "one"
            )
        else:
            found[int(cells["style"])] = cells["tags"]
    missing = [str(style) for style in range(STYLES) if style not in found]
    if missing and not problems:
        problems.append(f"there is no row of the style {', '.join(missing)}; list each style once")
    if problems:
        raise UserError("\n".join(f"{path}: {problem}" for problem in problems))
    return [
        frozenset(tag.strip().lower() for tag in found[style].split(",") if tag.strip())
        for style in range(STYLES)
    ]
