"""One picture of a video's synchrony: what sounds, what starts, what changes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from yellowsound.hearing.novelty import SAMPLE_RATE_HZ
from yellowsound.run.plots import BLACK, BLUE, DPI, GREEN, GREY, ORANGE, VERMILION, save_figure
from yellowsound.synchrony.signals import Signals

MEL_BANDS = 128
"""Bands of the spectrogram."""

SPECTROGRAM_HOP_SAMPLES = 512
"""Hop of the spectrogram, in samples."""

DYNAMIC_RANGE_DB = 80.0
"""Levels further below the loudest are not told apart."""

TICKS_KHZ = (0.5, 1, 2, 4, 8)
"""Frequencies that are labelled."""

STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 8.0,
    "axes.titlesize": 8.0,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "legend.frameon": False,
    "legend.fontsize": 7.5,
}


def draw_synchrony(scores: Mapping[str, Any], signals: Signals, path: str | Path) -> None:
    """Draw a video's signals, one above the other on one time axis, as a PNG of 1200 pixels width.

    Equal scores give equal bytes.

    Parameters
    ----------
    scores
        What `score.Scores.to_json` returns.
    signals
        What they were made from, or as `reading.read_signals` reads them.
    path
        Where the PNG shall stand.
    """
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STYLE)
        figure = Figure(figsize=(8.0, 6.0), dpi=DPI, layout="constrained")
        FigureCanvasAgg(figure)
        grid = figure.add_gridspec(3, 2, width_ratios=(1, 0.018), height_ratios=(1.15, 1, 1))
        top = figure.add_subplot(grid[0, 0])
        middle = figure.add_subplot(grid[1, 0], sharex=top)
        bottom = figure.add_subplot(grid[2, 0], sharex=top)
        _draw_spectrogram(top, figure.add_subplot(grid[0, 1]), signals)
        _draw_onsets(middle, signals)
        _draw_flux(bottom, signals)
        top.set_xlim(0.0, signals.duration_s)
        top.tick_params(labelbottom=False)
        middle.tick_params(labelbottom=False)
        bottom.set_xlabel("time (s)")
        figure.align_ylabels((top, middle, bottom))
        # A name may hold a dollar sign, which is no formula.
        figure.suptitle(f"{_named(scores)}\n{headline(scores)}", fontsize=10.0, parse_math=False)
        save_figure(figure, path)


def _named(scores: Mapping[str, Any], width: int = 60) -> str:
    """Say what the video is of, a long name cut so that the schedule is still read."""
    pair = scores["pair"]
    pair = pair if len(pair) <= width else pair[: width - 1] + "…"
    return f"{pair} · {scores['schedule']}"


def headline(scores: Mapping[str, Any]) -> str:
    """Say the best known scores in one line, with how likely chance does as well."""
    parts = []
    for name, words in (("flux_onset_r", "flux-onset r"), ("avs", "AVS")):
        if name in scores:
            parts.append(f"{words} {_value(name, scores)}")
    lag_ms = scores.get("flux_onset_lag_ms")
    if lag_ms is not None:
        parts.insert(1, f"lag = {lag_ms:z.0f} ms")
    return "   ".join(parts)


def _value(name: str, scores: Mapping[str, Any]) -> str:
    """Say a metric's score, and its p."""
    value, p = scores[name], scores[f"{name}_p"]
    if value is None:
        return "undefined"
    return f"= {value:z.2f} ({'no null' if p is None else f'p = {p:.3f}'})"


def _draw_spectrogram(axes: Axes, scale_axes: Axes, signals: Signals) -> None:
    """Draw the mel spectrogram in dB, its rows labelled in kHz."""
    from yellowsound.run.compiled import librosa

    power = librosa.feature.melspectrogram(
        y=signals.audio, sr=SAMPLE_RATE_HZ, n_mels=MEL_BANDS, hop_length=SPECTROGRAM_HOP_SAMPLES
    )
    # Silence is drawn at the bottom of the scale, not scaled up to its top.
    loudest = max(float(power.max()), 1e-10)
    level_db = librosa.power_to_db(power, ref=loudest, top_db=DYNAMIC_RANGE_DB)
    if not power.any():
        level_db = np.full_like(level_db, -DYNAMIC_RANGE_DB)
    hop_s = SPECTROGRAM_HOP_SAMPLES / SAMPLE_RATE_HZ
    image = axes.imshow(
        level_db,
        origin="lower",
        aspect="auto",
        interpolation="antialiased",
        cmap="magma",
        vmin=-DYNAMIC_RANGE_DB,
        vmax=0.0,
        extent=(-hop_s / 2, (level_db.shape[1] - 0.5) * hop_s, 0.0, 1.0),
    )
    highest_mel = librosa.hz_to_mel(SAMPLE_RATE_HZ / 2)
    rows = [librosa.hz_to_mel(1000.0 * khz) / highest_mel for khz in TICKS_KHZ]
    axes.set_yticks(rows, [f"{khz:g}" for khz in TICKS_KHZ])
    axes.set_ylabel("frequency (kHz)")
    axes.set_title("mel spectrogram of the song")
    axes.figure.colorbar(image, cax=scale_axes, label="level (dB re loudest)")


def _draw_onsets(axes: Axes, signals: Signals) -> None:
    """Draw the novelty, with the beats and those that count for AVS."""
    axes.plot(
        signals.frame_times_s,
        signals.onset,
        color=BLUE,
        lw=0.9 * _fineness(signals),
        label="novelty",
    )
    weak_s = np.setdiff1d(signals.beats_s, signals.strong_beats_s)
    size = 16 * _fineness(signals)
    _mark(axes, weak_s, "beat", marker="v", s=size, facecolors="none", edgecolors=GREY)
    _mark(
        axes, signals.strong_beats_s, "beat, counted for AVS", marker="v", s=size, color=VERMILION
    )
    _finish(axes, signals.onset, "novelty of the song: how much begins", "novelty")


def _draw_flux(axes: Axes, signals: Signals) -> None:
    """Draw the visual flux with the events."""
    axes.plot(
        signals.frame_times_s[1:],
        signals.flux[1:],
        color=GREEN,
        lw=0.9 * _fineness(signals),
        label="visual flux",
    )
    size = 16 * _fineness(signals)
    # In a row of their own: there may be several to an event.
    seen_s = signals.visual_onsets_s
    _mark(axes, seen_s, "visual onset", height=0.87, marker="|", s=2 * size, color=BLACK)
    _mark(axes, signals.events_s, "event, counted for AVS", marker="D", s=size, color=ORANGE)
    label = "visual flux (CIELAB units)"
    _finish(axes, signals.flux, "change of the picture", label, room=1.28)


def _fineness(signals: Signals) -> float:
    """Return how much thinner than usual a long song is drawn, in (0, 1]; 1 up to a minute."""
    return float(np.clip(60.0 / signals.duration_s, 0.2, 1.0))


def _mark(axes: Axes, times_s: np.ndarray, label: str, height: float = 0.95, **style: Any) -> None:
    """Put markers in the strip above the curve."""
    axes.scatter(
        times_s,
        np.full(times_s.size, height),
        linewidths=0.8,
        transform=axes.get_xaxis_transform(),
        label=label,
        zorder=3,
        clip_on=False,
        **style,
    )


def _finish(axes: Axes, curve: np.ndarray, title: str, label: str, room: float = 1.15) -> None:
    """Leave room for the markers, name the axes and set the legend above the panel."""
    axes.set_ylim(0.0, (float(curve.max()) or 1.0) * room)
    axes.set_ylabel(label)
    axes.set_title(title)
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=3, borderaxespad=0.0)
