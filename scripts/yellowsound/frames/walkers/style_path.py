"""The walker `style-path`: between two keyframes lie other mixtures of styles."""

from collections.abc import Iterator

import numpy as np

from yellowsound.frames.brief import WalkBrief
from yellowsound.frames.style_walk import PAINTED, TOLERANCE, walk_between_styles
from yellowsound.models.networks.painting import PACKAGE, renders
from yellowsound.models.networks.style_network import StyleNetwork
from yellowsound.run.plug_in import PlugIn


def walk(brief: WalkBrief) -> Iterator[np.ndarray]:
    """Render one section's frames between keyframes of the painter `style-network`.

    As `style_walk.walk_between_styles` does.
    """
    return walk_between_styles(brief, StyleNetwork)


# One core a section: sections in parallel render more frames a second than one on all cores.
PLUG_IN = PlugIn(
    "walker",
    "style-path",
    walk,
    "other mixtures of styles, at the pace of the visible change",
    environment="style",
    package=PACKAGE,
    work=renders("style-network", PAINTED),
    settings={"tolerance": TOLERANCE},
    accents=True,
    cpu_mem_mb=1000,
    mem_mb_per_mpixel=2000,
    runtime_min=5,
    cpu_s_per_unit=2,
    walks=("style-network",),
)
