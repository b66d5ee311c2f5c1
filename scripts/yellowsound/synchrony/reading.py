"""Signals of a video that has been scored, as its tables tell them: good to draw."""

from typing import TYPE_CHECKING

import numpy as np

from yellowsound.synchrony.curves import CLOCK_HZ, n_bins
from yellowsound.synchrony.signals import Signals

if TYPE_CHECKING:
    import pandas as pd


def read_signals(frames: "pd.DataFrame", fps: float, audio: np.ndarray) -> Signals:
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
