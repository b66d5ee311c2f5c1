"""One song through the method: sound, energy, schedules, keyframes and captions."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from PIL import Image

from yellowsound.keyframes.brief import read_keyframes
from yellowsound.run.plots import (
    BLACK,
    BLUE,
    GREY,
    NARROW_MM,
    TWO_COLUMNS_MM,
    VERMILION,
    looks_of,
    print_figure,
    print_style,
)
from yellowsound.study.figures.by_hand import (
    legend_height_mm,
    set_legend_below_title,
    share_of,
    size_mm,
)
from yellowsound.study.figures.contact_sheet import OPENINGS
from yellowsound.study.figures.text import wrap_to

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# The figure is laid out by hand, in millimetres from its upper left corner:
# captions of any length keep their columns, lines lead from times to pictures.
LEFT_MM, RIGHT_MM = 17.0, 4.0
TITLE_MM, GAP_MM = 3.5, 7.5
ROW_GAP_MM, BOTTOM_MM = 6.5, 1.5
PANELS_MM = (15.0, 16.0, 28.0)
LEADER_MM = 12.0
GUTTER_MM = 2.5
LARGEST_PICTURE_MM = 28.0
LINE_MM = 2.9
CAPTION_PT = 6.5
TITLE_PT, TITLE_LINE_MM = 7.5, 3.3
TITLES = (
    "waveforms of the two parts, in shares of the highest peak",
    "envelopes and their weighted sum, the energy, of each section",
    "cumulative T",
)


def song_figure(
    energies: pd.DataFrame,
    schedules: Mapping[str, pd.DataFrame],
    captions: Mapping[str, Any],
    keyframes: str | Path,
    width_mm: float = TWO_COLUMNS_MM,
) -> "Figure":
    """Draw how one song becomes a video.

    Parameters
    ----------
    energies
        The table of `hearing.frames.hear_frames`.
    schedules
        Name to table of `schedule.make_schedule` for the same excerpt; at least one.
    captions
        The pair's captions, as their JSON file holds them.
    keyframes
        The pair's folder of keyframes.
    width_mm
        Width of the figure.

    Returns
    -------
    Figure
        Waveforms of the two parts, energy, cumulative T of each schedule, and
        below them the opening and each section's keyframe with its caption.
        Where they stand in one row, lines lead to them from the ends of their
        sections, at which the video reaches them. Captions of more than ten
        lines (six in a long song) are cut.
    """
    described = read_keyframes(keyframes)
    starts_s, ends_s = _edges(energies)
    images, narrow = described["images"], width_mm < NARROW_MM
    per_row = min(len(images), 3) if narrow else _pictures_per_row(len(images))
    column_mm = (width_mm - 2 * RIGHT_MM + GUTTER_MM) / per_row - GUTTER_MM
    texts = [_caption(image, described, captions) for image in images]
    most_lines = 10 if len(images) <= 14 else 6
    lines = [wrap_to(text, column_mm, CAPTION_PT, most_lines) for _, text in texts]
    batches = [range(at, min(at + per_row, len(images))) for at in range(0, len(images), per_row)]
    picture_mm = min(LARGEST_PICTURE_MM, column_mm)
    rows_mm = [
        picture_mm + 0.8 + LINE_MM * max(len(lines[number]) for number in batch) + ROW_GAP_MM
        for batch in batches
    ]
    titles = [wrap_to(t, width_mm - LEFT_MM - RIGHT_MM, TITLE_PT, most_lines=3) for t in TITLES]
    gaps_mm = [GAP_MM] * len(PANELS_MM)
    if narrow:
        gaps_mm = [
            GAP_MM + TITLE_LINE_MM * (len(title) - 1) + legend_height_mm(entries)
            for title, entries in zip(titles, (0, 3, len(schedules)), strict=True)
        ]
    panels_mm = TITLE_MM + sum(PANELS_MM) + sum(gaps_mm)
    height_mm = panels_mm + LEADER_MM + sum(rows_mm) - ROW_GAP_MM + BOTTOM_MM
    with print_style():
        figure = print_figure(width_mm, height_mm, layout=None)
        waves, energy, path = _panels(figure, gaps_mm)
        _draw_waves(waves, energies)
        _draw_energy(energy, energies, next(iter(schedules.values())))
        _draw_paths(path, schedules)
        for axes, title in zip((waves, energy, path), titles, strict=True):
            axes.set_title("\n".join(title))
            if narrow and axes.get_legend():
                set_legend_below_title(axes)
            axes.set_xlim(0.0, ends_s[-1])
            for start in starts_s[1:]:
                axes.axvline(start, color=GREY, linewidth=0.6, linestyle=":", zorder=0)
        figure.text(
            RIGHT_MM / width_mm,
            1.0 - 1.0 / height_mm,
            f"{captions['pair']} · {(captions['genre'] or {'name': 'no genre found'})['name']}",
            fontsize=8.5,
            verticalalignment="top",
        )
        top_mm = panels_mm + LEADER_MM
        for batch, row_mm in zip(batches, rows_mm, strict=True):
            for place, number in enumerate(batch):
                left_mm = RIGHT_MM + place * (column_mm + GUTTER_MM)
                box = (left_mm, top_mm, picture_mm)
                file = Path(keyframes) / images[number]["file"]
                _show(figure, file, box, texts[number][0], lines[number])
                if len(batches) == 1:
                    section = images[number]["section"]
                    reached_s = ends_s[section - 1] if section else 0.0
                    to_mm = (left_mm + picture_mm / 2, top_mm - LINE_MM - 0.6)
                    _lead(figure, path, reached_s, to_mm, panels_mm)
            top_mm += row_mm
    return figure


def _edges(energies: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return where the sections start and end, in seconds."""
    time_s = energies["time_s"].to_numpy()
    frame_s = time_s[1] - time_s[0]
    starts_s = energies.groupby("section")["time_s"].min().to_numpy()
    return starts_s, np.append(starts_s[1:], round(float(time_s[-1] + frame_s), 3))


def _pictures_per_row(count: int) -> int:
    """Return how many keyframes stand side by side."""
    if count <= 7:
        return count
    return 7 if count <= 14 else 10


def _caption(
    image: Mapping[str, Any], described: Mapping[str, Any], captions: Mapping[str, Any]
) -> tuple[str, str]:
    """Return what stands above and below a keyframe: its section's times and caption."""
    if not image["section"]:
        return "opening", OPENINGS.get(described["opening"], described["opening"])
    section = captions["sections"][image["section"] - 1]
    return f"{section['start_s']:g} to {section['end_s']:g} s", section["text"]


def _panels(figure: "Figure", gaps_mm: Sequence[float]) -> list["Axes"]:
    """Add the panels over the time axis, from the top, each below a gap."""
    panels, top_mm = [], TITLE_MM
    width_mm = size_mm(figure)[0] - LEFT_MM - RIGHT_MM
    for panel_mm, gap_mm in zip(PANELS_MM, gaps_mm, strict=True):
        top_mm += gap_mm
        box_mm = (LEFT_MM, top_mm, width_mm, panel_mm)
        panels.append(figure.add_axes(share_of(figure, box_mm)))
        top_mm += panel_mm
    for axes in panels[:-1]:
        axes.tick_params(labelbottom=False)
    panels[-1].set_xlabel("time (s)")
    # Beside the axis: the lines to the keyframes start below it.
    panels[-1].xaxis.set_label_coords(-8.5 / width_mm, -1.6 / PANELS_MM[-1])
    return panels


def _draw_waves(axes: "Axes", energies: pd.DataFrame) -> None:
    """Draw the waveforms of both parts, one above the other."""
    lanes = (("harmonic", 1.0, BLUE), ("percussive", -1.0, VERMILION))
    full_scale = max(energies[f"{part}_peak"].max() for part, _, _ in lanes) or 1.0
    for part, centre, colour in lanes:
        height = energies[f"{part}_peak"] / full_scale
        axes.fill_between(
            energies["time_s"], centre - height, centre + height, step="post", color=colour, lw=0
        )
    axes.set(yticks=[1, -1], ylim=(-2.1, 2.1))
    axes.set_yticklabels(["harmonic", "percussive"])
    axes.tick_params(axis="y", length=0)


def _draw_energy(axes: "Axes", energies: pd.DataFrame, schedule: pd.DataFrame) -> None:
    """Draw the envelopes and the energy."""
    time_s = energies["time_s"]
    # A long song's lines are thinner, or they would fill the panel.
    fineness = float(np.clip(60.0 / time_s.iloc[-1], 0.3, 1.0))
    for label, curve, colour, width in (
        ("harmonic", energies["harmonic"], BLUE, 0.5),
        ("percussive", energies["percussive"], VERMILION, 0.5),
        ("energy", schedule["energy"], BLACK, 0.8),
    ):
        axes.plot(time_s, curve, color=colour, linewidth=width * fineness, label=label)
    axes.set(ylabel="energy\n(0 to 1)", ylim=(0.0, 1.05), yticks=[0, 1])
    _legend(axes)


def _draw_paths(axes: "Axes", schedules: Mapping[str, pd.DataFrame]) -> None:
    """Draw each schedule's T, section by section."""
    looks = looks_of(schedules)
    for order, (name, look) in enumerate(looks.items()):
        table = schedules[name]
        # A gap where a section ends: no line falls from 1 to 0.
        t = table["t"].where(table["section"] == table["section"].shift(-1, fill_value=-1))
        t = t.where(t.notna(), table["t"])
        ends = np.flatnonzero(np.diff(table["section"])) + 1
        marks = max(1, len(table) // 14)
        axes.plot(
            np.insert(table["time_s"].to_numpy(), ends, np.nan),
            np.insert(t.to_numpy(), ends, np.nan),
            color=look.colour,
            linewidth=0.9,
            marker=look.marker,
            markersize=2.6,
            markevery=(order * marks // len(looks), marks),
            label=name,
        )
    axes.set(ylabel="T (0: keyframe,\n1: next)", ylim=(-0.03, 1.05), yticks=[0, 0.5, 1])
    _legend(axes)


def _legend(axes: "Axes") -> None:
    """Set the legend above a panel."""
    axes.legend(
        loc="lower right",
        bbox_to_anchor=(1.0, 1.0),
        ncols=9,
        borderaxespad=0.0,
        handlelength=1.5,
    )


def _show(
    figure: "Figure",
    file: Path,
    box_mm: tuple[float, float, float],
    title: str,
    lines: list[str],
) -> None:
    """Show a picture in a square box (left, top, side) with a line above and lines below."""
    left_mm, top_mm, side_mm = box_mm
    width_mm, height_mm = size_mm(figure)
    axes = figure.add_axes(share_of(figure, (left_mm, top_mm, side_mm, side_mm)))
    axes.set_axis_off()
    axes.set_anchor("NW")
    with Image.open(file) as picture:
        axes.imshow(np.array(picture))
    x = left_mm / width_mm
    place = {"horizontalalignment": "left", "fontsize": CAPTION_PT}
    above = 1.0 - (top_mm - 0.6) / height_mm
    figure.text(x, above, title, verticalalignment="bottom", **place)
    for number, line in enumerate(lines):
        below = 1.0 - (top_mm + side_mm + 0.8 + number * LINE_MM) / height_mm
        figure.text(x, below, line, verticalalignment="top", **place)


def _lead(
    figure: "Figure",
    axes: "Axes",
    time_s: float,
    to_mm: tuple[float, float],
    axis_mm: float,
) -> None:
    """Draw a line from a time, below the labels of the axis, to a picture."""
    from matplotlib.lines import Line2D

    low, high = axes.get_xlim()
    width_mm, height_mm = size_mm(figure)
    x_mm = LEFT_MM + (time_s - low) / (high - low) * (width_mm - LEFT_MM - RIGHT_MM)
    from_mm = axis_mm + 5.0
    line = Line2D(
        [x_mm / width_mm, to_mm[0] / width_mm],
        [1.0 - from_mm / height_mm, 1.0 - to_mm[1] / height_mm],
        transform=figure.transFigure,
        color=GREY,
        linewidth=0.6,
    )
    figure.add_artist(line)
