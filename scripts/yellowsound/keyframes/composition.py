"""Pictures between two paintings of a painting network, and how fast they change on the way.

A picture is one style, on the artwork's colours, over the bare artwork, over black. What a style
is, the network knows: a mixture of the 26 (`networks.style_network`), or a style
vector (`networks.style_vectors`).
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from yellowsound.keyframes.brief import Brief, Painting
from yellowsound.keyframes.canvas import CANVAS, OnCanvas, on_canvas
from yellowsound.keyframes.ground import LUMA, lead_back
from yellowsound.models.networks.painting import PaintingNetwork, revision, to_rgb8
from yellowsound.run.settings import choice, number

STOP_KEYS = ("style", "paint", "light", "colours")
"""What describes an image of the way; see `compose`."""

PACE_POINTS = 9
"""Points at which the pace of a way is measured."""

HOW = {
    "paint": number(
        1.0, "how strongly it paints: share of the painting over the bare artwork", most=1
    ),
    "canvas": CANVAS,
    "artworks": choice(
        "blend",
        "what several artworks of a pair are for: all make one picture, or with `in-turn` each "
        "section is painted from the next of them, from the first on and then anew",
        ("blend", "in-turn"),
    ),
}
"""Settings of every painter by a painting network."""

Network = PaintingNetwork | OnCanvas


def turns_of(brief: Brief) -> list[int]:
    """Return from which artwork, counted from 0, the opening and each section are painted."""
    sections = range(len(brief.captions["sections"]))
    count = len(brief.artworks) if brief.options["artworks"] == "in-turn" else 1
    return [0, *(section % count for section in sections)]


def paint_way(
    network_of: Callable[[np.ndarray, int], PaintingNetwork],
    artworks: Sequence[np.ndarray],
    brief: Brief,
    styles: Sequence[np.ndarray],
    name: str,
    model: str,
    colours: float = 0.0,
    accents: Sequence[np.ndarray] | None = None,
) -> Painting:
    """Paint the opening and a keyframe for each section, and measure the ways between them.

    Parameters
    ----------
    network_of
        Returns the network of a picture, given that and threads.
    artworks
        What is painted, by the numbers of `turns_of`.
    brief
        What is asked for. Options: those of `HOW`. Its opening is `first`:
        painted in the first style; `artwork`: the bare picture; or `black`.
    styles
        Of the opening, then of each section. They are rounded to 6 decimals,
        as they are written down, so that a walker arrives at these very
        pictures.
    name
        The painter's.
    model
        The file of the network's weights.
    colours
        Share of the artwork's broad colours beneath the paintings, in [0, 1].
    accents
        For each of `styles` the one that it flares up to; None for itself.

    Returns
    -------
    Painting
        Each image's details hold `style`, `accent`, `colours`, `paint` (0: the bare
        artwork, 1: painted), `light` (0: black), `canvas` and `turn`, and from the second on
        `pace`, the share of the visible change at evenly spaced points of the
        way from the image before: from these a walker renders what lies
        between.
    """
    canvas = brief.options["canvas"]
    turns = turns_of(brief)
    networks = [on_canvas(network_of, one, brief.threads, canvas) for one in artworks]
    plain = {"paint": brief.options["paint"], "light": 1.0, "colours": colours}
    first, *others = (
        {"style": np.round(np.asarray(style, dtype=np.float64), 6), **plain} for style in styles
    )
    accents = styles if accents is None else accents
    openings = {
        "first": first,
        "artwork": {**first, "paint": 0.0},
        "black": {**first, "light": 0.0},
    }
    stops = [openings[brief.opening], *others]
    painters = [networks[turn] for turn in turns]
    ways = itertools.pairwise(zip(painters, stops, strict=True))
    paces = [measure_pace(one, start, end, other) for (one, start), (other, end) in ways]
    details = [
        {
            **{**stop, "style": stop["style"].tolist(), "canvas": canvas, "turn": turn},
            "accent": np.round(accent, 6).tolist(),
        }
        for stop, turn, accent in zip(stops, turns, accents, strict=True)
    ]
    for detail, pace in zip(details[1:], paces, strict=True):
        detail["pace"] = np.round(pace, 6).tolist()
    return Painting(
        images=[compose(one, **stop) for one, stop in zip(painters, stops, strict=True)],
        details=details,
        model={"name": name, "revision": revision(model)},
        artworks=list(artworks),
    )


def on_the_way(network: Network, other: Network, share: float) -> Network:
    """Return what paints at a share of the way between the pictures of two networks."""
    if network is other or share in (0.0, 1.0):
        return other if share == 1.0 else network
    return network.between(other, float(share))


def between(
    start: Mapping[str, Any], end: Mapping[str, Any], share: float, accent: float = 0.0
) -> tuple[np.ndarray, float, float, float]:
    """Return what stands at a share of the straight way between two images.

    Parameters
    ----------
    start, end
        The details of two images.
    share
        Of the way, in [0, 1].
    accent
        Share of the accent in the style, in [0, 1].

    Returns
    -------
    tuple
        Style, paint, light and colours; see `compose`.
    """

    def at(key: str) -> np.ndarray:
        return (1.0 - share) * np.asarray(start[key]) + share * np.asarray(end[key])

    style, *others = (at(key) for key in STOP_KEYS)
    if accent:
        style = (1.0 - accent) * style + accent * at("accent")
    return style, *map(float, others)


def measure_pace(
    network: Network,
    start: Mapping[str, Any],
    end: Mapping[str, Any],
    other: Network | None = None,
) -> np.ndarray:
    """Measure how much of the visible change lies behind each point of a way.

    Equal steps in style are not equal steps to the eye: some stretches
    of a way change the picture more than others. Walked at this pace, a
    frame's T is its share of the visible change, so that the picture moves as
    much as its schedule says.

    Parameters
    ----------
    network
        The network with the picture.
    start, end
        What the way leads between: the `STOP_KEYS` of two images.
    other
        The network with the picture to which the way leads; None for the same.

    Returns
    -------
    np.ndarray
        Shape (PACE_POINTS,), from 0 to 1, non-decreasing: the cumulative mean
        absolute difference of luma between evenly spaced points of the way.
        Even where nothing changes.
    """
    shares = np.linspace(0.0, 1.0, PACE_POINTS)
    lumas = [
        compose(on_the_way(network, other or network, share), *between(start, end, share)) @ LUMA
        for share in shares
    ]
    steps = [np.abs(after - before).mean() for before, after in itertools.pairwise(lumas)]
    total = np.cumsum([0.0, *steps])
    return total / total[-1] if total[-1] > 0 else shares


def compose(
    network: Network,
    style: np.ndarray,
    paint: float = 1.0,
    light: float = 1.0,
    colours: float = 0.0,
) -> np.ndarray:
    """Render one picture as `composed` does, in whole levels.

    Returns
    -------
    np.ndarray
        RGB, uint8, shape (height, width, 3).
    """
    return to_rgb8(composed(network, style, paint, light, colours))


def composed(
    network: Network,
    style: np.ndarray,
    paint: float = 1.0,
    light: float = 1.0,
    colours: float = 0.0,
) -> np.ndarray:
    """Render one picture: painted, over the bare artwork, over black.

    Parameters
    ----------
    network
        The network with its picture.
    style
        A vector of the network's space of styles.
    paint
        Share of the painting over the bare picture, in [0, 1].
    light
        Share of the whole over black, in [0, 1].
    colours
        Share of the artwork's broad colours beneath the painting, in [0, 1];
        see `ground.lead_back`.

    Returns
    -------
    np.ndarray
        RGB, float32, shape (3, height, width), 0 to 1 but for what `to_rgb8` clips.
    """
    if light == 0.0:
        return np.zeros_like(network.picture)
    if paint == 0.0:
        painted = network.picture.copy()
    else:
        painted = network.render(style)
        if colours > 0.0:
            painted = lead_back(painted, network.picture, colours)
        if paint < 1.0:
            painted = paint * painted + (1.0 - paint) * network.picture
    if light < 1.0:
        painted = light * painted
    # Of what networks return, arrays of their own may be written to.
    return np.array(painted, dtype=np.float32)
