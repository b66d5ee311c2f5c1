"""The contact sheet: every pair's opening and keyframes in one picture."""

from collections.abc import Sequence
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from yellowsound.files import read_json
from yellowsound.painting import read_keyframes
from yellowsound.plots import save_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

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

    Parameters
    ----------
    folders
        The pairs' folders of keyframes.
    captions
        Their captions' JSON files, in the same order.
    target
        The PNG or PDF file.
    """
    from matplotlib.figure import Figure

    keyframes = [read_keyframes(folder) for folder in folders]
    columns = 1 + max(len(entry["images"]) for entry in keyframes)
    figure = Figure(figsize=(2.3 * columns, 3.3 * len(folders)), layout="constrained")
    figure.get_layout_engine().set(hspace=0.06, h_pad=0.08)
    grid = figure.subplots(len(folders), columns, squeeze=False)
    for axes in grid.flat:
        axes.set_axis_off()
    for line, folder, entry, file in zip(grid, folders, keyframes, captions, strict=True):
        song = read_json(file)
        _show(line[0], Path(folder) / entry["artwork"], entry["pair"], _genre(song), "bold")
        for axes, image in zip(line[1:], entry["images"], strict=False):
            if image["section"]:
                section = song["sections"][image["section"] - 1]
                title = f"{section['start_s']:g} to {section['end_s']:g} s"
                text = section["text"]
            else:
                title, text = "opening", OPENINGS[entry["opening"]]
            _show(axes, Path(folder) / image["file"], title, text)
    save_figure(figure, target)


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
