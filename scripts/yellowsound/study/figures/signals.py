"""One video's sound and picture: novelty and beats, mel spectrogram, flux and events."""

from typing import TYPE_CHECKING

from yellowsound.run.plots import NARROW_MM, TWO_COLUMNS_MM, print_figure, print_style
from yellowsound.study.figures.by_hand import set_legend_below_title
from yellowsound.synchrony import figure as parts
from yellowsound.synchrony.signals import Signals

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def signal_figure(signals: Signals, title: str = "", width_mm: float = TWO_COLUMNS_MM) -> "Figure":
    """Draw what starts in a song, what sounds, and what changes in its video.

    Parameters
    ----------
    signals
        The signals; see `synchrony.reading`.
    title
        What the video is of.
    width_mm
        Width of the figure.

    Returns
    -------
    Figure
        Novelty with beats, mel spectrogram, visual flux with events, on one
        time axis.
    """
    with print_style():
        figure = print_figure(width_mm, 125.0)
        grid = figure.add_gridspec(3, 2, width_ratios=(1, 0.018), height_ratios=(1, 1.15, 1))
        top = figure.add_subplot(grid[0, 0])
        middle = figure.add_subplot(grid[1, 0], sharex=top)
        bottom = figure.add_subplot(grid[2, 0], sharex=top)
        parts._draw_onsets(top, signals)
        parts._draw_spectrogram(middle, figure.add_subplot(grid[1, 1]), signals)
        parts._draw_flux(bottom, signals)
        if width_mm < NARROW_MM:
            for axes in (top, bottom):
                set_legend_below_title(axes)
        top.set_xlim(0.0, signals.duration_s)
        for axes in (top, middle):
            axes.tick_params(labelbottom=False)
        bottom.set_ylabel("visual flux\n(CIELAB units)")
        bottom.set_xlabel("time (s)")
        figure.align_ylabels((top, middle, bottom))
        if title:
            figure.suptitle(title, fontsize=8.5, x=0.01, horizontalalignment="left")
    return figure
