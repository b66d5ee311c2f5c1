"""The painter `style-vectors`: the artwork in its own colours, on the way to the genre's style.

A keyframe is painted under a style vector: the artwork's own, mixed with a
look that follows the genre and the section's tags. Under its own vector alone
an artwork is nearly itself; the more of the look, the more of its colours and
marks. Broad colours are led back to where they stood in the artwork.

Any picture has such a vector, so that any can lend its style: pictures that the
pairs table or the genre table gives stand in the place of the genre's mixture.
"""

from collections.abc import Sequence

import numpy as np

from yellowsound.keyframes.accents import VARIATION, section_accents, style_weights
from yellowsound.keyframes.brief import Brief, Painting
from yellowsound.keyframes.composition import HOW, paint_way, turns_of
from yellowsound.keyframes.looks import read_looks
from yellowsound.models.networks.painting import PACKAGE, renders
from yellowsound.models.networks.style_vectors import MODEL, StyleVectorNetwork, style_vector
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.settings import number


def paint(brief: Brief) -> Painting:
    """Paint the opening and a keyframe for each section.

    The first artwork is painted. Further ones lend it their styles by their
    weights: the first keeps its own by the weight that it has itself. In turn
    each is painted, in a style that has as much of its own.

    Parameters
    ----------
    brief
        What is asked for; it may have `lenders`. Options: `own`, `colours` and
        `variation`, in [0, 1], `apart`, at least 0, and `composition.HOW`. Tables: genres, whose
        mixtures are 26 style weights each, and styles, which tell the tags
        that each answers to (`styles.read_affinities`).

    Returns
    -------
    Painting
        As `composition.paint_way` returns it; a `style` is a vector of 100
        numbers.
    """
    painted = brief.artworks[: max(turns_of(brief)) + 1]
    colours = brief.options["colours"]
    looks = set_apart(brief)
    styles = style_vectors(brief, looks)
    by = StyleVectorNetwork, painted, brief
    # A style flares up to its look, in which nothing is the artwork's own.
    return paint_way(*by, styles, "style-vectors", MODEL, colours, looks)


def style_vectors(brief: Brief, looks: np.ndarray | None = None) -> np.ndarray:
    """Return the style vectors of the opening and of each section, shape (n_sections + 1, 100).

    Parameters
    ----------
    brief
        What is asked for.
    looks
        Those of `set_apart`; None to work them out.
    """
    if brief.options["artworks"] == "in-turn":
        each = [style_vector(artwork, brief.threads) for artwork in brief.artworks]
        own = np.array([each[turn] for turn in turns_of(brief)])
    else:
        own = mean_vector(brief.artworks, brief.threads, brief.weights)
    share = brief.options["own"]
    return share * own + (1.0 - share) * (set_apart(brief) if looks is None else looks)


def set_apart(brief: Brief) -> np.ndarray:
    """Return the looks of the opening and of each section, shape (n_sections + 1, 100).

    Mixed with the artworks' own vector, looks come closer to each other:
    before, they are set apart from their mean.
    """
    looks = section_looks(brief)
    mean = looks.mean(axis=0)
    return mean + brief.options["apart"] * (looks - mean)


def section_looks(brief: Brief) -> np.ndarray:
    """Return the look of the opening and of each section, as style vectors.

    The look of a section is its mixture of styles (`accents.style_weights`).
    Where pictures lend the style, it is the mean of their vectors, and with
    the share `variation` the section's accents turn it by what they have that
    the mean of the 26 styles has not: the lent style stays whole.

    Returns
    -------
    np.ndarray
        Shape (n_sections + 1, 100).
    """
    known, sections = read_looks(), brief.captions["sections"]
    looks = np.array(style_weights(brief)) @ known
    if not brief.lenders:
        return looks
    lent = {
        genre: mean_vector([lender.picture for lender in lenders], brief.threads)
        for genre, lenders in brief.lenders.items()
    }
    looks[0] = lent.get(sections[0]["genre"], looks[0])
    accents = np.array(section_accents(brief)) @ known
    for look, section, accent in zip(looks[1:], sections, accents, strict=True):
        if (vector := lent.get(section["genre"])) is not None:
            look[:] = vector + brief.options["variation"] * (accent - known.mean(axis=0))
    return looks


def mean_vector(
    pictures: Sequence[np.ndarray], threads: int, weights: Sequence[float] | None = None
) -> np.ndarray:
    """Return the mean style vector of pictures, shape (100,); without weights each counts alike."""
    return np.average([style_vector(one, threads) for one in pictures], axis=0, weights=weights)


PLUG_IN = PlugIn(
    "painter",
    "style-vectors",
    paint,
    "the artwork as itself, its colours kept, on the way to the genre's style, varied by each "
    "section's tags",
    environment="style",
    package=PACKAGE,
    work=renders("style-vectors"),
    tables=("genres", "styles"),
    takes_styles=True,
    settings={
        "own": number(
            0.5,
            "share of the artwork's own style in that of a keyframe; the rest is the genre's and "
            "the section's",
            most=1,
        ),
        "apart": number(
            3.0,
            "how far apart the looks of sections stand, 1: as far as their mixtures of styles",
            most=4,
        ),
        "colours": number(
            0.8,
            "share of the artwork's broad colours that stay where they stood, whatever the style; "
            "of its light less",
            most=1,
        ),
        "variation": VARIATION,
        **HOW,
    },
    accents=True,
    cpu_mem_mb=1000,
    mem_mb_per_mpixel=2000,
    cpu_s_per_unit=20,
)
