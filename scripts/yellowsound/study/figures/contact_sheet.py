"""The contact sheet: every pair's artworks, opening and keyframes, on pages of a printed size."""

from collections.abc import Sequence
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from yellowsound.keyframes.brief import check_painted, read_keyframes
from yellowsound.run.files import read_json, whole_file
from yellowsound.run.plots import MM_PER_INCH, PRINT_DPI, print_figure, print_style
from yellowsound.study.figures.sheet_layout import (
    GUTTER_MM,
    LINE_MM,
    MOST_LINES,
    TITLE_MM,
    Layout,
)
from yellowsound.study.figures.text import wrap_to

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_BYTES = 1_000_000
"""A page's file is smaller than this: what is sent by mail and loads at once."""

QUALITIES = ((200, None), (150, None), *((dpi, 256) for dpi in (150, 120, 100, 80, 60, 40)))
"""Pictures' pixels an inch and colours, the best first; the first that makes a small file is
taken, or the last."""

TOP_MM = 0.6
LETTERS_PT = 6.5

OPENINGS = {
    "first": "painted in the genre's own style",
    "artwork": "the bare artwork",
    "black": "black",
}

Pair = tuple[str, list[tuple[Image.Image, str, str]]]
"""A pair's name with its genre; its pictures, each with what stands above and below it."""


def save_page(
    folders: Sequence[str | Path],
    captions: Sequence[str | Path],
    layout: Layout,
    paths: Sequence[str | Path],
) -> None:
    """Draw a page of pairs and save it, each file smaller than `MOST_BYTES`.

    Parameters
    ----------
    folders
        The pairs' folders of keyframes.
    captions
        Their captions' JSON files, in the same order.
    layout
        How they are laid out.
    paths
        The PNG and PDF files. The same pictures give the same bytes.
    """
    pairs = []
    for folder, path in zip(folders, captions, strict=True):
        entry, song = read_keyframes(folder), read_json(path)
        shown = [
            (_picture(Path(folder, file), layout), title, text)
            for file, title, text in _pictures(entry, song)
        ]
        genre = (song["genre"] or {"name": "no genre found"})["name"]
        pairs.append((f"{entry['pair']}, {genre}", shown))
    for path in paths:
        for dpi, colours in QUALITIES:
            told = _written(pairs, layout, Path(path).suffix, dpi, colours)
            if len(told) < MOST_BYTES:
                break
        with whole_file(path) as partial:
            partial.write_bytes(told)


def _written(
    pairs: Sequence[Pair],
    layout: Layout,
    suffix: str,
    dpi: int,
    colours: int | None,
) -> bytes:
    """Return a page as a file of a kind, its pictures of a quality."""
    file = BytesIO()
    with print_style():
        figure = _page(pairs, layout, dpi, colours)
        if suffix == ".pdf":
            figure.savefig(file, format="pdf", dpi=PRINT_DPI, metadata={"CreationDate": None})
            return file.getvalue()
        figure.savefig(file, format="png", dpi=dpi, metadata={"Software": None})
    if colours is None:
        return file.getvalue()
    small = BytesIO()
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(colours).save(small, "png", optimize=True)
    return small.getvalue()


def _page(
    pairs: Sequence[Pair],
    layout: Layout,
    dpi: int,
    colours: int | None,
) -> "Figure":
    """Draw a page: all pictures are one, with letters above it, for a page may hold hundreds."""
    rows = ceil(len(pairs) / layout.abreast)
    pair_mm = layout.lines * layout.line_mm
    height_mm = rows * pair_mm
    figure = print_figure(layout.width_mm, height_mm, layout=None)
    size = [round(length * dpi / MM_PER_INCH) for length in (layout.width_mm, height_mm)]
    sheet = Image.new("RGB", tuple(size), "white")

    def say(left_mm: float, top_mm: float, text: str, **style: Any) -> None:
        place = (left_mm / layout.width_mm, 1.0 - (top_mm + TOP_MM) / height_mm)
        figure.text(*place, text, fontsize=LETTERS_PT, verticalalignment="top", **style)

    across_mm = layout.columns * layout.pitch_mm + (0 if layout.captions else GUTTER_MM)
    side_px = max(1, int(layout.side_mm * dpi / MM_PER_INCH))
    for number, (label, shown) in enumerate(pairs):
        corner_mm = (number % layout.abreast * across_mm, number // layout.abreast * pair_mm)
        if not layout.captions:
            letters = int(layout.columns * layout.side_mm / 1.3)
            say(*corner_mm, label if len(label) <= letters else f"{label[: letters - 1]}…")
        for place, (picture, title, text) in enumerate(shown):
            left_mm = corner_mm[0] + place % layout.columns * layout.pitch_mm
            top_mm = corner_mm[1] + place // layout.columns * (
                layout.line_mm if layout.captions else layout.side_mm
            )
            small = picture.copy()
            small.thumbnail((side_px, side_px), Image.Resampling.LANCZOS)
            at = (left_mm, top_mm + TITLE_MM)
            sheet.paste(small, tuple(round(length * dpi / MM_PER_INCH) for length in at))
            if layout.captions:
                say(left_mm, top_mm, title, fontweight="bold" if place == 0 else "normal")
                below_mm = top_mm + TITLE_MM + layout.side_mm + 0.6
                room_mm = layout.pitch_mm - GUTTER_MM
                for line in wrap_to(text, room_mm, LETTERS_PT, MOST_LINES):
                    say(left_mm, below_mm, line)
                    below_mm += LINE_MM
    if colours is not None:
        sheet = sheet.quantize(colours).convert("RGB")
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0), zorder=-1)
    axes.set_axis_off()
    axes.imshow(np.asarray(sheet), interpolation="none", aspect="auto")
    return figure


def _picture(file: Path, layout: Layout) -> Image.Image:
    """Read a picture, as large as the best quality needs it."""
    side_px = ceil(layout.side_mm * QUALITIES[0][0] / MM_PER_INCH)
    check_painted(file)
    with Image.open(file) as picture:
        small = picture.convert("RGB")
    small.thumbnail((side_px, side_px), Image.Resampling.LANCZOS)
    return small


def _pictures(entry: dict[str, Any], song: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return a pair's pictures, each with what stands above and below it."""
    first, *further = entry["artworks"]
    shown = [(first, entry["pair"], _genre(song))]
    shown += [(file, f"artwork {number}", "") for number, file in enumerate(further, start=2)]
    for image in entry["images"]:
        if image["section"]:
            section = song["sections"][image["section"] - 1]
            title = f"{section['start_s']:g} to {section['end_s']:g} s"
            shown.append((image["file"], title, section["text"]))
        else:
            opening = OPENINGS.get(entry["opening"], entry["opening"])
            shown.append((image["file"], "opening", opening))
    return shown


def _genre(song: dict[str, Any]) -> str:
    genre = song["genre"]
    if genre is None:
        return "no genre found"
    if genre["probability"] is None:
        return f"{genre['name']}, {genre['matched']}"
    return f"{genre['name']}, probability {genre['probability']:.2f}"
