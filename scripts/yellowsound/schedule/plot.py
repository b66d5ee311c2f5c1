"""The plot of a schedule: what the song does, and where the picture stands."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from yellowsound.run.plots import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    VERMILION,
    save_figure,
)
from yellowsound.schedule.channels import CHANNELS

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_schedule(
    energies: pd.DataFrame,
    schedule: pd.DataFrame,
    target: str | Path,
    title: str,
    contrast: float = 1.0,
    smooth: float = 0.0,
) -> None:
    """Plot both parts' waveforms, envelopes and energy, the pace, the path T, and the moves.

    The pace is what each frame moves, whichever signal drives it; the song's
    beats stand above it where the energies tell them.

    Parameters
    ----------
    energies
        The table of `hearing.frames.hear_frames`.
    schedule
        The table of `schedule.make_schedule` for the same excerpt.
    target
        The PNG or PDF file.
    title
        What the plot is of.
    contrast
        That of the schedule, which the pace has already; it is named where it is not 1.
    smooth
        That of the schedule, likewise; it is named where it is not 0.
    """
    from matplotlib.figure import Figure
    from matplotlib.ticker import MultipleLocator

    moving = [name for name in CHANNELS if name in schedule and schedule[name].nunique() > 1]
    lanes_in = 0.6 + 0.3 * len(moving) if moving else 0.0
    figure = Figure(figsize=(9, 7.5 + lanes_in), layout="constrained")
    heights = [1.875] * 4 + ([lanes_in] if moving else [])
    waves, envelopes, pace, path, *rest = figure.subplots(
        len(heights), 1, sharex=True, height_ratios=heights
    )
    figure.suptitle(title, fontweight="bold")
    time_s = schedule["time_s"].to_numpy()

    # Two lanes: neither part hides the other.
    lanes = [("harmonic", 1.0, BLUE), ("percussive", -1.0, VERMILION)]
    full_scale = max(energies[f"{part}_peak"].max() for part, _, _ in lanes) or 1.0
    for part, centre, colour in lanes:
        height = energies[f"{part}_peak"].to_numpy() / full_scale
        waves.fill_between(
            time_s, centre - height, centre + height, step="post", color=colour, linewidth=0
        )
    waves.set(yticks=[1, -1], ylim=(-2.1, 2.1), title="Waveforms of the two parts")
    waves.set_yticklabels(["harmonic", "percussive"])

    envelopes.plot(time_s, schedule["harmonic"], color=BLUE, linewidth=0.8, label="harmonic")
    envelopes.plot(
        time_s, schedule["percussive"], color=VERMILION, linewidth=0.8, label="percussive"
    )
    envelopes.plot(time_s, schedule["energy"], color=BLACK, linewidth=1.2, label="energy")
    envelopes.set(ylabel="0 to 1 in a section", ylim=(-0.03, 1.05))
    envelopes.set_title("Envelopes and their weighted sum, the energy")
    envelopes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False)

    for _, rows in schedule.groupby("section"):
        steps = np.diff(rows["t"], prepend=0.0)
        # A step is seen at its frame: half a frame before its time to half a frame after.
        pace.fill_between(
            rows["time_s"],
            steps / (steps.max() or 1.0),
            step="mid",
            color=GREEN,
            linewidth=0,
        )
        path.plot(rows["time_s"], rows["t"], color=GREEN, linewidth=1.8)
        path.plot(
            rows["time_s"],
            np.linspace(0, 1, len(rows)),
            color=GREY,
            linewidth=0.8,
            linestyle=(0, (4, 3)),
        )
    if "beat_pulse" in energies:
        beats_s = time_s[energies["beat_pulse"].to_numpy() == 1.0]
        pace.plot(
            beats_s,
            np.full(beats_s.size, 1.15),
            color=ORANGE,
            linestyle="",
            marker="v",
            markersize=4,
            label="beats",
        )
        pace.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False)
    pace.set(ylabel="1: a section's largest", ylim=(-0.03, 1.3), yticks=[0, 0.5, 1])
    told = "" if contrast == 1 else f" (contrast {contrast:g})"
    pace.set_title(f"Pace: how far each frame moves{told}")
    path.plot([], [], color=GREEN, linewidth=1.8, label="this schedule")
    path.plot([], [], color=GREY, linewidth=0.8, linestyle=(0, (4, 3)), label="linear")
    path.set(ylabel="T (0: keyframe, 1: next)", ylim=(-0.03, 1.05))
    mixed = f" (smooth {smooth:g})" if smooth else ""
    path.set_title(f"Cumulative T of each section{mixed}")
    path.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False)
    path.set_xlim(0, time_s[-1] + (time_s[1] - time_s[0]))
    path.xaxis.set_minor_locator(MultipleLocator(1))

    for axes in rest:
        _plot_moves(axes, schedule, moving)
    (rest[0] if rest else path).set_xlabel("time (s)")

    starts = schedule.groupby("section")["time_s"].first().to_numpy()[1:]
    for axes in (waves, envelopes, pace, path, *rest):
        axes.title.set_fontsize(9)
        axes.title.set_horizontalalignment("left")
        axes.title.set_position((0, 1))
        axes.spines[["top", "right"]].set_visible(False)
        for start in starts:
            axes.axvline(start, color=GREY, linewidth=0.8, linestyle=":")
    save_figure(figure, target)


def _plot_moves(axes: "Axes", schedule: pd.DataFrame, names: Sequence[str]) -> None:
    """Plot channels in lanes, each between the least and the most that it has."""
    for lane, name in enumerate(reversed(names)):
        values = schedule[name].to_numpy()
        neutral = CHANNELS[name].neutral
        low, high = min(values.min(), neutral), max(values.max(), neutral)
        # A lane is as high as a unit, with some space to the next.
        base, height = lane, 0.8
        axes.fill_between(
            schedule["time_s"],
            base + height * (neutral - low) / (high - low),
            base + height * (values - low) / (high - low),
            step="mid",
            color=PURPLE,
            linewidth=0,
        )
        axes.text(
            1.01,
            base + height / 2,
            f"{low:.3g} to {high:.3g}",
            transform=axes.get_yaxis_transform(),
            va="center",
            fontsize=8,
        )
    axes.set(ylim=(-0.1, len(names)), yticks=np.arange(len(names)) + 0.4)
    axes.set_yticklabels([name.replace("_", " ") for name in reversed(names)])
    axes.set_title("Moves: what each frame adds to the walk")
