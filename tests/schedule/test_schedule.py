"""A schedule is a monotone path from one keyframe to the next, paced by the song."""

import logging

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from yellowsound.run.errors import UserError
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.plug_ins import load
from yellowsound.run.registry import REGISTRY
from yellowsound.schedule import schedule as stage
from yellowsound.schedule.path import Drive, cumulate, linear_path, repaced, sharpened, smoothed

SCHEDULES = tuple(name for name in REGISTRY["schedule"] if name != "curve")
"""Those that need no table of one's own."""

MEASURED = {
    "onset-percussive": "percussive_onset",
    "mel-max": "percussive_mel_max",
    "beats": "beat_pulse",
    "downbeats": "downbeat_pulse",
}
"""The column that each of the peers' schedules follows."""


def make_schedule(energies, name, settings=None, contrast=1.0):
    return stage.make_schedule(energies, load("schedule", name), settings, contrast)


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


@pytest.mark.parametrize("name", ["beats", "downbeats"])
@pytest.mark.parametrize(
    ("pulses", "t"),
    [
        # What is left of a beat before the section moves nothing ...
        ([0.7, 0.4, 0.1, 0, 1, 0.5], [0, 0, 0, 0, 2 / 3, 1]),
        # ... and where no other beat falls into it, it is walked evenly.
        ([0.7, 0.4, 0.1, 0, 0, 0], [0, 0.2, 0.4, 0.6, 0.8, 1]),
        ([1, 0.5, 0.5, 0, 0, 0], [0, 0.75, 1, 1, 1, 1]),
    ],
)
def test_a_beat_before_a_section_moves_nothing_in_it(name, pulses, t):
    rows = energies(*([1.0] * 6 for _ in range(3)), **{MEASURED[name]: pulses})
    assert make_schedule(rows, name)["t"].tolist() == pytest.approx(t)


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


# --- a schedule from elsewhere tells what drives it, or its path -----------------------


def elsewhere(made, contrast=1.0):
    """Return the schedule of three frames by a plug-in that returns `made`."""
    plug_in = PlugIn("schedule", "mine", lambda section, settings: made, "as told")
    rows = energies([0.5] * 3, [0.5] * 3, [0.5] * 3)
    return stage.make_schedule(rows, plug_in, contrast=contrast)["t"].tolist()


def test_what_drives_a_section_is_cumulated_and_a_path_is_taken_as_it_is():
    assert elsewhere(Drive(np.array([1.0, 1, 2]))) == [0, 0.5, 1]
    assert elsewhere(np.array([0.2, 0.2, 0.4])) == [0.2, 0.2, 0.4]


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (Drive(np.ones(4)), "one value for each of its 3 frames is due"),
        (Drive(np.array([1.0, -1, 1])), "values below 0"),
        (Drive(np.array([1.0, np.inf, 1])), "not finite"),
    ],
)
def test_what_is_no_drive_is_refused_in_a_sentence(made, said):
    with pytest.raises(UserError, match=f"the schedule mine gives section 1 a drive .*{said}"):
        elsewhere(made)


# --- contrast ----------------------------------------------------------------------------

contrasts = st.floats(0.25, 8)
HEARD = sorted({*SCHEDULES} - {"linear", "constant"})


@given(drives)
def test_a_contrast_of_1_changes_no_bit(drive):
    path = cumulate(drive)
    assert sharpened(drive, 1.0).tobytes() == drive.tobytes()
    assert repaced(path, 1.0).tobytes() == path.tobytes()


@given(drives, contrasts)
def test_a_path_of_any_contrast_rises_from_0_to_1_and_never_falls(drive, contrast):
    path = cumulate(sharpened(drive, contrast))
    assert path[0] == 0
    assert path[-1] == pytest.approx(1)
    assert (np.diff(path) >= 0).all()


@given(drives, contrasts)
def test_a_path_that_is_given_a_contrast_keeps_its_ends_and_never_falls(drive, contrast):
    path = 0.25 + 0.5 * cumulate(drive)
    sharp = repaced(path, contrast)
    assert sharp[[0, -1]].tolist() == path[[0, -1]].tolist()
    assert (np.diff(sharp) >= 0).all()


@given(drives, contrasts, contrasts)
def test_a_greater_contrast_walks_no_less_of_the_way_in_the_strongest_frames(drive, one, other):
    low, high = sorted((one, other))
    order = np.argsort(drive)[::-1]
    shares = [sharpened(drive, c)[order].cumsum() / sharpened(drive, c).sum() for c in (low, high)]
    assert (shares[1] >= shares[0] - 1e-9).all()


@pytest.mark.parametrize("name", HEARD)
def test_every_schedule_that_hears_the_song_follows_the_contrast(name):
    rows = energies([0.0, 1, 2], [0.0, 1, 2], [0.0, 1, 2])
    assert make_schedule(rows, name)["t"].tolist() == pytest.approx([0, 1 / 3, 1])
    assert make_schedule(rows, name, contrast=2)["t"].tolist() == pytest.approx([0, 1 / 5, 1])


@pytest.mark.parametrize("name", ["linear", "constant"])
def test_a_deaf_schedule_has_no_contrast(name):
    rows = energies([0.0, 1, 2], [0.0, 1, 2], [0.0, 1, 2])
    sharp = make_schedule(rows, name, contrast=8)["t"].tolist()
    assert sharp == pytest.approx(make_schedule(rows, name)["t"].tolist())


def test_the_contrast_of_a_schedule_that_tells_its_path_alone_is_that_of_its_steps():
    assert elsewhere(np.array([0.0, 0.25, 1.0]), contrast=2) == pytest.approx([0, 0.1, 1])


def test_a_silent_section_is_walked_evenly_at_any_contrast():
    rows = energies([0.0] * 3, [0.0] * 3, [0.0] * 3)
    assert make_schedule(rows, "energy", contrast=4)["t"].tolist() == [0, 0.5, 1]


# --- smooth ------------------------------------------------------------------------------

shares = st.floats(0, 1)


@given(drives, shares)
def test_a_smoothed_path_keeps_its_ends_and_never_falls(drive, smooth):
    path = 0.25 + cumulate(drive) / 2
    mixed = smoothed(path, smooth)
    assert (mixed[0], mixed[-1]) == (path[0], path[-1])
    assert (np.diff(mixed) >= 0).all()


@given(drives)
def test_a_path_that_is_not_smoothed_changes_no_bit_and_one_wholly_smoothed_is_straight(drive):
    path = cumulate(drive)
    assert smoothed(path, 0.0).tobytes() == path.tobytes()
    np.testing.assert_allclose(smoothed(path, 1.0), linear_path(path.size), atol=1e-15)


def test_every_schedule_is_mixed_with_the_straight_line_of_its_section():
    loud = np.array([0.0, 1, 0, 0, 0])
    rows = energies(loud, loud, loud, sections=(1, 2))
    made = stage.make_schedule(rows, load("schedule", "energy"), smooth=0.5)
    assert made["t"].tolist() == pytest.approx([0, 0.625, 0.75, 0.875, 1] * 2)


def test_a_constant_schedule_stays_where_it_is_however_smooth():
    rows = energies([0.0, 1, 2], [0.0, 1, 2], [0.0, 1, 2])
    made = stage.make_schedule(rows, load("schedule", "constant"), smooth=1)
    assert made["t"].tolist() == [0, 0, 0]
