"""Scores as points: a marker for each video, filled where chance does not explain its score."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from yellowsound.run.plots import BLACK, GREY, MM_PER_INCH, Look
from yellowsound.study.paired_tests import ALPHA

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

POINT_AREA = 13.0
"""Area of a marker, in square points."""

CROWD = 20
"""More videos than these in one group are drawn as smaller markers."""


def draw_points(axes: "Axes", points: pd.DataFrame, looks: Mapping[str, Look]) -> None:
    """Draw videos as markers.

    Parameters
    ----------
    axes
        Where to draw.
    points
        One row a video: columns x, y, schedule, p (NaN: undefined). Rows without a y
        are left out.
    looks
        Colour and marker of each schedule.
    """
    import seaborn

    points = points[points["y"].notna()]
    significant = points["p"] < ALPHA
    for chosen, filled in ((~significant, False), (significant, True)):
        if not chosen.any():
            continue
        seaborn.scatterplot(
            points[chosen],
            x="x",
            y="y",
            hue="schedule",
            style="schedule",
            hue_order=list(looks),
            style_order=list(looks),
            palette={name: look.colour for name, look in looks.items()},
            markers={name: look.marker for name, look in looks.items()},
            s=POINT_AREA if len(points) <= CROWD else POINT_AREA / 2,
            linewidth=0.7,
            legend=False,
            zorder=3 + filled,
            ax=axes,
        )
        drawn = axes.collections[-1]
        drawn.set_edgecolor([looks[name].colour for name in points[chosen]["schedule"]])
        if not filled:
            drawn.set_facecolor("white")


def add_legend(
    figure: "Figure", looks: Mapping[str, Look], further: Iterable[tuple["Artist", str]] = ()
) -> None:
    """Set the legend of schedules and of filled markers above a figure.

    Parameters
    ----------
    figure
        A figure of constrained layout.
    looks
        The schedules shown.
    further
        More entries: handle and words.
    """
    from matplotlib.lines import Line2D

    def marker(colour: str, shape: str, face: str) -> Line2D:
        return Line2D([], [], color=colour, marker=shape, mfc=face, ls="", ms=POINT_AREA**0.5)

    schedules = [
        (marker(look.colour, look.marker, look.colour), name) for name, look in looks.items()
    ]
    meanings = [
        (marker(BLACK, "o", BLACK), f"filled: p < {ALPHA:g}"),
        (marker(BLACK, "o", "white"), f"open: p ≥ {ALPHA:g} or none"),
        *further,
    ]
    longest = max(len(words) for _, words in (*schedules, *meanings))
    width_mm = figure.get_figwidth() * MM_PER_INCH
    columns = max(1, int(width_mm / (1.3 * longest + 9)))
    rows = [*batched(schedules, columns), *batched(meanings, columns)]
    columns = max(map(len, rows))
    # A legend is filled column by column: what is missing in a row is left empty.
    empty = (Line2D([], [], linestyle=""), "")
    entries = [
        row[column] if column < len(row) else empty for column in range(columns) for row in rows
    ]
    handles, words = zip(*entries, strict=True)
    figure.legend(handles, words, loc="outside upper left", ncols=columns)


def batched(entries: Sequence[Any], size: int) -> list[Sequence[Any]]:
    """Cut a sequence into parts of `size`; the last may be shorter."""
    return [entries[start : start + size] for start in range(0, len(entries), size)]


def zero_line(axes: "Axes") -> None:
    """Draw a thin line at 0."""
    axes.axhline(0.0, color=GREY, linewidth=0.6, zorder=1)
