"""The genre table, and which genre a song's tags or a user's word name.

A row holds a genre, other words for it, the tags of MusiCNN that mean it, the
style that it stands for as a text, the same style as a mixture of the style
network's 26 styles, and perhaps pictures that show it. Genres without a tag of
their own (gospel, latin, reggae ...) are never heard by the tagger: they are
for captions to name and for users to give.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from yellowsound.inputs.cells import check_printable
from yellowsound.inputs.pairs import pictures_in
from yellowsound.models.musicnn_tags import TAG_SETS
from yellowsound.run.errors import UserError
from yellowsound.run.tsv import read_rows

COLUMNS = ("genre", "aliases", "tags", "style", "mixture")
PICTURES = "pictures"
"""The column that the table may have too."""

STYLES = 26
"""Styles of the style network, numbered from 0."""

LARGEST_WEIGHT = 1e9
"""Of a style in a mixture: what weights add up to has to be a number, too."""

MINIMUM_PROBABILITY = 0.25
"""A song has no genre below this.

Given near-silence, hence no evidence, the taggers still name classical and
rock with 0.20 to 0.21: a genre must be heard more surely than that.
"""


@dataclass(frozen=True)
class Genre:
    """One row of the genre table.

    Attributes
    ----------
    name
        As the table spells it.
    aliases
        Other words for it.
    tags
        Pairs of tag set and tag that mean this genre, e.g. ('MSD', 'jazz').
    style
        Art movement, palette and mood, as a text.
    mixture
        Weights of the 26 styles, at least 0, sum 1.
    pictures
        Paths of pictures that show the style, for painters that a picture can lend its style;
        they paint in these instead of the mixture.
    """

    name: str
    aliases: tuple[str, ...]
    tags: tuple[tuple[str, str], ...]
    style: str
    mixture: tuple[float, ...]
    pictures: tuple[Path, ...] = ()


@dataclass(frozen=True)
class GenreMatch:
    """A genre, or none, and how it was found.

    Attributes
    ----------
    genre
        None where nothing was found.
    probability
        In [0, 1]; None where no probability was involved.
    how
        'musicnn tags', 'given in the pairs table', 'none', or what
        `genre_words` tells of captions.
    """

    genre: Genre | None
    probability: float | None
    how: str

    @property
    def name(self) -> str | None:
        """The genre's name, or None."""
        return self.genre.name if self.genre else None

    @property
    def style(self) -> str:
        """The genre's style, or an empty text."""
        return self.genre.style if self.genre else ""


NO_GENRE = GenreMatch(genre=None, probability=None, how="none")


def read_genres(path: str | Path) -> list[Genre]:
    """Read a genre table.

    Parameters
    ----------
    path
        Tab-separated UTF-8 text with the columns genre, aliases, tags, style
        and mixture, and perhaps pictures. Lists are separated by commas; a tag is
        written `MTT:techno`, a mixture `12:0.6,5:0.4` (style number:weight,
        weights of any sum). Pictures are separated by '|', their paths relative
        to the table's folder; nobody looks here whether they are there.

    Returns
    -------
    list of Genre
        In the table's order, their mixtures normalised to sum 1.

    Raises
    ------
    UserError
        One line for each mistake, naming file, row and column.
    """
    genres = []
    problems = []
    owners: dict[str, Genre] = {}
    what, more = "the genre table", (PICTURES,)
    for row, cells in read_rows(path, COLUMNS, what, exact=more, optional=more):
        if cells is None:
            problems.append(f"row {row}: it has not as many cells as the header; mend its tabs")
            continue
        try:
            genre = _parse_row(cells, Path(path).parent)
            for word in (genre.name, *genre.aliases):
                owner = owners.setdefault(_key(word), genre)
                if owner is not genre:
                    column = "genre" if word == genre.name else "aliases"
                    raise _CellError(
                        column, f"'{word}' stands for {owner.name} already; remove one"
                    )
        except _CellError as error:
            problems.append(f"row {row}, column {error.column}: {error.problem}")
        else:
            genres.append(genre)
    if not genres and not problems:
        problems.append("there is no row; add at least one genre")
    if problems:
        raise UserError("\n".join(f"{path}: {problem}" for problem in problems))
    return genres


class _CellError(Exception):
    """A mistake in one cell."""

    def __init__(self, column: str, problem: str) -> None:
        super().__init__(column, problem)
        self.column = column
        self.problem = problem


def _parse_row(row: Mapping[str, str], folder: Path) -> Genre:
    for column in ("genre", "style"):
        if not row[column].strip():
            raise _CellError(column, "it is empty; fill it in")
    return Genre(
        name=row["genre"].strip(),
        aliases=tuple(_items(row["aliases"])),
        tags=tuple(_parse_tag(item) for item in _items(row["tags"])),
        style=row["style"].strip(),
        mixture=_parse_mixture(row["mixture"]),
        pictures=_parse_pictures(row[PICTURES], folder),
    )


def _items(cell: str) -> list[str]:
    return [item.strip() for item in cell.split(",") if item.strip()]


def _parse_tag(item: str) -> tuple[str, str]:
    tag_set, _, tag = item.partition(":")
    if tag not in TAG_SETS.get(tag_set, ()):
        raise _CellError(
            "tags", f"'{item}' is not a tag of MusiCNN; write MTT:tag or MSD:tag, spelt as it is"
        )
    return tag_set, tag


def _parse_mixture(cell: str) -> tuple[float, ...]:
    weights = [0.0] * STYLES
    for item in _items(cell):
        number, _, weight = item.partition(":")
        try:
            style, value = int(number), float(weight)
        except ValueError:
            raise _CellError(
                "mixture", f"'{item}' is not style:weight; write it as 12:0.6"
            ) from None
        if not 0 <= style < STYLES:
            raise _CellError("mixture", f"there is no style {style}; use 0 to {STYLES - 1}")
        if not 0 <= value <= LARGEST_WEIGHT:
            raise _CellError(
                "mixture",
                f"the weight of style {style} must be a number from 0 to {LARGEST_WEIGHT:g}",
            )
        if weights[style]:
            raise _CellError("mixture", f"style {style} stands twice; add its weights up")
        weights[style] = value
    total = math.fsum(weights)
    if total == 0:
        raise _CellError("mixture", "no style has a weight above 0; give at least one")
    return tuple(weight / total for weight in weights)


def _parse_pictures(cell: str, folder: Path) -> tuple[Path, ...]:
    try:
        check_printable(cell.strip())
        return pictures_in(cell, folder) if cell.strip() else ()
    except ValueError as error:
        raise _CellError(PICTURES, str(error)) from None


def genre_from_tags(
    probabilities: Mapping[str, Mapping[str, float]], genres: Sequence[Genre]
) -> GenreMatch:
    """Name the genre that the taggers hold most probable.

    A genre is as probable as the most probable of its tags in either set.
    The two sets know different genres (jazz and blues stand in MSD alone,
    classical and techno in MTT alone), so a mean over both would count a
    genre's absence from a vocabulary as its absence from the song; and the
    probability of 'any of these tags' is at least that of the largest,
    whatever their dependence. Among equals, the first in the table wins.

    Parameters
    ----------
    probabilities
        Tag set -> tag -> mean probability over the song, in [0, 1].
    genres
        The genre table.

    Returns
    -------
    GenreMatch
        `NO_GENRE` where no genre reaches `MINIMUM_PROBABILITY`.
    """
    heard = [
        (max(probabilities[tag_set][tag] for tag_set, tag in genre.tags), genre)
        for genre in genres
        if genre.tags
    ]
    probability, genre = max(heard, key=lambda pair: pair[0], default=(0.0, None))
    if probability < MINIMUM_PROBABILITY:
        return NO_GENRE
    return GenreMatch(genre, probability, "musicnn tags")


def find_genre(name: str, genres: Sequence[Genre]) -> Genre:
    """Return the genre that a user names, by its name or an alias, in any case.

    Raises
    ------
    UserError
        If the table has no such genre.
    """
    for genre in genres:
        if _key(name) in map(_key, (genre.name, *genre.aliases)):
            return genre
    known = ", ".join(genre.name for genre in genres)
    raise UserError(f"there is no genre '{name}' in the genre table; use one of {known}")


def genre_words(genres: Sequence[Genre]) -> list[str]:
    """Return every word that names a genre of the table: its name and its aliases."""
    return [word for genre in genres for word in (genre.name, *genre.aliases)]


def _key(word: str) -> str:
    """Return what two spellings of one word share: case, spaces and hyphens do not count."""
    return "".join(word.casefold().replace("-", " ").split())
