"""What passes between the keyframes stage and a painter, and what it leaves for later stages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from yellowsound.run.errors import UserError
from yellowsound.run.files import read_json

DESCRIPTION = "keyframes.json"
ARTWORK = "artwork.png"
"""The artwork as it was painted, cropped to the frame; see `Painting.artworks`."""


@dataclass(frozen=True)
class Lender:
    """A picture that lends keyframes its style.

    Attributes
    ----------
    name
        Of its file.
    picture
        RGB, uint8, shape (height, width, 3), of any size and not cropped.
    """

    name: str
    picture: np.ndarray


@dataclass(frozen=True)
class Brief:
    """What a painter is asked for.

    Attributes
    ----------
    pair
        Name of the pair; seeds derive from it.
    artworks
        The pictures to start from: RGB, uint8, each of shape (height, width,
        3), already cropped to the frame.
    weights
        Weight of each artwork; they sum to 1.
    captions
        What the captions stage wrote.
    opening
        `black`, `artwork` or `first`: what the first section starts from.
    seed
        The configured seed.
    models
        The folders of the painter's models, by their names.
    threads
        Threads to use.
    options
        Settings of the painter alone, by name, and `device`.
    tables
        Paths of those configured tables that the painter declares, by key.
    lenders
        Pictures that lend their style to sections of a genre (None: of no genre) instead of
        the genre, by its name; see `lenders.read_lenders`. Empty but for painters that
        declare to take them.
    descriptions
        The artworks in words, one text for each of them; empty where nobody describes them.
    corpus
        The same of every picture of the corpus that the pair belongs to; its own artworks
        where it belongs to none.
    prompts
        Prompts of the pairs table: none, one for all sections, or one for each.
    files
        The files of the artworks, in their order; empty where they come from none.
    """

    pair: str
    artworks: Sequence[np.ndarray]
    weights: Sequence[float]
    captions: dict[str, Any]
    opening: str
    seed: int
    models: Mapping[str, Path] = field(default_factory=dict)
    threads: int = 1
    options: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, Path] = field(default_factory=dict)
    lenders: Mapping[str | None, Sequence[Lender]] = field(default_factory=dict)
    descriptions: Sequence[str] = ()
    corpus: Sequence[str] = ()
    prompts: Sequence[str] = ()
    files: Sequence[Path] = ()

    @cached_property
    def artwork(self) -> np.ndarray:
        """The artworks laid over each other: their weighted mean, RGB, uint8."""
        stacked = np.stack(self.artworks).astype(np.float64)
        return np.rint(np.average(stacked, axis=0, weights=self.weights)).astype(np.uint8)

    def whole_artwork(self, number: int) -> np.ndarray:
        """Return an artwork as its file has it, not cropped to the frame.

        It is read when it is asked for, since it may be many times as large
        as a frame. Artworks that come from no file are whole as they are.

        Parameters
        ----------
        number
            Of the artwork, from 1.

        Returns
        -------
        np.ndarray
            RGB, uint8, of any size.

        Raises
        ------
        UserError
            If the file can no longer be read.
        """
        from yellowsound.inputs.artwork import open_artwork

        if not self.files:
            return self.artworks[number - 1]
        return np.asarray(open_artwork(self.files[number - 1]))

    @property
    def unpainted_opening(self) -> np.ndarray:
        """The opening where it is not painted, `black` or `artwork`: RGB, uint8."""
        return {"black": np.zeros_like(self.artwork), "artwork": self.artwork}[self.opening]


@dataclass(frozen=True)
class Painting:
    """What a painter returns.

    Attributes
    ----------
    images
        The opening, then a keyframe for each section: RGB, uint8, each of
        shape (height, width, 3).
    details
        For each image, what painted it and what a walker needs (JSON-ready).
    model
        The model and its revision (JSON-ready).
    artworks
        What was painted, RGB, uint8: one picture, or several in turn; none
        where it is the artworks laid over each other.
    """

    images: list[np.ndarray]
    details: list[dict[str, Any]]
    model: dict[str, Any]
    artworks: Sequence[np.ndarray] = ()


def name_of(pair: str, number: int) -> str:
    """Return what an image of a pair is called in sentences; 0 is the opening."""
    return f"pair {pair}, {f'section {number}' if number else 'the opening'}"


def read_keyframes(folder: str | Path) -> dict[str, Any]:
    """Read the description (keyframes.json) of a folder of keyframes."""
    return read_json(Path(folder) / DESCRIPTION)


def check_painted(picture: Path) -> None:
    """Refuse a picture of a pair's folder that is no longer there.

    Snakemake misses the folder alone, not what is in it.
    """
    if not picture.exists():
        raise UserError(
            f"{picture} is missing: delete the folder {picture.parent} and run again, so that all "
            "of it is painted"
        )
