"""Keyframes: one painted picture for each section, and the opening before them."""

from collections.abc import Callable
from pathlib import Path

from PIL import Image

from yellowsound import kandinsky_painter, style_painter, variations_painter
from yellowsound.files import whole_folder, write_json
from yellowsound.painting import ARTWORK, DESCRIPTION, Brief, Painting

PAINTERS: dict[str, Callable[[Brief], Painting]] = {
    "style-network": style_painter.paint,
    "kandinsky-2.2": kandinsky_painter.paint,
    "sd-image-variations": variations_painter.paint,
}
"""Painters by name. Each imports its framework only when called."""


def paint_keyframes(painter: str, brief: Brief, target: str | Path) -> None:
    """Paint a pair's keyframes into the folder `target`.

    The folder holds 00.png (the opening), 01.png and so on (one for each
    section), artwork.png (what they were painted from) and keyframes.json.

    Parameters
    ----------
    painter
        A key of `PAINTERS`.
    brief
        What shall be painted.
    target
        The folder, whole or absent.
    """
    painting = PAINTERS[painter](brief)
    height, width, _ = painting.images[0].shape
    with whole_folder(target) as folder:
        entries = []
        for number, (image, detail) in enumerate(
            zip(painting.images, painting.details, strict=True)
        ):
            name = f"{number:02d}.png"
            Image.fromarray(image).save(folder / name)
            entries.append({"section": number, "file": name, **detail})
        Image.fromarray(brief.artwork).save(folder / ARTWORK)
        description = {
            "pair": brief.pair,
            "painter": painter,
            "model": painting.model,
            "width": width,
            "height": height,
            "artwork": ARTWORK,
            "opening": brief.opening,
            "seed": brief.seed,
            "images": entries,
        }
        write_json(folder / DESCRIPTION, description)
