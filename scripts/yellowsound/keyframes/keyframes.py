"""Keyframes: one painted picture for each section, and the opening before them."""

import logging
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image

from yellowsound.inputs.prompts import wrong_count
from yellowsound.keyframes.brief import ARTWORK, DESCRIPTION, Brief, Painting
from yellowsound.run.errors import UserError
from yellowsound.run.files import whole_folder, write_json
from yellowsound.run.plug_in import PlugIn

logger = logging.getLogger(__name__)


def paint_keyframes(painter: PlugIn, brief: Brief, target: str | Path) -> None:
    """Paint a pair's keyframes into the folder `target`.

    The folder holds 00.png (the opening), 01.png and so on (one for each
    section), artwork.png (what they were painted from; in turn artwork-2.png
    and so on) and keyframes.json, which tells what they were painted by;
    `lent_by` names the pictures that lent a style.

    Parameters
    ----------
    painter
        The painter. Its function answers the brief with a `Painting`.
    brief
        What shall be painted.
    target
        The folder, whole or absent.

    Raises
    ------
    UserError
        If the pair has not as many prompts as it needs, or what the painter returns is not
        what was asked for.
    """
    if problem := wrong_count(len(brief.prompts), len(brief.captions["sections"])):
        raise UserError(f"the row of {brief.pair} in the pairs table {problem}")
    painting = painter.make(brief)
    if problem := no_painting(painting, brief):
        raise UserError(f"the painter {painter.name} returns {problem}")
    if ways := still_ways(painting.images):
        logger.warning(
            "%s: the keyframe of section %s is the picture before it, and nothing will change "
            "there: let the painter %s vary more, or give the sections different prompts",
            *(brief.pair, ", ".join(map(str, ways)), painter.name),
        )
    height, width, _ = painting.images[0].shape
    with whole_folder(target) as folder:
        entries = []
        for number, (image, detail) in enumerate(
            zip(painting.images, painting.details, strict=True)
        ):
            name = f"{number:02d}.png"
            Image.fromarray(image).save(folder / name)
            entries.append({"section": number, "file": name, **detail})
        names = []
        for number, artwork in enumerate(painting.artworks or [brief.artwork], start=1):
            names.append(ARTWORK if number == 1 else f"artwork-{number}.png")
            Image.fromarray(artwork).save(folder / names[-1])
        description = {
            "pair": brief.pair,
            "painter": painter.name,
            "model": painting.model,
            "width": width,
            "height": height,
            "artwork": ARTWORK,
            "artworks": names,
            "opening": brief.opening,
            "lent_by": lent_by(brief),
            "seed": brief.seed,
            "images": entries,
        }
        write_json(folder / DESCRIPTION, description)


def still_ways(images: Sequence[np.ndarray]) -> list[int]:
    """Return the sections, from 1, whose keyframe is the picture that they start from."""
    return [
        number
        for number, (start, end) in enumerate(pairwise(images), start=1)
        if np.array_equal(start, end)
    ]


def lent_by(brief: Brief) -> list[str]:
    """Return the names of the pictures that lent a style to some section, each once."""
    lenders = (brief.lenders.get(section["genre"], ()) for section in brief.captions["sections"])
    return list(dict.fromkeys(lender.name for some in lenders for lender in some))


def no_painting(painting: Painting, brief: Brief) -> str | None:
    """Return in what a painter's answer is not what was asked for; None where it is."""
    if not isinstance(painting, Painting):
        return f"a {type(painting).__name__}: a Painting of keyframes.brief is due"
    due = len(brief.captions["sections"]) + 1
    if len(painting.images) != due or len(painting.details) != due:
        count = f"{len(painting.images)} pictures and {len(painting.details)} details"
        return f"{count}: {due} of each are due, the opening and one for each section"
    shape = brief.artworks[0].shape
    for number, image in enumerate(painting.images):
        if image.shape != shape or image.dtype != np.uint8:
            return (
                f"picture {number} of shape {image.shape} and {image.dtype}: RGB pictures of "
                f"uint8 and shape {shape} are due"
            )
    return None
