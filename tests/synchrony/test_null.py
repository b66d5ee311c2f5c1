"""The null: every shift that differs, without a seam, and honest p-values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yellowsound.synchrony.null import (
    LEAST_SHIFTS,
    SHIFT_S,
    SHORTEST_S,
    calibrate,
    overlap_s,
    shifts_s,
    within,
)


def test_every_shift_is_there_once_and_leaves_half_to_overlap():
    shifts = shifts_s(30.0)
    np.testing.assert_allclose(np.diff(shifts)[shifts[1:] != 1.0], SHIFT_S)
    assert (shifts.min(), shifts.max()) == pytest.approx((-15.0, 15.0))
    assert np.abs(shifts).min() == pytest.approx(1.0)
    assert shifts.size == 2 * (15 * 12 - 11)


@given(duration_s=st.floats(0.1, 3.49))
def test_of_a_video_too_short_for_a_p_below_5_percent_there_is_no_null(duration_s):
    assert shifts_s(duration_s).size == 0


@given(duration_s=st.floats(SHORTEST_S, 600))
def test_shifts_are_both_ways_alike_and_never_near_none(duration_s):
    shifts = shifts_s(duration_s)
    np.testing.assert_allclose(shifts, -shifts[::-1], atol=1e-9)
    assert shifts.size >= LEAST_SHIFTS
    assert np.abs(shifts).min() >= 1.0 - 1e-6
    assert np.abs(shifts).max() <= duration_s / 2 + 1e-6


def test_p_is_never_finer_than_the_data():
    # 20 s at 12 frames a second: 218 shifts differ.
    assert shifts_s(20.0).size == 218
    assert calibrate(1.0, np.zeros(218)).p == 1 / 219


def test_a_picture_shown_later_overlaps_with_the_end_of_the_song():
    assert overlap_s(4.0, 30.0) == (4.0, 30.0)
    assert overlap_s(-4.0, 30.0) == (0.0, 26.0)


def test_times_within_a_stretch_are_counted_from_its_start():
    times_s = np.array([1.0, 4.0, 7.5, 9.0])
    np.testing.assert_allclose(within(times_s, 4.0, 9.0), [0.0, 3.5])
    assert within(times_s, 9.5, 20.0).size == 0


def test_p_counts_the_null_at_or_above_the_score():
    against = calibrate(0.5, np.array([0.1, 0.5, 0.7, 0.2]))
    assert against.p == (1 + 2) / (1 + 4)
    assert against.null_mean == pytest.approx(0.375)
    assert against.z == pytest.approx(0.125 / np.std([0.1, 0.5, 0.7, 0.2]))


def test_p_is_never_zero():
    assert calibrate(1.0, np.array([0.0, 0.1, 0.2])).p == 1 / 4


def test_rounding_does_not_break_a_tie():
    assert calibrate(0.3, np.array([0.3 - 1e-15, 0.1])).p == (1 + 1) / (1 + 2)


def test_there_is_no_z_where_the_null_has_no_spread():
    against = calibrate(0.3, np.full(10, 0.3))
    assert (against.z, against.p) == (None, 1.0)
