"""One video's sound and picture: novelty and beats, mel spectrogram, flux and events."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from yellowsound.run.plots import TWO_COLUMNS_MM, print_figure, print_style
from yellowsound.synchrony import figure as parts
from yellowsound.synchrony.curves import CLOCK_HZ, n_bins
from yellowsound.synchrony.signals import Signals

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def read_signals(frames: pd.DataFrame, fps: float, audio: np.ndarray) -> Signals:
    """Return a video's signals from the table that holds them frame by frame.

    Parameters
    ----------
    frames
        What `score.Scores.frames` wrote.
    fps
        Frames per second of the video.
    audio
        Its song, mono at `signals.SAMPLE_RATE_HZ`, shape (n_samples,).

    Returns
    -------
    Signals
        Times of beats, onsets and events are those of the nearest frames:
        good to draw, too coarse to score.
    """

    def times_s(column: str) -> np.ndarray:
        return np.flatnonzero(frames[column].to_numpy()) / fps

    return Signals(
        fps=fps,
        flux=frames["flux"].to_numpy(),
        luma_flux=frames["luma_flux"].to_numpy(),
        changed_share=frames["changed_share"].to_numpy(),
        novelty=_on_the_clock(frames["onset"].to_numpy(), fps),
        beats_s=times_s("beat"),
        strong_beats_s=times_s("strong_beat"),
        audio_onsets_s=times_s("audio_onset"),
        events_s=times_s("event"),
        visual_onsets_s=times_s("visual_onset"),
        audio=audio,
    )


def _on_the_clock(onset: np.ndarray, fps: float) -> np.ndarray:
    """Return the novelty of frames at the times of the clock, each value held for its frame."""
    frames = np.floor(np.arange(n_bins(onset.size / fps)) * fps / CLOCK_HZ + 0.5 + 1e-9)
    return onset[np.minimum(frames.astype(int), onset.size - 1)]


def signal_figure(signals: Signals, title: str = "") -> "Figure":
    """Draw what starts in a song, what sounds, and what changes in its video.

    Parameters
    ----------
    signals
        The signals; see `read_signals`.
    title
        What the video is of.

    Returns
    -------
    Figure
        As wide as two columns: novelty with beats, mel spectrogram,
        visual flux with events, on one time axis.
    """
    with print_style():
        figure = print_figure(TWO_COLUMNS_MM, 125.0)
        grid = figure.add_gridspec(3, 2, width_ratios=(1, 0.018), height_ratios=(1, 1.15, 1))
        top = figure.add_subplot(grid[0, 0])
        middle = figure.add_subplot(grid[1, 0], sharex=top)
        bottom = figure.add_subplot(grid[2, 0], sharex=top)
        parts._draw_onsets(top, signals)
        parts._draw_spectrogram(middle, figure.add_subplot(grid[1, 1]), signals)
        parts._draw_flux(bottom, signals)
        top.set_xlim(0.0, signals.duration_s)
        for axes in (top, middle):
            axes.tick_params(labelbottom=False)
        bottom.set_ylabel("visual flux\n(CIELAB units)")
        bottom.set_xlabel("time (s)")
        figure.align_ylabels((top, middle, bottom))
        if title:
            figure.suptitle(title, fontsize=8.5, x=0.01, horizontalalignment="left")
    return figure
