"""A schedule is a monotone path from one keyframe to the next, paced by the song."""

import logging

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from yellowsound.run.errors import UserError
from yellowsound.run.plug_ins import load
from yellowsound.run.registry import REGISTRY
from yellowsound.schedule import schedule as stage
from yellowsound.schedule.path import cumulate

SCHEDULES = REGISTRY["schedule"]

MEASURED = {
    "onset-percussive": "percussive_onset",
    "mel-max": "percussive_mel_max",
    "beats": "beat_pulse",
    "downbeats": "downbeat_pulse",
}
"""The column that each of the peers' schedules follows."""


def make_schedule(energies, name, settings=None):
    return stage.make_schedule(energies, load("schedule", name), settings)


drives = arrays(float, st.integers(2, 400), elements=st.floats(0, 1)).filter(lambda x: x.sum() > 0)


def energies(harmonic, percussive, onset, sections=(1,), **others):
    n = len(harmonic)
    others = dict.fromkeys(MEASURED.values(), onset) | others
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "frame": np.arange(n) + i * n,
                    "time_s": (np.arange(n) + i * n) / 30,
                    "section": section,
                    "harmonic": harmonic,
                    "percussive": percussive,
                    "onset": onset,
                    **others,
                }
            )
            for i, section in enumerate(sections)
        ],
        ignore_index=True,
    )


@given(drives)
def test_a_path_rises_from_0_to_1_and_never_falls(drive):
    path = cumulate(drive)
    assert path[0] == 0
    assert path[-1] == pytest.approx(1)
    assert (np.diff(path) >= 0).all()


def test_the_path_is_the_cumulative_sum_over_its_last_value():
    assert cumulate(np.array([1.0, 1, 0, 2])).tolist() == [0, 0.5, 0.5, 1]


def test_a_silent_section_is_walked_evenly_and_said_so(caplog):
    with caplog.at_level(logging.WARNING):
        path = cumulate(np.zeros(5))
    assert path.tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert "nothing sets a pace" in caplog.text


def test_a_negative_drive_is_refused():
    with pytest.raises(ValueError, match="negative"):
        cumulate(np.array([1.0, -0.5]))


def test_energy_is_the_weighted_sum_of_the_two_envelopes():
    table = make_schedule(
        energies([1.0, 0, 0], [0.0, 1, 0.5], [1.0, 1, 1]),
        "energy",
        {"harmonic_weight": 0.2, "percussive_weight": 0.8},
    )
    assert table["energy"].tolist() == pytest.approx([0.2, 0.8, 0.4])
    assert table["t"].tolist() == pytest.approx([0, 1.0 / 1.4, 1])


def test_onset_moves_only_where_there_is_an_onset():
    table = make_schedule(energies([1.0] * 4, [1.0] * 4, [0.0, 0, 3, 0]), "onset")
    assert table["t"].tolist() == [0, 0, 1, 1]


@pytest.mark.parametrize(("name", "column"), MEASURED.items())
def test_a_peers_schedule_cumulates_its_own_column_and_no_other(name, column):
    rows = energies([1.0] * 4, [1.0] * 4, [1.0] * 4, **{column: [0.0, 1, 0, 3]})
    table = make_schedule(rows, name)
    assert table["t"].tolist() == [0, 0.25, 0.25, 1]


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_schedule_has_a_table_of_the_same_columns(name):
    table = make_schedule(energies([0.1, 1], [1.0, 0], [0.5, 1]), name)
    assert table.columns.tolist() == [
        *("frame", "time_s", "section", "harmonic", "percussive", "onset", "energy", "t")
    ]


@pytest.mark.parametrize(("name", "column"), MEASURED.items())
def test_energies_of_an_earlier_version_are_refused_where_they_do_not_suffice(name, column):
    rows = energies([0.1, 1], [1.0, 0], [0.5, 1]).drop(columns=MEASURED.values())
    with pytest.raises(UserError, match=f"no column {column}.*--forcerun hearing"):
        make_schedule(rows, name)
    assert make_schedule(rows, "linear")["t"].tolist() == [0, 1]


def test_linear_is_even_and_deaf():
    table = make_schedule(energies([0.0, 1, 0], [1.0, 0, 0], [9.0, 0, 0]), "linear")
    assert table["t"].tolist() == [0, 0.5, 1]


def test_constant_does_not_move():
    table = make_schedule(energies([0.0, 1], [1.0, 0], [9.0, 0]), "constant")
    assert table["t"].tolist() == [0, 0]


@pytest.mark.parametrize("name", sorted(SCHEDULES))
def test_each_section_has_a_path_of_its_own(name):
    rows = energies([0.1, 1, 0.2], [1.0, 0, 0.5], [0.5, 1, 2], sections=(1, 2))
    table = make_schedule(rows, name)
    first, second = (table.loc[table["section"] == n, "t"].tolist() for n in (1, 2))
    assert first == second
