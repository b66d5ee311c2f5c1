"""The walk that is rendered by a painting network: between two keyframes lie other styles.

Each frame is painted in a style on the straight line between those of the two
keyframes, at the pace of the visible change. Only the openings `black` and
`artwork`, which are in no style, are faded from.
"""

from collections.abc import Callable, Iterator

import numpy as np

from yellowsound.frames.brief import WalkBrief
from yellowsound.keyframes.brief import read_keyframes
from yellowsound.keyframes.composition import between, compose
from yellowsound.models.networks.painting import PaintingNetwork


def walk_between_styles(
    brief: WalkBrief, network_of: Callable[[np.ndarray, int], PaintingNetwork]
) -> Iterator[np.ndarray]:
    """Render one section's frames.

    Parameters
    ----------
    brief
        What is asked for; its keyframes are of `composition.paint_way`, its t
        are shares of the visible change.
    network_of
        Returns the network that painted them, given picture and threads.

    Yields
    ------
    np.ndarray
        RGB, uint8, shape (height, width, 3), one for each t. Neighbours equal
        in t and accent are rendered once.
    """
    from PIL import Image

    description = read_keyframes(brief.folder)
    start, end = description["images"][brief.section - 1 : brief.section + 1]
    with Image.open(brief.folder / description["artwork"]) as content:
        network = network_of(np.array(content), brief.threads)
    way = np.interp(brief.t, end["pace"], np.linspace(0.0, 1.0, len(end["pace"])))
    accents = np.zeros(way.size) if brief.accents is None else brief.accents
    last_stop, frame = None, None
    for stop in zip(way.tolist(), accents.tolist(), strict=True):
        if stop != last_stop:
            frame = compose(network, *between(start, end, *stop))
            last_stop = stop
        yield frame
