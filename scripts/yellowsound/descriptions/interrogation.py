"""Which words are most like a picture: the search of CLIP Interrogator 0.6.0.

Labels are ranked by how near their directions are to the picture's. A prompt is the caption
and the best labels, in one of four ways: see `fast`, `classic`, `best` and `negative`.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from yellowsound.descriptions.brief import BETWEEN

LIMIT = 77
"""A prompt has fewer tokens than CLIP reads, start and end included."""

CHUNK = 2048
"""A table of more labels is ranked in runs of so many."""

FAST_LABELS = 32
CLASSIC_FLAVORS = 3
LEAST_LINKS, MOST_LINKS = 8, 32
"""A chain has so many links whatever they do, and at most."""


@dataclass(frozen=True)
class Table:
    """Labels and their directions: shape (n_labels, d), each of length 1."""

    labels: Sequence[str]
    embeddings: np.ndarray

    def __add__(self, other: "Table") -> "Table":
        """Return both tables as one, the other's labels after its own."""
        return Table(
            [*self.labels, *other.labels], np.concatenate([self.embeddings, other.embeddings])
        )


@dataclass(frozen=True)
class Sight:
    """A picture as CLIP sees it, and what is needed to compare texts with it.

    Attributes
    ----------
    direction
        The picture's, float32, shape (d,), of length 1.
    embed
        Returns the directions of texts, shape (n, d).
    count_tokens
        Returns how many tokens a text has, start and end included.
    chunk
        See `CHUNK`.
    """

    direction: np.ndarray
    embed: Callable[[Sequence[str]], np.ndarray]
    count_tokens: Callable[[str], int]
    chunk: int = CHUNK

    def similarities(self, texts: Sequence[str]) -> np.ndarray:
        """Return how near texts are to the picture, from -1 to 1."""
        return near(self.embed(texts), self.direction)

    def top(self, table: Table, count: int, least: bool = False) -> list[str]:
        """Return the labels of a table that are nearest to the picture, or least near."""
        places = rank(table.embeddings, self.direction, count, self.chunk, least)
        return [table.labels[place] for place in places]


def near(embeddings: np.ndarray, direction: np.ndarray) -> np.ndarray:
    """Return dot products, shape (n,); equal rows have equal ones, wherever they stand."""
    return (embeddings.astype(np.float32) * direction).sum(axis=1)


def rank(
    embeddings: np.ndarray,
    direction: np.ndarray,
    count: int,
    chunk: int = CHUNK,
    least: bool = False,
) -> list[int]:
    """Return the places of the directions that are nearest to another one.

    Of N directions, more than `chunk`, each run of `chunk` gives its best
    chunk // ceil(N / chunk), and the nearest of these are taken. So there may be fewer than
    were asked for, and one of many good ones that stand together may be passed over. That
    is how the published search ranks.

    Parameters
    ----------
    embeddings
        Shape (N, d).
    direction
        Shape (d,).
    count
        How many are asked for.
    chunk
        How many are ranked at once.
    least
        Whether those least near are meant.

    Returns
    -------
    list of int
        The nearest first, equals in their order.
    """
    total = len(embeddings)
    if total <= chunk:
        return _top(embeddings, direction, count, least)
    kept_of_each = chunk // math.ceil(total / chunk)
    kept = [
        start + place
        for start in range(0, total, chunk)
        for place in _top(embeddings[start : start + chunk], direction, kept_of_each, least)
    ]
    return [kept[place] for place in _top(embeddings[kept], direction, count, least)]


def _top(embeddings: np.ndarray, direction: np.ndarray, count: int, least: bool) -> list[int]:
    if not len(embeddings):
        return []
    found = near(embeddings, direction)
    return np.argsort(found if least else -found, kind="stable")[:count].tolist()


def fit(text: str, count_tokens: Callable[[str], int]) -> str:
    """Return the parts of a text, from the first on, that CLIP reads.

    A part is taken while the text before it and the part, without the comma between them,
    have fewer than 77 tokens; the first that does not fit ends it.
    """
    fitting, *parts = text.split(BETWEEN)
    for part in parts:
        if count_tokens(fitting + part) >= LIMIT:
            break
        fitting += BETWEEN + part
    return fitting


def merged(tables: Mapping[str, Table]) -> Table:
    """Return all tables as one, in their order."""
    first, *others = tables.values()
    for other in others:
        first += other
    return first


def fast(caption: str, tables: Mapping[str, Table], sight: Sight) -> str:
    """Return the caption and the 32 labels of all tables that are nearest, as far as they fit."""
    return fit(BETWEEN.join([caption, *sight.top(merged(tables), FAST_LABELS)]), sight.count_tokens)


def classic(
    caption: str, tables: Mapping[str, Table], sight: Sight, flavors: int = CLASSIC_FLAVORS
) -> str:
    """Return the caption, then the nearest medium, artist, trending, movement and flavors.

    The medium is left out where the caption begins with it. Without a table of artists their
    place stays empty.
    """
    (medium,), (trending,), (movement,) = (
        sight.top(tables[name], 1) for name in ("mediums", "trendings", "movements")
    )
    begun = [caption] if caption.startswith(medium) else [f"{caption}{BETWEEN}{medium}"]
    artist = sight.top(tables["artists"], 1) if "artists" in tables else []
    nearest = sight.top(tables["flavors"], flavors)
    parts = [" ".join([*begun, *artist]), trending, movement, *nearest]
    return fit(BETWEEN.join(parts), sight.count_tokens)


def chain(
    sight: Sight,
    phrases: Sequence[str],
    start: str = "",
    least: bool = False,
) -> str:
    """Return a text that is made nearer to the picture phrase by phrase.

    Each time the phrase is appended with which the text is nearest. The first 8 are kept
    whatever they do, the further ones while they bring it nearer, 32 at most; a text of 77
    tokens ends it.

    Parameters
    ----------
    sight
        The picture.
    phrases
        What may be appended, each once.
    start
        The text to begin with; '' is the phrase that is nearest alone.
    least
        Whether a text is sought that is least near.

    Returns
    -------
    str
        The nearest of all texts on the way, the start included.
    """
    sign = -1.0 if least else 1.0
    waiting = list(dict.fromkeys(phrases))
    if not start:
        start = waiting.pop(int(np.argmax(sign * sight.similarities(waiting))))
    current = best = start
    current_near = best_near = float(sign * sight.similarities([start])[0])
    for tried in range(MOST_LINKS):
        if not waiting:
            break
        texts = [f"{current}{BETWEEN}{phrase}" for phrase in waiting]
        found = sign * sight.similarities(texts)
        place = int(np.argmax(found))
        if found[place] > best_near:
            best, best_near = texts[place], float(found[place])
        if found[place] <= current_near and tried >= LEAST_LINKS:
            break
        current, current_near = texts[place], float(found[place])
        if sight.count_tokens(current) >= LIMIT:
            break
        del waiting[place]
    return best


def best(caption: str, tables: Mapping[str, Table], sight: Sight) -> dict[str, str]:
    """Return four texts, by how they were made: caption, classic, fast and best.

    The last is a chain from the caption over the labels that are nearest. Which of the four
    is nearest to the picture is the answer; of equals the first.
    """
    pool = sight.top(merged(tables), sight.chunk)
    return {
        "caption": caption,
        "classic": classic(caption, tables, sight, MOST_LINKS),
        "fast": fast(caption, tables, sight),
        "best": chain(sight, pool, caption),
    }


def negative(flavors: Table, listed: Sequence[str], sight: Sight) -> str:
    """Return what the picture least shows: a chain over the flavors least near, and a list.

    The published search takes the first link's nearness with the other sign than those of all
    texts after it, and so seldom keeps more than one; here all have the same.
    """
    return chain(sight, [*sight.top(flavors, sight.chunk, least=True), *listed], least=True)
