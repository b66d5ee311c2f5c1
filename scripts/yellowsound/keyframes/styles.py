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
        One line for each mistake: a style that is missing, unknown or listed
        twice, or a row of too many or too few cells.
    """
    found: dict[int, tuple[int, frozenset[str]]] = {}
    problems = []
    for row, cells in read_rows(path, COLUMNS, "the table of styles"):
        if cells is None:
            problems.append(f"row {row}: it has not {len(COLUMNS)} cells; mend its tabs")
            continue
        text = cells["style"]
        style = int(text) if text.isascii() and text.isdecimal() else STYLES
        if style >= STYLES:
            problems.append(
                f"row {row}, column style: there is no style '{text}'; use 0 to {STYLES - 1}"
            )
        elif style in found:
            problems.append(
                f"row {row}, column style: style {style} stands in row {found[style][0]} already; "
                "remove one"
            )
        else:
            tags = (tag.strip().lower() for tag in cells["tags"].split(","))
            found[style] = row, frozenset(tag for tag in tags if tag)
    missing = [str(style) for style in range(STYLES) if style not in found]
    if missing and not problems:
        problems.append(f"there is no row of the styles {', '.join(missing)}; add one for each")
    if problems:
        raise UserError("\n".join(f"{path}: {problem}" for problem in problems))
    return [found[style][1] for style in range(STYLES)]
