"""Genres that captions name, by two rules.

`first-listed` is the published rule of Pina and Li (2024): the first genre of
the table whose name occurs anywhere in the caption, be it within a word.
`words` counts whole words, aliases included, and leaves out what is negated.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from yellowsound.captions.genres import NO_GENRE, Genre, GenreMatch

Matches = tuple[GenreMatch, list[GenreMatch]]

# Spellings of one word differ in these: 'hip hop', 'hip-hop', 'hiphop', "rock 'n' roll".
_JOINED = r"[\s'\u2018\u2019\u2010-\u2013-]*"

# Words that deny what follows them, and what may stand between.
_APART = r"[\s\u2010-\u2013-]+"
_DENIED = re.compile(
    r"\b(?:no|not|non|never|without|neither|nor|cannot|\w+n['\u2019]t)"
    rf"(?:{_APART}(?:an?|the|any|really|quite|exactly|much|very|typical|kind|sort|of|your|at|all"
    rf"|sounds?|feels?|like|is|it))*{_APART}\Z"
)

# What may stand between two genres that one 'no' denies: 'no rock, jazz or any pop'.
_LISTED = re.compile(r"\s*(?:[,/&]|\b(?:or|nor|and)\b)[\s,/&]*(?:(?:or|nor|and|an?|the|any)\s+)*")


def match_caption(text: str, genres: Sequence[Genre], matching: str) -> GenreMatch:
    """Name the genre of one caption, by a rule of `RULES`.

    Returns
    -------
    GenreMatch
        Without a probability; `NO_GENRE` where the caption names none.
    """
    _, (match,) = match_captions([text], genres, matching)
    return match


def match_captions(texts: Sequence[str], genres: Sequence[Genre], matching: str) -> Matches:
    """Name the genre of a song and of each section, by their captions.

    Parameters
    ----------
    texts
        The captions, one for each section, in order.
    genres
        The genre table.
    matching
        A key of `RULES`.

    Returns
    -------
    song : GenreMatch
        `NO_GENRE` where no caption names any.
    sections : list of GenreMatch
        One for each caption.
    """
    return RULES[matching](texts, genres)


def match_first_listed(texts: Sequence[str], genres: Sequence[Genre]) -> Matches:
    """Name genres as published: the first of the table whose name occurs in the caption.

    A name is compared in lower case, letter by letter: 'therapy' is rap, and
    'Techno Pop' is pop, which stands before techno. Aliases are not used. A
    section whose caption has no name in it has no genre. The song's is the
    one of most sections, among equals that of the earliest.
    """
    sections = [
        next(
            (
                GenreMatch(genre, None, "caption, first listed")
                for genre in genres
                if genre.name.lower() in text.lower()
            ),
            NO_GENRE,
        )
        for text in texts
    ]
    found = Counter(match.genre for match in sections if match.genre)
    if not found:
        return NO_GENRE, sections
    genre, count = found.most_common(1)[0]
    how = f"captions, first listed in {count} of {len(sections)} sections"
    return GenreMatch(genre, None, how), sections


def match_words(texts: Sequence[str], genres: Sequence[Genre]) -> Matches:
    """Name the genres that captions name most often, in whole words.

    Names and aliases count alike, in any case, spaced or hyphenated, the
    longest first, so that 'hip hop', 'pop punk' and 'R&B' are one mention
    each, and of one genre. Derived words ('poppy', 'rocking', 'classically')
    and plurals are no mentions. Nor is what a 'no', 'not', 'non-' or
    'without' just before denies, alone or in a list. The genre with most
    mentions wins, among equals the one named first. The song's genre is found
    in the same way in all captions together; a section whose caption names
    none takes it.
    """
    mentions = [list(_mentions(text, genres)) for text in texts]
    song = _most_frequent(chain(*mentions), "captions")
    return song, [_most_frequent(named, "caption") if named else song for named in mentions]


RULES = {"first-listed": match_first_listed, "words": match_words}
"""Rules by the name that the configuration gives them."""


def _most_frequent(mentions: Iterable[tuple[Genre, str]], where: str) -> GenreMatch:
    """Return the genre with most mentions; `where` they stand goes into `how`."""
    mentions = list(mentions)
    if not mentions:
        return NO_GENRE
    # most_common keeps the order of first mentions among equals.
    genre = Counter(genre for genre, _ in mentions).most_common(1)[0][0]
    words = Counter(word for named, word in mentions if named == genre)
    told = ", ".join(f"'{word}' {_times(count)}" for word, count in words.items())
    return GenreMatch(genre, None, f"{where}, words: {told}")


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _mentions(text: str, genres: Sequence[Genre]) -> Iterator[tuple[Genre, str]]:
    """Yield the genres that a caption names and does not deny, with the words, in order."""
    text = _plain(text)
    end, denied = 0, False
    for start, stop, genre in _spans(text, genres):
        between = text[end:start]
        # Within a list, what was denied stays so: the words between are no more than a joint.
        listed = _LISTED.fullmatch(between) is not None
        denied = _DENIED.search(between) is not None or (denied and listed)
        end = stop
        if not denied:
            yield genre, text[start:stop]


def _spans(text: str, genres: Sequence[Genre]) -> list[tuple[int, int, Genre]]:
    """Return where plain text names which genres, in order; the longest words come first."""
    named = [(_plain(word), genre) for genre in genres for word in (genre.name, *genre.aliases)]
    named.sort(key=lambda pair: -len(pair[0]))
    found: list[tuple[int, int, Genre]] = []
    for word, genre in named:
        for match in re.finditer(_pattern(word), text):
            start, stop = match.span()
            if all(stop <= begun or ended <= start for begun, ended, _ in found):
                found.append((start, stop, genre))
    return sorted(found, key=lambda span: span[0])


def _pattern(word: str) -> str:
    """Return the pattern of a word of the table: whole, its parts joined in any way."""
    if not re.search(r"[^\W_]", word):
        # A name of signs alone is no word, and stands in no caption.
        return r"(?!)"
    parts = [
        "(?:and|&)" if part in ("and", "&") else re.escape(part)
        for part in re.findall(r"\w+|&", word)
    ]
    return rf"(?<![^\W_]){_JOINED.join(parts)}(?![^\W_])"


def _plain(text: str) -> str:
    """Return text without capitals and accents."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
