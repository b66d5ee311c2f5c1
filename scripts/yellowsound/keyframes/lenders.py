"""Pictures that lend keyframes their style: the pair's own, else those of the genre."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from yellowsound.inputs.artwork import open_artwork
from yellowsound.keyframes.brief import Lender

LONGEST_PX = 1024
"""Longest side at which a picture is handed on: more tells nothing of its style."""


def read_lenders(
    of_pair: Sequence[str | Path],
    of_genres: Mapping[str, Sequence[str | Path]],
    captions: Mapping[str, Any],
) -> dict[str | None, list[Lender]]:
    """Open the pictures that lend a pair's sections their style.

    Parameters
    ----------
    of_pair
        Paths of the pictures that the pairs table gives; they go before those of genres.
    of_genres
        Paths of the pictures that the genre table gives, by genre.
    captions
        What the captions stage wrote.

    Returns
    -------
    dict
        Genre to pictures, at least one, for the genres of the sections; None
        is that of sections without one. A genre without pictures is left out.

    Raises
    ------
    UserError
        If one of them is no picture that serves.
    """
    genres = dict.fromkeys(section["genre"] for section in captions["sections"])
    found = {genre: [*(of_pair or of_genres.get(genre, ()))] for genre in genres}
    opened = {path: _open(Path(path)) for paths in found.values() for path in paths}
    return {genre: [opened[path] for path in paths] for genre, paths in found.items() if paths}


def _open(path: Path) -> Lender:
    picture = open_artwork(path)
    picture.thumbnail((LONGEST_PX, LONGEST_PX))
    return Lender(path.name, np.asarray(picture))
