"""A schedule's plot shows what the song does and where the picture stands."""

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from yellowsound.hearing.frames import beat_pulses
from yellowsound.run.plug_ins import load
from yellowsound.schedule import plot as schedule_plot
from yellowsound.schedule.plot import plot_schedule
from yellowsound.schedule.schedule import make_schedule


def tables(scale=1.0, schedule="energy", contrast=1.0):
    count = 120
    random = np.random.default_rng(0)
    energies = pd.DataFrame(
        {"frame": range(count), "time_s": np.arange(count) / 12, "section": np.arange(count) // 60}
    )
    for column in ("harmonic", "percussive", "onset", "harmonic_peak", "percussive_peak"):
        energies[column] = scale * random.uniform(0, 1, count)
    energies["beat_pulse"] = scale * beat_pulses(np.arange(0.5, 10, 0.5), count, 12)
    return energies, make_schedule(energies, load("schedule", schedule), contrast=contrast)


@pytest.fixture
def drawn(monkeypatch):
    """Return a function that plots and returns the figure's axes, from the top."""
    figures = []
    monkeypatch.setattr(schedule_plot, "save_figure", lambda figure, path: figures.append(figure))

    def draw(energies, schedule, **more):
        plot_schedule(energies, schedule, "a.png", "song", **more)
        return figures[-1].axes

    return draw


def test_the_same_schedule_gives_the_same_bytes(tmp_path):
    for name in ("a.png", "b.png"):
        plot_schedule(*tables(), tmp_path / name, "song: energy")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_a_plot_is_wide_enough_to_read(tmp_path):
    plot_schedule(*tables(), tmp_path / "a.png", "song: energy")
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.width >= 1200


@pytest.mark.parametrize("suffix", ["png", "pdf"])
def test_a_silent_song_can_be_plotted(tmp_path, suffix):
    plot_schedule(*tables(scale=0.0), tmp_path / f"a.{suffix}", "silence: energy")
    assert (tmp_path / f"a.{suffix}").stat().st_size > 5000


def heights(pace, count=120):
    """Return the largest height of the filled pace at each frame, at 12 fps."""
    tops = np.zeros(count)
    for patch in pace.collections:
        for time_s, height in patch.get_paths()[0].vertices:
            # A step begins and ends between two frames and belongs to both there.
            frames = {int(np.floor(time_s * 12 + 0.01)), int(np.ceil(time_s * 12 - 0.01))}
            for frame in frames:
                tops[min(frame, count - 1)] = max(tops[min(frame, count - 1)], height)
    return tops


def test_the_pace_is_what_drives_this_schedule(drawn):
    energies, schedule = tables(schedule="beats")
    pace = drawn(energies, schedule)[2]
    shown = heights(pace)
    assert shown.max() == pytest.approx(1)
    still = (energies["beat_pulse"].rolling(3, center=True, min_periods=1).max() == 0).to_numpy()
    assert still.sum() > 20
    assert not shown[still].any()


def test_beats_are_marked_at_their_times(drawn):
    energies, schedule = tables()
    (marks,) = drawn(energies, schedule)[2].lines[:1]
    np.testing.assert_allclose(marks.get_xdata(), np.arange(0.5, 10, 0.5), atol=1e-9)


def test_energies_without_beats_can_be_plotted(drawn):
    energies, schedule = tables()
    assert len(drawn(energies.drop(columns="beat_pulse"), schedule)) == 4


@pytest.mark.parametrize(("name", "pace_shown"), [("linear", 1), ("constant", 0)])
def test_a_deaf_schedule_is_shown_at_its_own_even_pace(drawn, name, pace_shown):
    pace = drawn(*tables(schedule=name))[2]
    assert heights(pace)[1:60] == pytest.approx(pace_shown)
    assert all(np.isfinite(patch.get_paths()[0].vertices).all() for patch in pace.collections)


def test_the_pace_is_shown_with_its_contrast_which_is_named(drawn):
    plain, sharp = (
        drawn(*tables(contrast=contrast), contrast=contrast)[2] for contrast in (1.0, 2.0)
    )
    assert plain.get_title(loc="center") == "Pace: how far each frame moves"
    assert sharp.get_title(loc="center") == "Pace: how far each frame moves (contrast 2)"
    assert heights(sharp)[5:60].sum() < heights(plain)[5:60].sum()


def test_a_smoothed_path_is_named_as_such(drawn):
    plain, mixed = (drawn(*tables(), smooth=smooth)[3] for smooth in (0.0, 0.25))
    assert plain.get_title(loc="center") == "Cumulative T of each section"
    assert mixed.get_title(loc="center") == "Cumulative T of each section (smooth 0.25)"
