"""Which of the 26 styles a song's genre and its sections' tags call for.

A section's weights are the genre's mixture and, with the share `variation`, the
two styles that answer best to the section's tags and that the sections just
before did not use as accents: neighbours always differ. Where no genre was
found, the accents alone paint, and the opening is painted in all styles alike.
"""

import logging
from collections.abc import Mapping, Sequence

import numpy as np

from yellowsound.captions.genres import read_genres
from yellowsound.keyframes.brief import Brief
from yellowsound.keyframes.styles import read_affinities
from yellowsound.models.networks.style_network import STYLES
from yellowsound.run.seeds import derive_seed
from yellowsound.run.settings import number

ACCENT_SHARES = (0.65, 0.35)
"""Shares of a section's first and second accent, before the seeded jitter."""

CONTRAST = 4.0
"""How much more a tag counts by which it stands above the song's mean."""

JITTER = 0.25
"""Standard deviation of the seeded jitter on the logarithm of a style's score, and of a share:
another seed paints another picture even where no other style comes near."""

MEMORY = 3
"""A section does not take the accents of this many sections before it."""


logger = logging.getLogger(__name__)

VARIATION = number(
    0.7,
    "share of a section's own accents in the mixture of styles",
    most=1,
    formerly="variation",
)
"""The setting by that name, of painters that paint by these weights."""


def style_weights(brief: Brief) -> list[np.ndarray]:
    """Choose the style weights of the opening and of each section.

    Returns
    -------
    list of np.ndarray
        Vectors of shape (26,), sum 1: the genre's own mixture (all styles
        alike where there is no genre), then one for each section.
    """
    variation = brief.options["variation"]
    mixtures = {genre.name: genre.mixture for genre in read_genres(brief.tables["genres"])}
    accents = section_accents(brief)
    own = [
        np.asarray(mixtures.get(section["genre"], accent))
        for section, accent in zip(brief.captions["sections"], accents, strict=True)
    ]
    varied = [
        (1.0 - variation) * mixture + variation * accent
        for mixture, accent in zip(own, accents, strict=True)
    ]
    opening = mixtures.get(brief.captions["sections"][0]["genre"], np.full(STYLES, 1.0 / STYLES))
    return [np.asarray(opening), *varied]


def section_accents(brief: Brief) -> list[np.ndarray]:
    """Choose the accents of each section, whatever its genre.

    Returns
    -------
    list of np.ndarray
        Vectors of shape (26,), sum 1: the shares of two styles.
    """
    sections = brief.captions["sections"]
    affinities = read_affinities(brief.tables["styles"])
    tags = [flat_tags(section["tags"]) for section in sections]
    if not any(tags):
        logger.warning(
            "no section has tags: its accents follow the seed alone, not the music; choose a "
            "captioner that tells tags, as musicnn"
        )
    mean = {tag: float(np.mean([t.get(tag, 0.0) for t in tags])) for tag in set().union(*tags)}
    chosen: list[np.ndarray] = []
    accents_taken: list[list[int]] = []
    for section, probabilities in zip(sections, tags, strict=True):
        scores = accent_scores(probabilities, mean, affinities)
        random = np.random.default_rng(derive_seed(brief.seed, brief.pair, section["section"]))
        scores *= np.exp(JITTER * random.standard_normal(STYLES))
        for taken in accents_taken[-MEMORY:]:
            scores[taken] = -1.0
        accents_taken.append(np.argsort(-scores, kind="stable")[: len(ACCENT_SHARES)].tolist())
        accents = np.zeros(STYLES)
        shares = ACCENT_SHARES * np.exp(JITTER * random.standard_normal(len(ACCENT_SHARES)))
        accents[accents_taken[-1]] = shares / shares.sum()
        chosen.append(accents)
    return chosen


def flat_tags(tags: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Merge the tag sets into one: lower-case tag -> its largest probability."""
    merged: dict[str, float] = {}
    for probabilities in tags.values():
        for tag, probability in probabilities.items():
            merged[tag.lower()] = max(probability, merged.get(tag.lower(), 0.0))
    return merged


def accent_scores(
    tags: Mapping[str, float], mean: Mapping[str, float], affinities: Sequence[frozenset[str]]
) -> np.ndarray:
    """Score how well each style answers to a section's tags.

    A tag counts by its probability, and `CONTRAST` times as much by what
    stands above the song's mean: what sets a section apart shows in its
    picture. A style's score is the mean over the tags that it answers to.

    Returns
    -------
    np.ndarray
        Shape (26,), above 0.
    """
    counts = {tag: p + CONTRAST * max(0.0, p - mean[tag]) for tag, p in tags.items()}
    floor = 1e-6  # so that the jitter alone decides where no tag is known
    return np.array(
        [
            floor + sum(counts.get(tag, 0.0) for tag in answered) / max(len(answered), 1)
            for answered in affinities
        ]
    )
