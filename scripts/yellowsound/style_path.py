"""The walker `style-path`: between two keyframes lie other mixtures of styles.

Each frame is rendered by the style network under weights on the straight line
between those of the two keyframes. Only the openings `black` and `artwork`,
which are no mixtures of styles, are faded from.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from yellowsound.files import read_json
from yellowsound.style_network import StyleNetwork, to_rgb8


def walk(folder: Path, section: int, t: np.ndarray, threads: int = 1) -> Iterator[np.ndarray]:
    """Render one section's frames.

    Parameters
    ----------
    folder
        The folder of keyframes that the painter `style-network` made.
    section
        Number of the section, from 1; it walks from image section - 1 to
        image section.
    t
        Where each frame stands between the two, in [0, 1], shape (n_frames,).
    threads
        Threads of the network.

    Yields
    ------
    np.ndarray
        RGB, uint8, shape (height, width, 3), one for each t. Equal
        neighbours in `t` are rendered once.
    """
    description = read_json(folder / "keyframes.json")
    start, end = description["images"][section - 1 : section + 1]
    with Image.open(folder / description["artwork"]) as content:
        network = StyleNetwork(np.array(content), threads)
    last_t, frame = None, None
    for value in t:
        if value != last_t:
            frame = _render(network, start, end, float(value))
            last_t = value
        yield frame


def _render(network: StyleNetwork, start: dict, end: dict, t: float) -> np.ndarray:
    def between(key: str) -> np.ndarray:
        return (1.0 - t) * np.asarray(start[key]) + t * np.asarray(end[key])

    return compose(network, between("style_weights"), between("paint"), between("light"))


def compose(
    network: StyleNetwork, style_weights: np.ndarray, paint: float = 1.0, light: float = 1.0
) -> np.ndarray:
    """Render one picture: painted, over the bare artwork, over black.

    Parameters
    ----------
    network
        The network with its picture.
    style_weights
        26 weights that sum to 1, shape (26,).
    paint
        Share of the painting over the bare picture, in [0, 1].
    light
        Share of the whole over black, in [0, 1].

    Returns
    -------
    np.ndarray
        RGB, uint8, shape (height, width, 3).
    """
    if light == 0.0:
        return np.zeros((*network.picture.shape[1:], 3), dtype=np.uint8)
    if paint == 0.0:
        painted = network.picture.copy()
    else:
        painted = network.render(style_weights)
        if paint < 1.0:
            painted = paint * painted + (1.0 - paint) * network.picture
    if light < 1.0:
        painted *= light
    return to_rgb8(np.asarray(painted, dtype=np.float32))
