"""The specification curve, and what shifted pictures score."""

from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from yellowsound.run.plots import (
    BLACK,
    BLUE,
    GREY,
    MM_PER_INCH,
    NARROW_MM,
    TWO_COLUMNS_MM,
    VERMILION,
    print_figure,
    print_style,
    row_height_mm,
)
from yellowsound.study.dose_response import DETECTED_MS
from yellowsound.study.statistics import YES
from yellowsound.study.tables import METRIC_UNITS, metric_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CHOICES = {
    "metric": "metric",
    "detector": "detector",
    "tracker": "tracker",
    "flux": "flux",
    "window_s": "window",
}
"""Columns of the specifications that are choices, and what they are called."""

DOT = 3.4
PLAIN, SHARED, CHOSEN = "o", "^", "s"
MEANINGS = {
    PLAIN: "another choice",
    SHARED: "another, shared with the schedule",
    CHOSEN: "the study's own choice",
}
NOTHING = "There is nothing to compare: the study has no schedule but the baseline."


def specification_figure(table: pd.DataFrame, width_mm: float = TWO_COLUMNS_MM) -> "Figure":
    """Draw a specification curve.

    Parameters
    ----------
    table
        See `study.specifications.specification_table`.
    width_mm
        Width of the figure.

    Returns
    -------
    Figure
        Estimates, sorted, those without one last by
        their AUC; the AUC; and a matrix of what each rests on.
    """
    lines = _lines(table)
    table = table.sort_values(["estimate", "auc", "metric"], kind="stable", ignore_index=True)
    with print_style():
        legend_mm = 10.0 if width_mm < NARROW_MM else 0.0
        figure = print_figure(width_mm, 78.0 + legend_mm + 3.6 * len(lines))
        if table.empty:
            figure.text(0.5, 0.5, fill(NOTHING, width_mm / 2), horizontalalignment="center")
            return figure
        heights = (34.0, 20.0, 3.6 * len(lines) + 4.0)
        upper, middle, lower = figure.subplots(3, 1, sharex=True, height_ratios=heights)
        _draw_estimates(upper, table)
        _draw_points(middle, table, "auc")
        middle.axhline(0.5, color=GREY, linewidth=0.6, zorder=1)
        middle.set_ylim(-0.05, 1.05)
        middle.set_ylabel("AUC (0 to 1)")
        _draw_matrix(lower, table, lines)
        for axes in (upper, middle):
            axes.tick_params(axis="x", bottom=False)
        lower.set_xlim(-0.8, len(table) - 0.2)
        _add_legend(figure, table)
    return figure


def _lines(table: pd.DataFrame) -> list[tuple[str, object]]:
    """Return the lines of the matrix: each choice that is made in one row or another."""
    found = []
    for column in CHOICES:
        values = [value for value in table[column].dropna().unique() if value != ""]
        found += [(column, value) for value in (sorted(values) if column == "window_s" else values)]
    return found


def _draw_estimates(axes: "Axes", table: pd.DataFrame) -> None:
    axes.axhline(0.0, color=GREY, linewidth=0.6, zorder=1)
    axes.vlines(table.index, table["ci_low"], table["ci_high"], color=GREY, linewidth=1.2)
    _draw_points(axes, table, "estimate")
    contrast = table["contrast"].iloc[0].replace(" - ", " \N{MINUS SIGN} ")
    axes.set_ylabel(f"{contrast}\n(z, sd of the null)")
    undefined = table.index[table["estimate"].isna()]
    if undefined.size:
        axes.text(
            *(undefined.to_numpy().mean(), 0.5, "no value:\none of the two\nis undefined"),
            transform=axes.get_xaxis_transform(),
            horizontalalignment="center",
            verticalalignment="center",
            fontsize=7.0,
        )


def _draw_points(axes: "Axes", table: pd.DataFrame, column: str) -> None:
    """Draw a marker for each row, by whether it is the study's own or shares its ears."""
    for rows, marker, colour, face in _kinds(table):
        axes.plot(
            *(rows.index, rows[column], marker),
            color=colour,
            markerfacecolor=face,
            markersize=DOT + (marker == CHOSEN),
            markeredgewidth=0.8,
            zorder=3 + (marker == CHOSEN),
        )


def _kinds(table: pd.DataFrame) -> list[tuple[pd.DataFrame, str, str, str]]:
    """Return the rows of each kind with their marker, colour and fill."""
    chosen, shared = table["chosen"] == YES, table["shared"] != ""
    return [
        (table[~chosen & ~shared], PLAIN, BLUE, "white"),
        (table[~chosen & shared], SHARED, VERMILION, "white"),
        (table[chosen], CHOSEN, BLACK, BLACK),
    ]


def _add_legend(figure: "Figure", table: pd.DataFrame) -> None:
    """Say above the curve what those of its markers mean that are there."""
    from matplotlib.lines import Line2D

    entries = {
        MEANINGS[marker]: Line2D([], [], color=colour, marker=marker, mfc=face, ls="", ms=DOT + 1)
        for rows, marker, colour, face in _kinds(table)
        if len(rows)
    }
    entries["95 % interval"] = Line2D([], [], color=GREY, linewidth=1.2)
    columns = 4 if figure.get_figwidth() * MM_PER_INCH >= NARROW_MM else 1
    figure.legend(entries.values(), entries.keys(), loc="outside upper left", ncols=columns)


def _draw_matrix(axes: "Axes", table: pd.DataFrame, lines: list[tuple[str, object]]) -> None:
    """Draw which choice each row rests on, the choices of a kind between two lines."""
    names = []
    for place, (column, value) in enumerate(lines):
        of_line = table[table[column] == value]
        axes.plot(table.index, [place] * len(table), ".", color=GREY, ms=1.0, mew=0, zorder=1)
        for rows, marker, colour, face in _kinds(of_line):
            axes.plot(
                *(rows.index, [place] * len(rows), marker),
                color=colour,
                markerfacecolor=face if marker == CHOSEN else colour,
                markersize=DOT,
                markeredgewidth=0,
            )
        if column == "metric":
            value = metric_title(value)
        names.append(f"{1000 * value:g} ms" if column == "window_s" else str(value))
        if place and lines[place - 1][0] != column:
            axes.axhline(place - 0.5, color=GREY, linewidth=0.4)
    axes.set_yticks(range(len(lines)), names)
    axes.set_ylim(len(lines) - 0.4, -0.6)
    axes.set_xticks([])
    axes.tick_params(axis="y", length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    columns = [column for column, _ in lines]
    for column, name in CHOICES.items():
        if column in columns:
            places = np.flatnonzero([each == column for each in columns])
            axes.text(
                *(1.01, places.mean(), name),
                transform=axes.get_yaxis_transform(),
                verticalalignment="center",
                color=BLACK,
                fontsize=7.0,
            )
    axes.set_xlabel(f"{len(table)} specifications, by their estimate")


def dose_figure(table: pd.DataFrame, width_mm: float = TWO_COLUMNS_MM) -> "Figure":
    """Draw what pictures score that are shown late or early, a panel a metric.

    Parameters
    ----------
    table
        See `study.dose_response.dose_table`.
    width_mm
        Width of the figure; in a narrow one panels stand one below the other.
    """
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    metrics = list(dict.fromkeys(table["metric"]))
    with print_style():
        narrow = width_mm < NARROW_MM
        shape = (max(len(metrics), 1), 1) if narrow else (1, max(len(metrics), 1))
        panel_mm = row_height_mm(shape[0], 44.0, 24.0, 18.0)
        figure = print_figure(width_mm, 18.0 + shape[0] * panel_mm)
        if not metrics:
            figure.text(0.5, 0.5, fill(NOTHING, width_mm / 2), horizontalalignment="center")
            return figure
        panels = figure.subplots(*shape, sharex=True, squeeze=False).ravel()
        for axes, metric in zip(panels, metrics, strict=True):
            rows = table[table["metric"] == metric]
            axes.axvspan(*DETECTED_MS, color=GREY, alpha=0.25, linewidth=0, zorder=0)
            axes.axhline(0.0, color=GREY, linewidth=0.6, zorder=1)
            axes.vlines(rows["shift_ms"], rows["ci_low"], rows["ci_high"], color=BLUE, linewidth=1)
            axes.plot(rows["shift_ms"], rows["mean"], "o-", color=BLUE, ms=DOT, linewidth=0.8)
            unit = METRIC_UNITS.get(metric, "0 to 1")
            axes.set_title(f"{metric_title(metric)} ({unit})")
            if rows["mean"].isna().all():
                axes.set_yticks([])
                axes.text(
                    *(0.5, 0.5, "undefined"),
                    transform=axes.transAxes,
                    horizontalalignment="center",
                )
            axes.set_xticks([-500, -250, 0, 250, 500])
        for axes in panels if narrow else panels[:1]:
            axes.set_ylabel("mean score\nabove its null" if narrow else "mean score above its null")
        schedule = table["schedule"].iloc[0]
        figure.supxlabel(f"{schedule}: picture shown later by (ms)", fontsize=7.5)
        band = Patch(facecolor=GREY, alpha=0.25, linewidth=0)
        mean = Line2D([], [], color=BLUE, marker="o", ms=DOT, linewidth=0.8)
        figure.legend(
            [mean, band],
            ["mean and its 95 % interval", "few viewers notice (ITU-R BT.1359-1)"],
            loc="outside upper left",
            ncols=1 if narrow else 2,
        )
    return figure
