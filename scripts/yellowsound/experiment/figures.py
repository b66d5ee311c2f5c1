"""Figures of what people said: strengths of conditions, metrics against people, power."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from yellowsound.experiment.columns import YES
from yellowsound.run.plots import (
    BLACK,
    BLUE,
    GREY,
    ORANGE,
    PURPLE,
    TWO_COLUMNS_MM,
    VERMILION,
    looks_of,
    print_figure,
    print_style,
)
from yellowsound.study.paired_tests import ALPHA
from yellowsound.study.tables import metric_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW_MM = 6.5
MARKER = 5.0
NOTHING = "There is nothing to show: no answer counts."
ENDPOINT_LOOKS = {"score": (BLUE, "o", -0.17), "z": (VERMILION, "D", 0.17)}
"""Colour and marker of each endpoint of a metric, and how far from its line it is drawn."""

ENDPOINT_NAMES = {"score": "score", "z": "z, above its null"}
TRIAL_LOOKS = ((BLUE, "o"), (VERMILION, "D"), (ORANGE, "s"), (PURPLE, "^"))


def strength_figure(table: pd.DataFrame) -> "Figure":
    """Draw the strengths of conditions, the strongest above.

    Parameters
    ----------
    table
        See `strength_tables.strength_tables`.

    Returns
    -------
    Figure
        As wide as two columns: strengths with their intervals, and beside them
        the share of choices that each won.
    """
    told = table[table["strength"].notna()].sort_values(
        ["strength", "condition"], ignore_index=True
    )
    with print_style():
        figure = print_figure(TWO_COLUMNS_MM, 26.0 + ROW_MM * max(len(told), 2))
        if told.empty:
            figure.text(0.5, 0.5, NOTHING, horizontalalignment="center")
            return figure
        axes = figure.subplots()
        axes.axvline(0.0, color=GREY, linewidth=0.6, zorder=1)
        looks = looks_of(told["condition"])
        for place, row in told.iterrows():
            look = looks[row["condition"]]
            axes.hlines(place, row["ci_low"], row["ci_high"], color=look.colour, linewidth=1.2)
            axes.plot(row["strength"], place, look.marker, color=look.colour, ms=MARKER)
            axes.text(
                *(1.01, place, f"{row['chosen']:.0f} of {row['n']:.0f} ({_percent(row['share'])})"),
                transform=axes.get_yaxis_transform(),
                verticalalignment="center",
                fontsize=7.0,
            )
        axes.set_yticks(range(len(told)), told["condition"])
        axes.set_ylim(-0.6, len(told) - 0.4)
        axes.set_xlabel("strength (log odds, mean 0) and its 95 % interval")
        axes.text(
            *(1.01, 1.0, "chosen"),
            transform=axes.transAxes,
            verticalalignment="bottom",
            color=BLACK,
            fontsize=7.0,
        )
        _add_shares(axes)
    return figure


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _add_shares(axes: "Axes") -> None:
    """Write above the axis how often a condition is chosen against one of mean strength."""
    low, high = axes.get_xlim()
    shares = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
    places = {share: float(np.log(share / (1 - share))) for share in shares}
    shown = {share: place for share, place in places.items() if low <= place <= high}
    top = axes.secondary_xaxis("top")
    top.set_xticks(list(shown.values()), [*map(_percent, shown)])
    top.set_xlabel("chosen over a condition of mean strength")
    top.spines["top"].set_visible(True)


def agreement_figure(table: pd.DataFrame) -> "Figure":
    """Draw how far each metric predicts people's choices, the best above.

    Parameters
    ----------
    table
        See `agreement.agreement_table`.

    Returns
    -------
    Figure
        As wide as two columns: for each metric the shares of its endpoints over
        a line at chance and the band of what people reach.
    """
    told = table[table["share"].notna()]
    scores = told[told["endpoint"] == "score"].sort_values(["share", "metric"], kind="stable")
    metrics = list(dict.fromkeys([*scores["metric"], *told["metric"]]))
    with print_style():
        figure = print_figure(TWO_COLUMNS_MM, 26.0 + ROW_MM * max(len(metrics), 2))
        if not metrics:
            figure.text(0.5, 0.5, NOTHING, horizontalalignment="center")
            return figure
        axes = figure.subplots()
        axes.axvline(0.5, color=GREY, linewidth=0.6, zorder=1)
        for _, row in told.iterrows():
            _draw_agreement(axes, row, metrics.index(row["metric"]))
        axes.set_yticks(range(len(metrics)), [metric_title(metric) for metric in metrics])
        axes.set_ylim(-0.6, len(metrics) - 0.4)
        low = min(0.3, told[["share", "ci_low"]].min().min() - 0.02)
        high = max(0.8, told[["share", "ci_high", "most"]].max().max() + 0.02)
        axes.set_xlim(max(low, -0.02), min(high, 1.02))
        axes.set_xlabel("share of people's choices that fell on the video with the higher value")
        _add_agreement_legend(figure, list(dict.fromkeys(told["endpoint"])))
    return figure


def _draw_agreement(axes: "Axes", row: pd.Series, place: int) -> None:
    """Draw a metric's share by one endpoint, with what people reach on the same choices."""
    colour, marker, aside = ENDPOINT_LOOKS[row["endpoint"]]
    height = place - aside
    if pd.notna(row["ceiling"]):
        axes.fill_betweenx(
            [height - 0.15, height + 0.15],
            *(row["ceiling"], row["most"]),
            color=GREY,
            alpha=0.3,
            linewidth=0,
            zorder=0,
        )
    axes.hlines(height, row["ci_low"], row["ci_high"], color=colour, linewidth=1.2)
    axes.plot(
        *(row["share"], height, marker),
        color=colour,
        markerfacecolor=colour if row["p"] < ALPHA else "white",
        markersize=MARKER - 1,
        markeredgewidth=0.8,
    )


def _add_agreement_legend(figure: "Figure", endpoints: list[str]) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    def marker(colour: str, shape: str, face: str) -> Line2D:
        return Line2D([], [], color=colour, marker=shape, mfc=face, ls="", ms=MARKER - 1)

    entries = {
        ENDPOINT_NAMES[name]: marker(*ENDPOINT_LOOKS[name][:2], ENDPOINT_LOOKS[name][0])
        for name in endpoints
    }
    entries[f"filled: p < {ALPHA:g}"] = marker(BLACK, "o", BLACK)
    entries[f"open: p ≥ {ALPHA:g}"] = marker(BLACK, "o", "white")
    entries["what other people predict, to the most that can be"] = Patch(
        facecolor=GREY, alpha=0.3, linewidth=0
    )
    figure.legend(entries.values(), entries.keys(), loc="outside upper left", ncols=5)


def _limit(rows: pd.DataFrame) -> str:
    return ", the most that the page shows" if (rows["most"] == YES).any() else ""


def power_figure(table: pd.DataFrame, wanted: float) -> "Figure":
    """Draw the power of studies against the number of people, a line for each number of trials.

    Parameters
    ----------
    table
        See `planning.power_table`.
    wanted
        The power that is wanted.
    """
    with print_style():
        figure = print_figure(TWO_COLUMNS_MM, 70.0)
        axes = figure.subplots()
        axes.axhline(wanted, color=GREY, linewidth=0.6, linestyle="--", zorder=1)
        for place, (trials, rows) in enumerate(table.groupby("trials")):
            colour, marker = TRIAL_LOOKS[place % len(TRIAL_LOOKS)]
            axes.plot(
                *(rows["people"], rows["power"], marker),
                color=colour,
                linestyle="-",
                linewidth=0.9,
                markersize=MARKER - 1,
                label=f"{trials} pairs each" + _limit(rows),
            )
        people = sorted(table["people"].unique())
        axes.set_xscale("log")
        axes.set_xticks(people, [str(count) for count in people])
        axes.minorticks_off()
        axes.set_ylim(-0.02, 1.04)
        axes.set_xlabel("participants whose answers count")
        axes.set_ylabel("power (0 to 1)")
        figure.legend(loc="outside upper left", ncols=len(TRIAL_LOOKS))
    return figure
