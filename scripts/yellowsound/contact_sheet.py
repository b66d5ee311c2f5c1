"""The contact sheet: every pair's opening and keyframes in one picture."""

from collections.abc import Sequence
from pathlib import Path
from textwrap import fill

import numpy as np
from PIL import Image

from yellowsound.files import read_json
from yellowsound.keyframes import read_keyframes
from yellowsound.plots import save_figure

CAPTION_WIDTH = 34
"""Letters in a line of a caption."""


def plot_contact_sheet(
    folders: Sequence[str | Path], captions: Sequence[str | Path], target: str | Path
) -> None:
    """Lay out one row for each pair: its opening, then each section's keyframe and caption.

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
    columns = max(len(entry["images"]) for entry in keyframes)
    rows = len(folders)
    figure = Figure(figsize=(2.3 * columns, 3.0 * rows), layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False)
    for axes in grid.flat:
        axes.set_axis_off()
    for line, folder, entry, file in zip(grid, folders, keyframes, captions, strict=True):
        song = read_json(file)
        genre = song["genre"]["name"] if song["genre"] else "no genre"
        line[0].set_title(f"{entry['pair']}\n{genre}", loc="left", fontsize=10, fontweight="bold")
        for axes, image in zip(line, entry["images"], strict=False):
            with Image.open(Path(folder) / image["file"]) as picture:
                axes.imshow(np.array(picture))
            if image["section"]:
                section = song["sections"][image["section"] - 1]
                axes.set_title(
                    f"{section['start_s']:g} to {section['end_s']:g} s", loc="left", fontsize=9
                )
                text = fill(section["text"], CAPTION_WIDTH)
            else:
                text = f"opening: {entry['opening']}"
            axes.text(0, -0.04, text, transform=axes.transAxes, va="top", ha="left", fontsize=7.5)
    save_figure(figure, target)
