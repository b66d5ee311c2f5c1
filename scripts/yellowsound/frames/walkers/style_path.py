"""The walker `style-path`: between two keyframes lie other mixtures of styles.

Each frame is rendered by the style network under weights on the straight line
between those of the two keyframes, at the pace of the visible change. Only the
openings `black` and `artwork`, which are no mixtures of styles, are faded from.
"""

from collections.abc import Iterator

import numpy as np

from yellowsound.frames.brief import WalkBrief
from yellowsound.keyframes.brief import read_keyframes
from yellowsound.keyframes.composition import between, compose
from yellowsound.models.networks.style_network import PACKAGE, StyleNetwork
from yellowsound.run.plug_in import PlugIn


def walk(brief: WalkBrief) -> Iterator[np.ndarray]:
    """Render one section's frames.

    Parameters
    ----------
    brief
        What is asked for; its keyframes are those of the painter
        `style-network`, its t are shares of the visible change.

    Yields
    ------
    np.ndarray
        RGB, uint8, shape (height, width, 3), one for each t. Equal
        neighbours in t are rendered once.
    """
    from PIL import Image

    description = read_keyframes(brief.folder)
    start, end = description["images"][brief.section - 1 : brief.section + 1]
    with Image.open(brief.folder / description["artwork"]) as content:
        network = StyleNetwork(np.array(content), brief.threads)
    way = np.interp(brief.t, end["pace"], np.linspace(0.0, 1.0, len(end["pace"])))
    last_stop, frame = None, None
    for stop in way:
        if stop != last_stop:
            frame = compose(network, *between(start, end, float(stop)))
            last_stop = stop
        yield frame


# One core a section: sections in parallel render more frames a second than one on all cores.
PLUG_IN = PlugIn(
    "walker",
    "style-path",
    walk,
    "other mixtures of styles, at the pace of the visible change",
    environment="style",
    package=PACKAGE,
    cpu_mem_mb=1000,
    mem_mb_per_mpixel=2000,
    runtime_min=5,
    cpu_s_per_unit=2,
    walks=("style-network",),
)
