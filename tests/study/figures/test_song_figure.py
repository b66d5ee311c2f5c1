"""One song's figure shows its sound, its schedules, and every keyframe with its caption."""

import matplotlib
import numpy as np
import pandas as pd
import pytest
from figure_checks import WIDTHS_MM, flaws, said, width_mm
from PIL import Image

from yellowsound.run.files import write_json
from yellowsound.run.plots import save_printed
from yellowsound.run.plug_ins import load
from yellowsound.run.registry import REGISTRY
from yellowsound.schedule.schedule import make_schedule
from yellowsound.study.figures.song import song_figure

SHORT = "A quiet piano."
LONG = (
    "This is a lively instrumental with a groovy bass line, steady electronic drums and a warm "
    "$synth_lead$; the recording is of mediocre quality, there is a lot of hiss & hum, and "
    "somebody shouts Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbau."
)


@pytest.fixture
def song(tmp_path):
    """Return a function that makes what the figure is drawn from."""

    def make(sections=2, schedules=("linear", "energy"), text=SHORT, scale=1.0, genre="jazz"):
        frames = 120 * sections
        random = np.random.default_rng(0)
        energies = pd.DataFrame({"frame": range(frames), "time_s": np.arange(frames) / 12})
        energies["section"] = 1 + energies["frame"] // 120
        names = ["harmonic", "percussive", "harmonic_peak", "percussive_peak", "onset"]
        for column in (
            *names,
            "percussive_onset",
            "percussive_mel_max",
            "beat_pulse",
            "downbeat_pulse",
        ):
            energies[column] = scale * random.uniform(0, 1, frames)
        tables = {name: make_schedule(energies, load("schedule", name)) for name in schedules}
        captions = {
            "pair": "a song",
            "genre": genre and {"name": genre, "probability": 0.5, "matched": "musicnn tags"},
            "sections": [
                {"section": n + 1, "start_s": 10.0 * n, "end_s": 10.0 * n + 10, "text": text}
                for n in range(sections)
            ],
        }
        files = [f"{n:02d}.png" for n in range(sections + 1)]
        for n, file in enumerate(files):
            colour = np.full((32, 32, 3), (9 * n) % 256, np.uint8)
            Image.fromarray(colour).save(tmp_path / file)
        images = [{"section": n, "file": file} for n, file in enumerate(files)]
        described = {"pair": "a song", "artwork": "00.png", "opening": "first", "images": images}
        write_json(tmp_path / "keyframes.json", described)
        return energies, tables, captions, tmp_path

    return make


HEARD = tuple(name for name in REGISTRY["schedule"] if name != "curve")
"""Schedules that need no file of one's own."""


@pytest.mark.parametrize("sections", [1, 2, 3, 6, 7, 13, 14, 24])
@pytest.mark.parametrize("text", [SHORT, LONG], ids=["short", "long"])
@pytest.mark.parametrize("wide_mm", WIDTHS_MM)
def test_any_number_of_sections_is_drawn_without_overlapping_text(song, sections, text, wide_mm):
    figure = song_figure(*song(sections, text=text), wide_mm)
    assert width_mm(figure) == pytest.approx(wide_mm)
    assert flaws(figure) == []


@pytest.mark.parametrize("schedules", [("linear",), HEARD])
@pytest.mark.parametrize("wide_mm", WIDTHS_MM)
def test_any_number_of_schedules_is_drawn(song, schedules, wide_mm):
    figure = song_figure(*song(schedules=schedules), wide_mm)
    assert flaws(figure) == []
    shown = [text.get_text() for text in figure.axes[2].get_legend().get_texts()]
    assert sorted(shown) == sorted(schedules)


def test_a_silent_song_without_a_genre_is_drawn(song):
    figure = song_figure(*song(scale=0.0, genre=None))
    assert flaws(figure) == []
    assert "a song · no genre found" in said(figure)


def test_axes_have_units(song):
    words = said(song_figure(*song()))
    for label in ("time (s)", "energy\n(0 to 1)", "T (0: keyframe,\n1: next)"):
        assert label in words
    assert "waveforms of the two parts, in shares of the highest peak" in words


def test_letters_are_six_and_a_half_points_or_larger(song):
    figure = song_figure(*song())
    sizes = [text.get_fontsize() for text in figure.findobj(matplotlib.text.Text)]
    assert min(sizes) >= 6.5


def test_each_section_has_its_keyframe_and_caption(song):
    figure = song_figure(*song(3))
    shades = [axes.images[0].get_array()[0, 0, 0] for axes in figure.axes if axes.images]
    assert shades == [0, 9, 18, 27]
    words = said(figure)
    titles = ["opening", "0 to 10 s", "10 to 20 s", "20 to 30 s"]
    assert [text for text in words if text in titles] == titles
    assert " ".join(words).count("A quiet piano.") == 3


def test_a_schedule_is_drawn_frame_by_frame_and_never_falls(song):
    energies, tables, *rest = song(3)
    lines = song_figure(energies, tables, *rest).axes[2].get_lines()
    drawn = {line.get_label(): line for line in lines if len(line.get_xdata()) > 2}
    assert set(drawn) == {"linear", "energy"}
    for name, line in drawn.items():
        t = np.asarray(line.get_ydata(), dtype=float)
        np.testing.assert_allclose(t[~np.isnan(t)], tables[name]["t"])
        assert np.nanmin(np.diff(t)) >= 0


def test_the_time_axis_ends_with_the_song(song):
    assert song_figure(*song(3)).axes[0].get_xlim() == (0, 30)


def test_lines_lead_from_the_times_to_the_pictures(song):
    figure = song_figure(*song(2))
    figure.canvas.draw()
    to_pixels, to_shares = figure.axes[2].transData, figure.transFigure.inverted()
    pictures = [axes.get_position() for axes in figure.axes if axes.images]
    assert len(figure.artists) == 3
    for line, time_s, picture in zip(figure.artists, (0, 10, 20), pictures, strict=True):
        start = to_shares.transform(to_pixels.transform((time_s, 0)))
        (x0, x1), (y0, y1) = line.get_xdata(), line.get_ydata()
        assert x0 == pytest.approx(start[0])
        assert start[1] > y0 > y1 > picture.y1
        assert picture.x0 < x1 < picture.x1


@pytest.mark.parametrize("suffix", ["png", "pdf"])
def test_the_same_song_gives_the_same_bytes(song, suffix, tmp_path):
    files = [tmp_path / f"{name}.{suffix}" for name in ("one", "two")]
    for file in files:
        save_printed(song_figure(*song()), [file])
    assert files[0].read_bytes() == files[1].read_bytes()
