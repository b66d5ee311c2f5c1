"""Prompts that are drawn from words: those of artworks, and those of a song.

Williams, Lattner and Barthet (2023), 'Sound-and-image-informed music artwork generation using
text-to-image models', put a prompt together from descriptors of a corpus of pictures and
from tags of the music.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from yellowsound.run.seeds import derive_seed

DESCRIPTORS = 12
"""Descriptors of pictures in a prompt."""

TAGS = 5
"""Tags of the music in a prompt."""

PROBABLE = 10
"""Tags that these are drawn from: the most probable, of several sets equally many of each."""

BETWEEN = ", "
"""What stands between the descriptors of a text."""

AFTER = ". "
"""What follows each part of a prompt."""


def williams_prompt(
    corpus: Sequence[str], tags: Mapping[str, Mapping[str, float]], seed: int
) -> str:
    """Draw a prompt from the words of pictures and of music.

    Parameters
    ----------
    corpus
        Texts of comma-separated descriptors, one of each picture.
    tags
        Tag set -> tag -> probability, as a captioner tells them.
    seed
        Equal seeds draw equal prompts.

    Returns
    -------
    str
        12 descriptors, then 5 tags, in the order in which they were drawn, each followed by
        '. '. Where there are fewer of either, all of them; '' where there is nothing.
    """
    drawn = [
        *_drawn(descriptors(corpus), DESCRIPTORS, derive_seed(seed, "descriptors")),
        *_drawn(probable_tags(tags), TAGS, derive_seed(seed, "tags")),
    ]
    return "".join(f"{part}{AFTER}" for part in drawn)


def descriptors(corpus: Sequence[str]) -> list[str]:
    """Return the descriptors of all texts in order.

    One that several pictures have stands there as often, and is drawn the more often.
    """
    parts = (part.strip() for text in corpus for part in text.split(BETWEEN))
    return [part for part in parts if part]


def probable_tags(tags: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Return the most probable tags, each once: 10 of one set, or 5 of each of two."""
    each = PROBABLE // max(len(tags), 1)
    # The sort keeps equals in the set's order.
    best = (sorted(known, key=lambda tag: -known[tag])[:each] for known in tags.values())
    return list(dict.fromkeys(tag for some in best for tag in some))


def _drawn(parts: Sequence[str], count: int, seed: int) -> list[str]:
    """Draw up to `count` places of a list without replacement."""
    order = np.random.default_rng(seed).permutation(len(parts))
    return [parts[place] for place in order[:count]]
