"""The pairs table: which song goes with which artwork, and which part of it is used."""

import csv
import difflib
import io
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yellowsound.inputs.cells import (
    alike,
    check_printable,
    check_readable,
    duration_in,
    file_name_of,
    located,
    number_in,
    seconds_in,
)
from yellowsound.inputs.corpus import opened_folders
from yellowsound.inputs.prompts import prompts_in
from yellowsound.run.errors import UserError

REQUIRED = ("pair", "song", "artwork")
OPTIONAL = ("start", "duration", "genre", "weights", "styles", "corpus", "prompts")
LIST_SEPARATOR = "|"
"""Stands between several pictures, and between weights of artworks, in one cell."""


@dataclass(frozen=True)
class Pair:
    """One row of the pairs table.

    Attributes
    ----------
    name, row
        The pair's name, in NFC and safe as a file name, and its line in the table; 0 of a pair
        that is in none (`one_song`).
    song
        Path of the song.
    artworks, weights
        Paths of the artworks, and their weights, which sum to 1.
    start_s, duration_s
        The excerpt in seconds; None where the row leaves it to the configuration. A
        duration of 0 is the whole song from the start on.
    genre
        The genre that the row prescribes; None leaves it to the captions.
    styles
        Paths of the pictures that lend keyframes their style; none leaves it to the genre.
    corpus
        Paths of the pictures among which the artworks belong; none is the artworks alone.
    prompts
        What the painter is asked for: one text for all sections, or one for each; none leaves
        it to the painter.
    """

    name: str
    row: int
    song: Path
    artworks: tuple[Path, ...]
    weights: tuple[float, ...]
    start_s: float | None
    duration_s: float | None
    genre: str | None
    styles: tuple[Path, ...] = ()
    corpus: tuple[Path, ...] = ()
    prompts: tuple[str, ...] = ()

    @property
    def pictures(self) -> tuple[Path, ...]:
        """Paths of its artworks, of what lends its keyframes their style, and of its corpus."""
        return (*self.artworks, *self.styles, *self.corpus)

    def starts_at_s(self, usual_s: float) -> float:
        """Return where its excerpt starts, in seconds; `usual_s` where the row leaves that."""
        return usual_s if self.start_s is None else self.start_s

    def place(self, table: str | Path) -> str:
        """Return what messages call the place where it is given."""
        return f"{table} row {self.row} ({self.name})" if self.row else "configuration"


def read_pairs(path: str | Path, genres: Iterable[str] | None = None) -> list[Pair]:
    """Read a pairs table.

    The table is UTF-8 text (with or without a byte order mark, any line
    ends), its columns separated by tabs, in any order: pair, song and artwork
    are required; start, duration (both in seconds), genre, weights, styles,
    corpus and prompts are optional. Paths are relative to the table's folder; `~/` is the home
    folder. Quotes belong to the value, unless they enclose a whole cell, as
    spreadsheets write them.

    Parameters
    ----------
    path
        The table.
    genres
        Names that the genre column may hold, in any case; None accepts any text.

    Returns
    -------
    list of Pair
        In the order of the table.

    Raises
    ------
    UserError
        One line for each problem of the table: of its header, or of all its rows.
    """
    path = Path(path)
    check_readable(path)
    (_, header), *rows = _rows(path)
    columns = _columns(path, [cell.strip() for cell in header])
    if not rows:
        raise UserError(f"{path} has a header but no rows: add one row for each pair")
    accepted = None if genres is None else {genre.casefold(): genre for genre in genres}
    problems: list[str] = []
    pairs: list[Pair] = []
    first_rows: dict[str, tuple[str, int]] = {}
    for line, cells in rows:
        filled = dict(zip(columns, cells, strict=False))
        name = filled.get("pair", "").strip()
        label = f"{path} row {line} ({name})" if name else f"{path} row {line}"
        complaints: list[str] = []
        if any(map(str.strip, cells[len(columns) :])):
            complaints.append(
                f"has {len(cells)} cells, but the header names {len(columns)}: mend its tabs"
            )
        pair = pair_of_cells(line, filled, path.parent, accepted, first_rows, complaints)
        problems += [f"{label}: {complaint}" for complaint in complaints]
        if pair is not None:
            pairs.append(pair)
    if problems:
        raise UserError("\n".join(problems))
    return pairs


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """Return line number and cells, whitespace and all, of every line that is not blank."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UserError(f"{path} row {line} is not UTF-8 text: save the table as UTF-8") from None
    if "\0" in text:
        raise UserError(f"{path} is not UTF-8 text (perhaps UTF-16): save the table as UTF-8")
    # The csv module's own quoting would eat the quotes of a file named "x".mp3.
    table = csv.reader(io.StringIO(text, newline=None), delimiter="\t", quoting=csv.QUOTE_NONE)
    try:
        rows = [(table.line_num, [unquoted(cell) for cell in cells]) for cells in table]
    except csv.Error as error:
        raise UserError(
            f"{path} row {table.line_num} is not a row of a table ({error}): mend it"
        ) from None
    rows = [(line, cells) for line, cells in rows if any(map(str.strip, cells))]
    if not rows:
        raise UserError(f"{path} is blank: start with a header, then one row for each pair")
    return rows


def unquoted(cell: str) -> str:
    """Take off the quotes that a spreadsheet put around a cell; whitespace stays."""
    whole = cell.strip()
    if len(whole) >= 2 and whole[0] == whole[-1] == '"':
        return whole[1:-1].replace('""', '"')
    return cell


def _columns(path: Path, header: list[str]) -> list[str]:
    """Return the names of the columns, all of them known and each there once."""
    while not header[-1]:
        header = header[:-1]
    for separator, name in ((",", "commas"), (";", "semicolons")):
        if len(header) == 1 and separator in header[0]:
            raise UserError(f"{path} separates its columns by {name}: separate them by tabs")
    if len(header) == 1 and {*REQUIRED} & {*header[0].split()} and header[0] not in REQUIRED:
        raise UserError(f"{path} separates its columns by spaces: separate them by tabs")
    known, problems = REQUIRED + OPTIONAL, []
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            problems.append(f"column '{name}' is there {header.count(name)} times: keep one")
        if name not in known:
            near = difflib.get_close_matches(name.casefold(), known, n=1)
            advice = f"did you mean '{near[0]}'?" if near else f"known are {', '.join(known)}"
            problems.append(f"column '{name}' is unknown: {advice}")
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        problems.append(f"required and missing: {', '.join(missing)}; add each as a column")
    if problems:
        raise UserError("\n".join(f"{path} header: {problem}" for problem in problems))
    return header


def pair_of_cells(
    line: int,
    cells: dict[str, str],
    folder: Path,
    genres: dict[str, str] | None,
    first_rows: dict[str, tuple[str, int]],
    complaints: list[str],
) -> Pair | None:
    """Return the pair of one row, or None with what is wrong added to `complaints`."""

    def parsed(column: str, parse: Callable[[str], Any], exact: bool = False) -> Any:
        cell = cells.get(column, "")
        text = cell.strip()
        try:
            check_printable(text)
            if text:
                return parse(cell if exact else text)
            if column in REQUIRED:
                raise ValueError("is empty: fill it in")
        except ValueError as error:
            complaints.append(f"{column} {error}")
        return None

    name = parsed("pair", lambda text: _new_name(text, line, first_rows))
    song = parsed("song", lambda cell: located(cell, folder), exact=True)
    artworks = parsed("artwork", lambda cell: pictures_in(cell, folder), exact=True)
    start_s = parsed("start", seconds_in)
    duration_s = parsed("duration", duration_in)
    genre = parsed("genre", lambda text: _genre(text, genres))
    weights = parsed("weights", lambda text: _weights(text, artworks))
    styles = parsed("styles", lambda cell: pictures_in(cell, folder), exact=True)
    corpus = parsed("corpus", lambda cell: opened_folders(pictures_in(cell, folder)), exact=True)
    prompts = parsed("prompts", prompts_in)
    if complaints:
        return None
    weights = weights or (1.0 / len(artworks),) * len(artworks)
    optional = (styles or (), corpus or (), prompts or ())
    return Pair(name, line, song, artworks, weights, start_s, duration_s, genre, *optional)


def _new_name(text: str, line: int, first_rows: dict[str, tuple[str, int]]) -> str:
    """Return a pair's name if it is a safe file name that no earlier row uses."""
    name = file_name_of(text)
    earlier, row = first_rows.setdefault(alike(name), (name, line))
    if row == line:
        return name
    if earlier == name:
        raise ValueError(f"'{name}' is already the name of row {row}: rename one")
    raise ValueError(
        f"'{name}' and '{earlier}' (row {row}) clash on file systems that ignore case: rename one"
    )


def _pieces(text: str) -> list[str]:
    """Return the pieces of a cell that holds a list, with the whitespace around them."""
    pieces = text.split(LIST_SEPARATOR)
    if not all(map(str.strip, pieces)):
        raise ValueError(f"'{text.strip()}' has an empty part beside '{LIST_SEPARATOR}': fill it")
    return pieces


def pictures_in(text: str, folder: Path) -> tuple[Path, ...]:
    """Return the pictures that a cell names; ValueError says what is wrong with it.

    Parameters
    ----------
    text
        Paths separated by `LIST_SEPARATOR`, relative to the table's folder.
    folder
        That folder.
    """
    # The checked table joins whole paths by the separator.
    if LIST_SEPARATOR in str(folder):
        raise ValueError(f"is in {folder}, and '{LIST_SEPARATOR}' separates pictures: rename that")
    return tuple(located(piece, folder) for piece in _pieces(text))


def _weights(text: str, artworks: tuple[Path, ...] | None) -> tuple[float, ...]:
    """Return the weights of the artworks, scaled to sum 1."""
    if "," in text:
        raise ValueError(
            f"'{text}' has a comma: separate weights by '{LIST_SEPARATOR}', and write 0.5 for 0,5"
        )
    weights = [number_in(piece.strip(), above=0.0) for piece in _pieces(text)]
    if artworks is not None and len(weights) != len(artworks):
        raise ValueError(f"'{text}' are {len(weights)} for {len(artworks)} artworks: give one each")
    largest = max(weights)
    weights = [weight / largest for weight in weights]
    return tuple(weight / math.fsum(weights) for weight in weights)


def _genre(text: str, genres: dict[str, str] | None) -> str:
    """Return the accepted spelling of a genre."""
    if genres is None:
        return text
    if text.casefold() not in genres:
        near = difflib.get_close_matches(text.casefold(), genres, n=1)
        hint = f" (did you mean '{genres[near[0]]}'?)" if near else ""
        raise ValueError(f"'{text}' is unknown{hint}: choose among {', '.join(genres.values())}")
    return genres[text.casefold()]
