"""The walk that is rendered by a painting network: between two keyframes lie other styles.

Each frame is in a style on the straight line between those of the two keyframes, of a picture
between those that they were painted from, at the pace of the visible change. Between styles that
are near each other the picture changes evenly: there, frames are blended (`between`). Only the
openings `black` and `artwork`, which are in no style, are faded from.
"""

from collections.abc import Callable, Iterator

import numpy as np

from yellowsound.frames.between import frames_between
from yellowsound.frames.brief import WalkBrief
from yellowsound.keyframes.brief import read_keyframes
from yellowsound.keyframes.canvas import on_canvas
from yellowsound.keyframes.composition import between, composed, on_the_way
from yellowsound.models.networks.painting import PaintingNetwork
from yellowsound.run.settings import number

TOLERANCE = number(
    1.0,
    "where the picture changes so evenly that the middle between two rendered frames differs from "
    "their mean by no more than this, root mean square, frames between are blended; 0 renders "
    "every frame",
    most=5,
    unit="grey levels of 255",
)
"""The setting by that name."""

PAINTED = 0.1
"""Share of frames that are rendered, at most, as costs are reckoned: it was 9 of 240 in the demo.
The others are blended."""


def walk_between_styles(
    brief: WalkBrief, network_of: Callable[[np.ndarray, int], PaintingNetwork]
) -> Iterator[np.ndarray]:
    """Render one section's frames.

    Parameters
    ----------
    brief
        What is asked for; its keyframes are of `composition.paint_way`, its t
        are shares of the visible change. Option: `tolerance` (`TOLERANCE`).
    network_of
        Returns the network that painted them, given picture and threads.

    Yields
    ------
    np.ndarray
        RGB, uint8, shape (height, width, 3), one for each t; see
        `between.frames_between`.
    """
    from PIL import Image

    description = read_keyframes(brief.folder)
    start, end = description["images"][brief.section - 1 : brief.section + 1]
    networks = {}
    for turn in {start["turn"], end["turn"]}:
        with Image.open(brief.folder / description["artworks"][turn]) as content:
            picture = np.array(content)
        networks[turn] = on_canvas(network_of, picture, brief.threads, end["canvas"])
    way = np.interp(brief.t, end["pace"], np.linspace(0.0, 1.0, len(end["pace"])))
    accents = np.zeros(way.size) if brief.accents is None else brief.accents

    def render(stop: float, accent: float) -> np.ndarray:
        network = on_the_way(networks[start["turn"]], networks[end["turn"]], stop)
        return composed(network, *between(start, end, stop, accent))

    yield from frames_between(way, accents, render, brief.options["tolerance"])
