"""What is laid out by hand: boxes in millimetres, and legends below titles in narrow figures."""

from typing import TYPE_CHECKING

from yellowsound.run.plots import MM_PER_INCH
from yellowsound.study.figures.text import POINTS_PER_INCH

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEGEND_MM, LEGEND_LINE_MM = 2.2, 3.7
"""Height of a legend without its rows, and of each row."""

LEGEND_COLUMNS = 2
"""Columns of a legend in a narrow figure."""


def size_mm(figure: "Figure") -> tuple[float, float]:
    """Return width and height of a figure."""
    width, height = figure.get_size_inches() * MM_PER_INCH
    return width, height


def share_of(
    figure: "Figure", box_mm: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    """Turn (left, top, width, height) in millimetres from the top into matplotlib's shares."""
    left, top, width, height = box_mm
    width_mm, height_mm = size_mm(figure)
    return (
        left / width_mm,
        1.0 - (top + height) / height_mm,
        width / width_mm,
        height / height_mm,
    )


def set_legend_below_title(axes: "Axes") -> None:
    """Set a panel's legend between it and its title, where it has no room beside that."""
    handles, names = axes.get_legend_handles_labels()
    legend = axes.legend(
        *(handles, names),
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0),
        ncols=LEGEND_COLUMNS,
        borderaxespad=0.0,
        handlelength=1.5,
    )
    # It may be wider than the panel: the title keeps its place free.
    legend.set_in_layout(False)
    above_pt = legend_height_mm(len(names)) * POINTS_PER_INCH / MM_PER_INCH
    axes.set_title(axes.get_title(loc="left"), pad=above_pt)


def legend_height_mm(entries: int) -> float:
    """Return how high a legend below a title is; 0 without an entry."""
    return LEGEND_MM + LEGEND_LINE_MM * -(-entries // LEGEND_COLUMNS) if entries else 0.0
