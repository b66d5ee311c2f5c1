"""The painter `style-network`: keyframes in the genre's style, varied by each section's tags."""

import numpy as np

from yellowsound.keyframes.accents import VARIATION, style_weights
from yellowsound.keyframes.brief import Brief, Painting
from yellowsound.keyframes.composition import HOW, paint_way, turns_of
from yellowsound.models.networks.painting import PACKAGE, renders
from yellowsound.models.networks.style_network import MODEL, STYLES, StyleNetwork
from yellowsound.run.plug_in import PlugIn


def paint(brief: Brief) -> Painting:
    """Paint the opening and a keyframe for each section.

    Their styles are mixtures of the network's 26 (`accents.style_weights`). A
    mixture flares up to its strongest style alone.
    Several artworks are laid over each other by their weights, or painted in turn.

    Parameters
    ----------
    brief
        What is asked for. Options: `variation`, in [0, 1], and
        `composition.HOW`. Tables: genres, whose mixtures are 26 style
        weights each, and styles, which tell the tags that each answers to
        (`styles.read_affinities`).

    Returns
    -------
    Painting
        As `composition.paint_way` returns it; a `style` is 26 weights, sum 1.
    """
    weights = style_weights(brief)
    strongest = [np.eye(STYLES)[mixture.argmax()] for mixture in weights]
    in_turn = brief.options["artworks"] == "in-turn"
    painted = brief.artworks[: max(turns_of(brief)) + 1] if in_turn else [brief.artwork]
    by = StyleNetwork, painted, brief
    return paint_way(*by, weights, "style-network", MODEL, accents=strongest)


PLUG_IN = PlugIn(
    "painter",
    "style-network",
    paint,
    "the artwork in the genre's mixture of 26 painting styles, varied by each section's tags",
    environment="style",
    package=PACKAGE,
    work=renders("style-network"),
    tables=("genres", "styles"),
    settings={"variation": VARIATION, **HOW},
    accents=True,
    cpu_mem_mb=1000,
    mem_mb_per_mpixel=2000,
    cpu_s_per_unit=20,
)
