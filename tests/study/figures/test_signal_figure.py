"""A video's sound and picture stand one above the other on one time axis."""

import numpy as np
import pytest
from figure_checks import WIDTHS_MM, flaws, said, width_mm

from yellowsound.run.plots import save_printed
from yellowsound.study.figures.signals import signal_figure
from yellowsound.synchrony.reading import read_signals
from yellowsound.synchrony.score import Scores
from yellowsound.synchrony.signals import Signals


@pytest.fixture(scope="module")
def signals():
    random = np.random.default_rng(0)
    n_frames, fps = 250, 25.0
    return Signals(
        fps=fps,
        flux=random.uniform(0, 9, n_frames),
        luma_flux=random.uniform(0, 20, n_frames),
        changed_share=random.uniform(0, 1, n_frames),
        novelty=random.uniform(0, 5, 1200),
        beats_s=np.arange(0.48, 10, 0.48),
        strong_beats_s=np.arange(0.48, 10, 0.96),
        audio_onsets_s=np.array([1.0, 2.0]),
        events_s=np.array([1.04, 3.0]),
        visual_onsets_s=np.array([1.0, 1.52, 3.0]),
        audio=random.normal(scale=0.1, size=220500).astype(np.float32),
    )


def test_signals_are_read_back_from_their_table(signals):
    frames = Scores("a", "b", {}, {}, signals, nulls={}, shifts_s=np.zeros(0)).frames()
    read = read_signals(frames, signals.fps, signals.audio)
    for name in ("flux", "luma_flux", "changed_share", "onset", "audio"):
        np.testing.assert_allclose(getattr(read, name), getattr(signals, name), atol=1e-9)
    for name in ("beats_s", "strong_beats_s", "audio_onsets_s", "events_s", "visual_onsets_s"):
        np.testing.assert_allclose(getattr(read, name), getattr(signals, name), atol=1e-9)


@pytest.mark.parametrize("wide_mm", WIDTHS_MM)
def test_a_video_is_drawn_over_one_or_two_columns_without_overlapping_text(signals, wide_mm):
    figure = signal_figure(signals, "a song · onset", wide_mm)
    assert width_mm(figure) == pytest.approx(wide_mm)
    assert flaws(figure) == []


def test_axes_have_units(signals):
    words = said(signal_figure(signals))
    for label in ("time (s)", "frequency (kHz)", "novelty", "level (dB re loudest)"):
        assert label in words
    assert "visual flux\n(CIELAB units)" in words


def test_onsets_stand_above_the_spectrogram_and_flux_below(signals):
    figure = signal_figure(signals)
    figure.canvas.draw()
    titles = {axes.get_title(loc="left"): axes.get_position().y0 for axes in figure.axes}
    ordered = sorted((title for title in titles if title), key=titles.get, reverse=True)
    assert [title.split()[0] for title in ordered] == ["novelty", "mel", "change"]
    assert {axes.get_xlim() for axes in figure.axes if axes.get_title(loc="left")} == {(0, 10)}


def test_the_same_signals_give_the_same_bytes(signals, tmp_path):
    for suffix in ("png", "pdf"):
        files = [tmp_path / f"{name}.{suffix}" for name in ("one", "two")]
        for file in files:
            save_printed(signal_figure(signals, "a song"), [file])
        assert files[0].read_bytes() == files[1].read_bytes()
