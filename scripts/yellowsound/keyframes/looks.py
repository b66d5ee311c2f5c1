"""The looks: the style network's 26 styles as style vectors.

They come from no paintings of others. Pictures that were painted for this
project are painted by the style network in each of its styles; the look of a
style is the mean of the style vectors of what comes out. They lie in looks.tsv:

    PYTHONPATH=scripts python -m yellowsound.keyframes.looks

writes it anew; a test compares.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from yellowsound.models.networks.painting import revision, to_rgb8
from yellowsound.models.networks.style_network import MODEL, STYLES, StyleNetwork
from yellowsound.models.networks.style_vectors import PREDICTOR, SEEN_PX, style_vector
from yellowsound.run.files import whole_file

LOOKS = Path(__file__).with_name("looks.tsv")
"""A row for each style in its order, a column for each number, after comments."""

HOME = Path(__file__).parents[3]
SOURCES = ("demo/artworks/mountain_hall.jpg", "demo/artworks/prairie.jpg")
"""What is painted, below `HOME`: by demo/compose/artworks.py, for this project."""


@cache
def read_looks() -> np.ndarray:
    """Return the looks of the 26 styles, shape (26, 100), float64."""
    return np.loadtxt(LOOKS, delimiter="\t")


def make_looks(
    pictures: Sequence[np.ndarray], styles: Iterable[int] = range(STYLES), threads: int = 1
) -> np.ndarray:
    """Return the looks of some styles.

    Parameters
    ----------
    pictures
        What is painted: RGB, uint8, shape (height, width, 3), sides multiples of 4.
    styles
        Numbers of the styles, from 0.
    threads
        Threads of onnxruntime.

    Returns
    -------
    np.ndarray
        Shape (n_styles, 100), float64.
    """
    networks = [StyleNetwork(picture, threads) for picture in pictures]
    return np.array(
        [
            np.mean(
                [style_vector(to_rgb8(n.render(np.eye(STYLES)[k])), threads) for n in networks],
                axis=0,
                dtype=np.float64,
            )
            for k in styles
        ]
    )


def sources() -> list[np.ndarray]:
    """Return the pictures that the looks are made from, as the predictor sees pictures."""
    from yellowsound.inputs.artwork import crop_to_frame, open_artwork

    return [
        np.asarray(crop_to_frame(open_artwork(HOME / name), SEEN_PX, SEEN_PX)) for name in SOURCES
    ]


def main() -> None:
    """Make the looks of all styles and write them down."""
    header = (
        f"Looks of the {STYLES} styles of {revision(MODEL)}, as style vectors of\n"
        f"{PREDICTOR}: of {' and '.join(SOURCES)}\n"
        "painted in each style. Made by yellowsound.keyframes.looks."
    )
    with whole_file(LOOKS) as partial:
        np.savetxt(partial, make_looks(sources()), fmt="%.4f", delimiter="\t", header=header)


if __name__ == "__main__":
    main()
