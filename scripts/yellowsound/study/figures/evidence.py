"""What a study shows of each schedule: own songs against others, and the gain over a baseline."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from yellowsound.run.plots import (
    BLACK,
    GREY,
    MM_PER_INCH,
    NARROW_MM,
    TWO_COLUMNS_MM,
    Look,
    looks_of,
    print_figure,
    print_style,
    row_height_mm,
)
from yellowsound.study.contrasts import PRIMARY_ENDPOINT
from yellowsound.study.figures.points import POINT_AREA
from yellowsound.study.paired_tests import ALPHA
from yellowsound.study.tables import metric_title

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW_MM = 5.5
PANEL_MM = 13.0
SIZE = POINT_AREA**0.5 * 1.3
LONGEST_NAME = 12
CHANCE = 0.5
DASHES = (0, (3, 2))
BESIDE = 0.22
"""How far below a difference its placebo is drawn, in rows."""


def evidence_figure(
    pairing: pd.DataFrame,
    comparisons: pd.DataFrame,
    metrics: Sequence[str],
    width_mm: float = TWO_COLUMNS_MM,
) -> "Figure":
    """Draw what a study shows of each schedule, a row of panels a metric.

    Parameters
    ----------
    pairing, comparisons
        Tables of `tables.study_statistics`.
    metrics
        The metrics to show, in order.
    width_mm
        Width of the figure.

    Returns
    -------
    Figure
        On the left AUC and p of the pairing test, on the right the median
        difference from the baseline in z, with its interval, and its placebo;
        in a narrow figure the former above the latter.
    """
    from matplotlib.lines import Line2D

    schedules = pd.concat([pairing["schedule"], comparisons["schedule"]])
    looks = looks_of(schedules)
    compared = comparisons[comparisons["endpoint"] == PRIMARY_ENDPOINT]
    baselines = compared["baseline"].unique()
    with print_style():
        narrow = width_mm < NARROW_MM
        grid = _panels(width_mm, len(metrics), max(len(looks), 1))
        figure = grid[0, 0].figure
        for (left, right), metric in zip(grid, metrics, strict=True):
            left.set_title(metric_title(metric))
            if narrow:
                right.set_title(metric_title(metric))
            _draw_auc(left, pairing[pairing["metric"] == metric], looks)
            _draw_gains(right, compared[compared["metric"] == metric], looks)
        grid[-1, 0].set_xlabel("AUC: own song beats another\n(0 to 1)")
        # The label of a video from elsewhere may be long.
        named = len(baselines) == 1 and len(baselines[0]) <= LONGEST_NAME
        baseline = baselines[0] if named else "the baseline"
        grid[-1, 1].set_xlabel(f"median difference from {baseline}\n(z, sd of the null)")
        shape = {"color": BLACK, "marker": "o", "ls": "", "ms": SIZE}
        one, other = ("above", "below") if narrow else ("left", "right")
        entries = {
            f"{one}, filled: p < {ALPHA:g}": Line2D([], [], **shape),
            f"{other}: difference and its 95 % interval": Line2D(
                [], [], color=BLACK, marker="o", ms=SIZE, linewidth=1.2
            ),
            f"{other}, open: placebo, the songs of others": Line2D([], [], mfc="white", **shape),
            "chance": Line2D([], [], color=GREY, linewidth=0.8, linestyle=DASHES),
        }
        figure.legend(
            entries.values(), entries.keys(), loc="outside upper left", ncols=1 if narrow else 4
        )
    return figure


def _panels(width_mm: float, metrics: int, rows: int) -> "np.ndarray":
    """Return the panels of a new figure, a row of two a metric: side by side, or in two blocks."""
    if width_mm >= NARROW_MM:
        figure = print_figure(width_mm, 15.0 + metrics * (PANEL_MM + ROW_MM * rows))
        return figure.subplots(
            metrics, 2, sharey=True, sharex="col", squeeze=False, width_ratios=(1, 1.25)
        )
    panel_mm = row_height_mm(2 * metrics, 7.0 + 4.6 * rows, 7.0 + 3.4 * rows, 40.0)
    panels = print_figure(width_mm, 40.0 + 2 * metrics * panel_mm).subplots(
        2 * metrics, 1, sharey=True
    )
    for number, axes in enumerate(panels):
        if number % metrics:
            axes.sharex(panels[number - number % metrics])
        if (number + 1) % metrics:
            axes.tick_params(labelbottom=False)
    return panels.reshape(2, metrics).T


def _draw_auc(axes: "Axes", rows: pd.DataFrame, looks: Mapping[str, Look]) -> None:
    """Draw the AUC of each schedule, with p at the edge."""
    axes.axvline(CHANCE, color=GREY, linewidth=0.8, linestyle=DASHES, zorder=1)
    rows = rows.set_index("schedule")
    for place, (schedule, look) in enumerate(looks.items()):
        found = rows.loc[schedule] if schedule in rows.index else None
        words = "undefined"
        if found is not None and pd.notna(found["auc"]):
            face = look.colour if found["p"] < ALPHA else "white"
            axes.plot(
                *(found["auc"], place, look.marker),
                color=look.colour,
                markerfacecolor=face,
                markersize=SIZE,
                clip_on=False,
                zorder=3,
            )
            words = "no p" if pd.isna(found["p"]) else f"p = {found['p']:.3f}"
            words = "p < 0.001" if found["p"] < 0.0005 else words
        axes.text(
            *(1.08 if axes.figure.get_figwidth() * MM_PER_INCH < NARROW_MM else 1.04, place, words),
            transform=axes.get_yaxis_transform(),
            verticalalignment="center",
            fontsize=7.0,
        )
    axes.set_yticks(range(len(looks)), list(looks))
    axes.set_ylim(len(looks) - 0.4, -0.6)
    axes.set_xlim(0.0, 1.0)
    axes.tick_params(axis="y", length=0)


def _draw_gains(axes: "Axes", rows: pd.DataFrame, looks: Mapping[str, Look]) -> None:
    """Draw what each schedule gains over the baseline, its placebo a little below."""
    axes.axvline(0.0, color=GREY, linewidth=0.8, linestyle=DASHES, zorder=1)
    axes.tick_params(axis="y", length=0)
    if rows.empty:
        axes.text(
            *(0.5, 0.5, "nothing to compare"),
            transform=axes.transAxes,
            horizontalalignment="center",
            verticalalignment="center",
        )
    baseline_of = dict(zip(rows["schedule"], rows["baseline"], strict=True))
    rows = rows.drop_duplicates("schedule", keep="last").set_index("schedule")
    for place, (schedule, look) in enumerate(looks.items()):
        if schedule not in rows.index:
            continue
        found = rows.loc[schedule]
        if pd.isna(found["median_difference"]):
            axes.text(
                *(0.02, place, f"undefined against {baseline_of[schedule]}"),
                transform=axes.get_yaxis_transform(),
                verticalalignment="center",
                fontsize=7.0,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
            )
            continue
        line = {"color": look.colour, "linewidth": 1.2, "zorder": 2}
        axes.plot([found["ci_low"], found["ci_high"]], [place - BESIDE / 2] * 2, **line)
        drawn = {"color": look.colour, "markersize": SIZE, "zorder": 3}
        axes.plot(found["median_difference"], place - BESIDE / 2, look.marker, **drawn)
        placebo = found.get("placebo_difference")
        if pd.notna(placebo):
            below = place + BESIDE
            axes.plot(placebo, below, look.marker, markerfacecolor="white", **drawn)
