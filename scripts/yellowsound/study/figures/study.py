"""The study in two figures: a metric by genre with its null band, and all metrics calibrated."""

from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from yellowsound.run.plots import (
    BLACK,
    GREY,
    NARROW_MM,
    TWO_COLUMNS_MM,
    Look,
    looks_of,
    print_figure,
    print_style,
    row_height_mm,
)
from yellowsound.study.figures.points import add_legend, draw_points, zero_line
from yellowsound.study.paired_tests import ALPHA
from yellowsound.study.tables import (
    metric_label,
    metric_title,
    metrics_of,
    null_deviation,
    spread,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SLOTS_PER_ROW = 36
"""How many groups of points stand side by side over both columns."""

MOST_ABREAST = 4
"""More schedules than these in an inch of a figure's width have narrow labels."""

TITLE_LETTERS = 22
"""Letters in a line of a panel's title in a narrow figure."""

GENRE_MM = 20.0
"""Width that the name of a genre takes."""

ROW_MM = 52.0
LEGEND_MM = 14.0


def genre_figure(
    table: pd.DataFrame, metric: str = "avs", width_mm: float = TWO_COLUMNS_MM
) -> "Figure":
    """Draw a metric by genre and schedule, each group over the band of its null.

    A band is the null's mean plus and minus its standard deviation: of the
    group's videos the mean of the means and the root mean square of the
    deviations. So it tells what chance does to one video, not to the group's
    mean.

    Parameters
    ----------
    table
        The table of scores; see `study_tables.read_scores`.
    metric
        A metric of it.
    width_mm
        Width of the figure.

    Returns
    -------
    Figure
        Genres that do not fit side by side go on in rows below.
    """
    looks = looks_of(table["schedule"])
    genres = sorted(table["genre"].unique())
    slots = round(SLOTS_PER_ROW * width_mm / TWO_COLUMNS_MM)
    per_row = max(1, min(slots // (len(looks) + 1), round(width_mm / GENRE_MM)))
    n_rows = -(-len(genres) // per_row)
    # Even rows: 7 genres are shown as 4 and 3 rather than as 6 and 1.
    per_row = -(-len(genres) // n_rows)
    with print_style():
        from matplotlib.patches import Patch

        row_mm = row_height_mm(n_rows, ROW_MM, 30.0, LEGEND_MM)
        figure = print_figure(width_mm, LEGEND_MM + row_mm * n_rows)
        rows = figure.subplots(n_rows, 1, sharey=True, squeeze=False)[:, 0]
        for number, axes in enumerate(rows):
            shown = genres[number * per_row : (number + 1) * per_row]
            _draw_genres(axes, table, metric, shown, looks)
            axes.set_xlim(-0.5, per_row - 0.5)
            axes.set_ylabel(metric_label(metric))
        rows[-1].set_xlabel("genre (number of pairs)")
        band = Patch(facecolor=GREY, alpha=0.3, linewidth=0)
        add_legend(figure, looks, [(band, "null: mean ± sd")])
    return figure


def _draw_genres(
    axes: "Axes",
    table: pd.DataFrame,
    metric: str,
    genres: Sequence[str],
    looks: Mapping[str, Look],
) -> None:
    """Draw one row of genres."""
    deviation = null_deviation(table, metric)
    slot = 0.84 / len(looks)
    names = []
    for place, genre in enumerate(genres):
        of_genre = table["genre"] == genre
        names.append(f"{fill(genre, 14)}\n({table.loc[of_genre, 'pair'].nunique()})")
        for order, (schedule, look) in enumerate(looks.items()):
            videos = table[of_genre & (table["schedule"] == schedule)]
            centre = place + (order - (len(looks) - 1) / 2) * slot
            mean = videos[f"{metric}_null_mean"].astype(float).mean()
            sd = np.sqrt((deviation[videos.index] ** 2).mean())
            edges = [centre - 0.46 * slot, centre + 0.46 * slot]
            if np.isfinite(sd):
                axes.fill_between(edges, mean - sd, mean + sd, color=look.colour, alpha=0.3, lw=0)
            if np.isfinite(mean):
                axes.plot(edges, [mean, mean], color=look.colour, linewidth=0.8)
            score = videos[metric].astype(float)
            points = pd.DataFrame(
                {
                    "x": centre + 0.6 * slot * spread(score),
                    "y": score,
                    "schedule": schedule,
                    "p": videos[f"{metric}_p"].astype(float),
                }
            )
            draw_points(axes, points, {schedule: look})
    axes.set_xticks(range(len(genres)), names)
    axes.tick_params(axis="x", length=0)
    axes.ticklabel_format(axis="y", useOffset=False)
    axes.set_xlabel("")


def calibrated_figure(
    table: pd.DataFrame,
    metrics: Sequence[str] | None = None,
    width_mm: float = TWO_COLUMNS_MM,
) -> "Figure":
    """Draw each metric's z by schedule, a panel a metric, all on one scale.

    z is how many standard deviations of its null a video scores above the
    null's mean: only so can metrics be compared. Under each schedule stands
    how many of its videos have a p below `ALPHA`.

    Parameters
    ----------
    table
        The table of scores; see `study_tables.read_scores`.
    metrics
        Metrics of it, in the panels' order; by default all.
    width_mm
        Width of the figure.
    """
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    metrics = list(metrics or metrics_of(table))
    looks = looks_of(table["schedule"])
    most = 3 if len(looks) <= 7 else 2 if len(looks) <= 11 else 1
    if width_mm < NARROW_MM:
        most = 2 if len(looks) <= 4 else 1
    columns = min(len(metrics), most)
    n_rows = -(-len(metrics) // columns)
    with print_style():
        row_mm = row_height_mm(n_rows, 44.0, 24.0, LEGEND_MM)
        figure = print_figure(width_mm, LEGEND_MM + row_mm * n_rows)
        grid = figure.subplots(n_rows, columns, sharey=True, squeeze=False)
        for axes in grid.flat[len(metrics) :]:
            axes.set_visible(False)
        for axes, metric in zip(grid.flat, metrics, strict=False):
            _draw_calibrated(axes, table, metric, looks)
            if width_mm < NARROW_MM:
                axes.set_title(fill(metric_title(metric), TITLE_LETTERS))
        for axes in grid[:, 0]:
            axes.set_ylabel("z (sd of the null)")
        figure.supxlabel(f"videos with p < {ALPHA:g}, of all, by schedule", fontsize=7.5)
        band = Patch(facecolor=GREY, alpha=0.25, linewidth=0)
        median = Line2D([], [], color=BLACK, linewidth=1.0)
        cross = Line2D([], [], color=GREY, marker="x", ls="", ms=3.2)
        add_legend(
            figure,
            looks,
            [(band, "null: mean ± sd"), (median, "median"), (cross, "null without spread")],
        )
    return figure


def _draw_calibrated(
    axes: "Axes", table: pd.DataFrame, metric: str, looks: Mapping[str, Look]
) -> None:
    """Draw the panel of one metric."""
    axes.axhspan(-1.0, 1.0, color=GREY, alpha=0.25, linewidth=0, zorder=0)
    zero_line(axes)
    z, p = (table[f"{metric}_{suffix}"].astype(float) for suffix in ("z", "p"))
    # A null without spread gives a p, but no z.
    flat = z.isna() & p.notna()
    counts = []
    for place, (schedule, look) in enumerate(looks.items()):
        chosen = table["schedule"] == schedule
        x = place + 0.6 * spread(z[chosen].mask(flat[chosen], 0.0))
        at = x[flat[chosen]]
        axes.plot(at, 0.0 * at, "x", color=look.colour, ms=2.6, mew=0.6, zorder=3)
        points = pd.DataFrame({"x": x, "y": z[chosen], "schedule": schedule, "p": p[chosen]})
        draw_points(axes, points[~flat[chosen]], {schedule: look})
        if z[chosen].notna().sum() > 1:
            ends, median = [place - 0.42, place + 0.42], z[chosen].median()
            axes.plot(ends, [median, median], color=BLACK, linewidth=1.0, zorder=6)
        # Side by side, many schedules leave no room for one line.
        one, two = (" ", " ") if len(looks) <= 4 else (" ", "\n")
        if len(looks) > MOST_ABREAST * axes.figure.get_figwidth():
            one, two = "\n", "\n"
        counts.append(f"{(p[chosen] < ALPHA).sum()}{one}of{two}{p[chosen].notna().sum()}")
    axes.set_xticks(range(len(looks)), counts)
    axes.set_xlim(-0.6, len(looks) - 0.4)
    axes.set_title(metric_title(metric))
    axes.set(xlabel="", ylabel="")
