"""The contact sheet: every pair's opening and keyframes in one picture."""

from collections.abc import Sequence
from math import ceil
from pathlib import Path
from textwrap import fill, shorten
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from yellowsound.keyframes.brief import read_keyframes
from yellowsound.run.files import read_json
from yellowsound.run.plots import DPI, save_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_WITH_CAPTIONS = 24
"""A sheet of more pairs shows thumbnails without captions, several pairs abreast."""

THUMBNAIL_PX, LABEL_PX, GAP_PX = 96, 26, 14
SHEET_PX = 1800
"""A sheet of thumbnails is about so many pixels wide, wider if it were too tall."""

MOST_PIXELS = 4e7
"""Thumbnails of very many pairs are smaller, so that together they are not more pixels."""

CAPTION_WIDTH = 34
"""Letters in a line of a caption."""

OPENINGS = {
    "first": "painted in the genre's own style",
    "artwork": "the bare artwork",
    "black": "black",
}


def plot_contact_sheet(
    folders: Sequence[str | Path], captions: Sequence[str | Path], target: str | Path
) -> None:
    """Lay out one row for each pair: artwork, opening, each section's keyframe and caption.

    Of more than `MOST_WITH_CAPTIONS` pairs the captions are left out.

    Parameters
    ----------
    folders
        The pairs' folders of keyframes.
    captions
        Their captions' JSON files, in the same order.
    target
        The PNG or PDF file.
    """
    keyframes = [read_keyframes(folder) for folder in folders]
    songs = [read_json(path) for path in captions]
    draw = _with_captions if len(folders) <= MOST_WITH_CAPTIONS else _thumbnails
    save_figure(draw([Path(folder) for folder in folders], keyframes, songs), target)


def _with_captions(
    folders: Sequence[Path], keyframes: Sequence[dict[str, Any]], songs: Sequence[dict[str, Any]]
) -> "Figure":
    """Draw a row for each pair, with captions below the pictures."""
    from matplotlib.figure import Figure

    columns = 1 + max(len(entry["images"]) for entry in keyframes)
    figure = Figure(figsize=(2.3 * columns, 3.3 * len(folders)), layout="constrained")
    figure.get_layout_engine().set(hspace=0.06, h_pad=0.08)
    grid = figure.subplots(len(folders), columns, squeeze=False)
    for axes in grid.flat:
        axes.set_axis_off()
    for line, folder, entry, song in zip(grid, folders, keyframes, songs, strict=True):
        _show(line[0], folder / entry["artwork"], entry["pair"], _genre(song), "bold")
        for axes, image in zip(line[1:], entry["images"], strict=False):
            if image["section"]:
                section = song["sections"][image["section"] - 1]
                title = f"{section['start_s']:g} to {section['end_s']:g} s"
                text = section["text"]
            else:
                title, text = "opening", OPENINGS[entry["opening"]]
            _show(axes, folder / image["file"], title, text)
    return figure


def thumbnail_layout(pairs: int, pictures: int) -> tuple[int, int]:
    """Choose how thumbnails are laid out.

    Parameters
    ----------
    pairs
        How many pairs there are.
    pictures
        Pictures of a pair at most.

    Returns
    -------
    side, abreast : int
        Side of a thumbnail in pixels; pairs side by side.
    """
    side = int(min(THUMBNAIL_PX, (MOST_PIXELS / (pairs * pictures)) ** 0.5))
    width, height = pictures * side + GAP_PX, LABEL_PX + side + GAP_PX
    # At most three times as tall as wide.
    abreast = max(SHEET_PX // width, ceil((pairs * height / (3 * width)) ** 0.5))
    return side, min(max(abreast, 1), pairs)


def _thumbnails(
    folders: Sequence[Path], keyframes: Sequence[dict[str, Any]], songs: Sequence[dict[str, Any]]
) -> "Figure":
    """Draw thumbnails of all pairs, several pairs abreast.

    One picture is laid out in pixels: thousands of axes would take minutes.
    """
    from matplotlib.figure import Figure

    longest = 1 + max(len(entry["images"]) for entry in keyframes)
    side, abreast = thumbnail_layout(len(folders), longest)
    width, height = longest * side + GAP_PX, LABEL_PX + side + GAP_PX
    n_rows = -(-len(folders) // abreast)
    sheet = Image.new("RGB", (abreast * width, n_rows * height), "white")
    figure = Figure(figsize=(sheet.width / DPI, sheet.height / DPI))
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    for number, (folder, entry, song) in enumerate(zip(folders, keyframes, songs, strict=True)):
        left, top = number % abreast * width, number // abreast * height
        for place, file in enumerate([entry["artwork"], *(im["file"] for im in entry["images"])]):
            with Image.open(folder / file) as picture:
                small = picture.convert("RGB")
            small.thumbnail((side, side), Image.Resampling.LANCZOS)
            sheet.paste(small, (left + place * side, top + LABEL_PX))
        genre = (song["genre"] or {"name": "no genre found"})["name"]
        label = shorten(f"{entry['pair']}, {genre}", longest * side // 9, placeholder="…")
        axes.text(left, top + LABEL_PX - 8, label, fontsize=6.5, clip_on=True)
    axes.imshow(np.asarray(sheet), interpolation="none")
    return figure


def _genre(song: dict[str, Any]) -> str:
    genre = song["genre"]
    if genre is None:
        return "no genre found"
    if genre["probability"] is None:
        return f"{genre['name']}, {genre['matched']}"
    return f"{genre['name']}, probability {genre['probability']:.2f}"


def _show(axes: "Axes", file: Path, title: str, text: str, weight: str = "normal") -> None:
    with Image.open(file) as picture:
        axes.imshow(np.array(picture))
    axes.set_title(title, loc="left", fontsize=10, fontweight=weight)
    below = fill(text, CAPTION_WIDTH)
    axes.text(0, -0.04, below, transform=axes.transAxes, va="top", ha="left", fontsize=7.5)
