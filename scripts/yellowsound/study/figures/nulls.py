"""Observed scores against their null distributions: one pair, all metrics, all schedules."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from yellowsound.run.plots import (
    GREY,
    NARROW_MM,
    TWO_COLUMNS_MM,
    Look,
    looks_of,
    print_figure,
    print_style,
    row_height_mm,
)
from yellowsound.study.figures.points import add_legend, draw_points
from yellowsound.study.tables import metric_label, metrics_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PANELS_ABREAST = 3


def null_figure(
    table: pd.DataFrame, nulls: Mapping[str, pd.DataFrame], width_mm: float = TWO_COLUMNS_MM
) -> "Figure":
    """Draw each metric's null distribution with the observed score, a line a schedule.

    Parameters
    ----------
    table
        Rows of the table of scores: the videos of one pair, one a schedule.
    nulls
        Schedule to the scores of its null: one row a draw, one column a
        metric. A metric without a column (undefined, or a video too short
        for a null) has no distribution.
    width_mm
        Width of the figure.

    Returns
    -------
    Figure
        A panel a metric. What stands right of a line
        is p, the share of the null that scores at least as high, or that the
        video gives the metric nothing to measure.
    """
    from matplotlib.patches import Patch

    looks = looks_of(table["schedule"])
    metrics = metrics_of(table)
    columns = min(1 if width_mm < NARROW_MM else PANELS_ABREAST, len(metrics))
    n_rows = -(-len(metrics) // columns)
    with print_style():
        least_mm = 9.0 + 3.2 * len(looks)
        row_mm = row_height_mm(n_rows, 14.0 + 5.5 * len(looks), least_mm, 14.0)
        figure = print_figure(width_mm, 14.0 + n_rows * row_mm)
        grid = figure.subplots(n_rows, columns, squeeze=False)
        for axes in grid.flat[len(metrics) :]:
            axes.set_visible(False)
        for axes, metric in zip(grid.flat, metrics, strict=False):
            _draw_metric(axes, table.set_index("schedule"), metric, nulls, looks)
        for axes in grid[:, 1:].flat:
            axes.tick_params(labelleft=False)
        null = Patch(facecolor=GREY, alpha=0.45, linewidth=0)
        add_legend(figure, looks, [(null, "distribution of the null")])
    return figure


def _draw_metric(
    axes: "Axes",
    videos: pd.DataFrame,
    metric: str,
    nulls: Mapping[str, pd.DataFrame],
    looks: Mapping[str, Look],
) -> None:
    """Draw the panel of one metric."""
    import seaborn

    p = videos[f"{metric}_p"].astype(float).reindex(list(looks))
    undefined = videos[metric].isna()
    for place, schedule in enumerate(looks):
        null = nulls.get(schedule, pd.DataFrame()).get(metric)
        if null is None or null.dropna().empty:
            continue
        if null.max() - null.min() < 1e-9:
            # No density: all of the null is one value.
            axes.plot([null.mean()] * 2, [place - 0.4, place + 0.4], color=GREY, linewidth=1.2)
            continue
        before = len(axes.collections)
        seaborn.violinplot(
            x=null.to_numpy(),
            y=[place] * len(null),
            orient="h",
            native_scale=True,
            inner=None,
            cut=0,
            density_norm="width",
            color=GREY,
            saturation=1.0,
            linewidth=0,
            width=0.8,
            ax=axes,
        )
        for violin in axes.collections[before:]:
            violin.set_alpha(0.45)
    points = pd.DataFrame(
        {
            "x": videos[metric].astype(float).reindex(list(looks)),
            "y": [float(place) for place in range(len(looks))],
            "schedule": list(looks),
            "p": p,
        }
    )
    draw_points(axes, points[points["x"].notna()], looks)
    axes.set_yticks(range(len(looks)), list(looks))
    axes.set_ylim(len(looks) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.set(xlabel=metric_label(metric), ylabel="")
    axes.locator_params(axis="x", nbins=4)
    for place, (schedule, value) in enumerate(p.items()):
        words = "no p" if pd.isna(value) else f"p = {value:.3f}"
        words = "undefined" if undefined[schedule] else words
        axes.text(
            1.02,
            place,
            words,
            transform=axes.get_yaxis_transform(),
            verticalalignment="center",
            fontsize=7.0,
        )
