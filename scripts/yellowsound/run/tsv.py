"""Tables that users write: tab-separated text with fixed columns."""

import csv
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from yellowsound.run.errors import UserError


def read_rows(
    path: str | Path,
    columns: Sequence[str],
    what: str,
    exact: Collection[str] = (),
    among_others: bool = False,
    optional: Sequence[str] = (),
) -> Iterator[tuple[int, dict[str, str] | None]]:
    """Read a table row by row.

    Parameters
    ----------
    path
        Tab-separated UTF-8 text with a header; quotes have no meaning.
    columns
        The columns that it must have, in any order.
    what
        What the table is called, e.g. 'the genre table'.
    exact
        Columns whose cells keep the whitespace around them.
    among_others
        Whether further columns may stand in it.
    optional
        Columns that it may have too. Where the last column is one of them, rows may end
        before it.

    Yields
    ------
    row : int
        Number of the row in the file, the header's being 1.
    cells : dict or None
        Column -> text without whitespace around it, but for `exact`, '' where the table or the
        row has no such column; None where the row has too many or too few cells.

    Raises
    ------
    UserError
        If the file cannot be read, or has other columns.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UserError(
            f"{path}: {what} cannot be read ({error.strerror}); check the path"
        ) from error
    except UnicodeDecodeError as error:
        raise UserError(
            f"{path}: {what} cannot be read (it is not UTF-8 text); save it as UTF-8"
        ) from error
    reader = csv.DictReader(text.split("\n"), delimiter="\t", quoting=csv.QUOTE_NONE)
    found = reader.fieldnames or []
    if among_others:
        _check_among(found, columns, path)
    elif sorted(found) != sorted([*columns, *(name for name in optional if name in found)]):
        also = f" (and may be {', '.join(optional)})" if optional else ""
        raise UserError(
            f"{path}: the columns must be {', '.join(columns)}{also}, "
            f"not {', '.join(found) or 'none'}"
        )
    for row in _whole_rows(path, reader):
        filled = {**row, **{column: row.get(column) or "" for column in optional}}
        whole = None not in filled and None not in filled.values()
        cells = {column: cell.strip() for column, cell in filled.items()} if whole else None
        if cells is not None:
            cells |= {column: filled[column] for column in exact if cells[column]}
        yield reader.line_num, cells


def _check_among(found: Sequence[str], columns: Sequence[str], path: str | Path) -> None:
    """Refuse a header that has a column twice, or lacks one that it must have."""
    if twice := [column for column in found if found.count(column) > 1]:
        raise UserError(f"{path}: the column {twice[0]} is there twice: remove or rename one")
    if missing := [column for column in columns if column not in found]:
        there = ", ".join(found) or "none"
        raise UserError(f"{path}: there is no column {missing[0]}, only {there}: add it")


def _whole_rows(path: str | Path, reader: csv.DictReader) -> Iterator[dict[str, str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise UserError(
            f"{path} row {reader.reader.line_num} is not a row of a table ({error}): mend it"
        ) from None
