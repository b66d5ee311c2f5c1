"""A schedule's plot shows what the song does and where the picture stands."""

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from yellowsound.schedule import EnergyWeights, make_schedule
from yellowsound.schedule_plot import plot_schedule


def tables(scale=1.0):
    count = 120
    random = np.random.default_rng(0)
    energies = pd.DataFrame(
        {"frame": range(count), "time_s": np.arange(count) / 12, "section": np.arange(count) // 60}
    )
    for column in ("harmonic", "percussive", "onset", "harmonic_peak", "percussive_peak"):
        energies[column] = scale * random.uniform(0, 1, count)
    return energies, make_schedule(energies, "energy", EnergyWeights())


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
