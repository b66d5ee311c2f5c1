"""The null: even shifts, honest p-values, seeds that name what they are for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yellowsound.synchrony.null import calibrate, draw_offsets, shift_times


def test_offsets_are_even_between_one_second_and_one_second_before_the_end():
    offsets_s = draw_offsets(30.0, 20_000, seed=1)
    assert offsets_s.min() >= 1.0
    assert offsets_s.max() <= 29.0
    counts, _ = np.histogram(offsets_s, bins=10, range=(1.0, 29.0))
    assert counts.min() > 1800
    assert counts.max() < 2200


def test_offsets_depend_on_the_seed_alone():
    np.testing.assert_array_equal(draw_offsets(30.0, 50, seed=7), draw_offsets(30.0, 50, seed=7))
    assert not np.array_equal(draw_offsets(30.0, 50, seed=7), draw_offsets(30.0, 50, seed=8))


@pytest.mark.parametrize("duration_s", [0.4, 2.0])
def test_no_offsets_where_a_video_leaves_no_room(duration_s):
    with pytest.raises(ValueError, match="no room"):
        draw_offsets(duration_s, 10, seed=0)


@given(
    times_s=st.lists(st.floats(0, 29.99), min_size=1, max_size=30).map(np.array),
    offset_s=st.floats(1, 29),
)
def test_shifted_times_stay_in_the_video_in_order(times_s, offset_s):
    shifted_s = shift_times(times_s, offset_s, 30.0)
    assert shifted_s.size == times_s.size
    assert (np.diff(shifted_s) >= 0).all()
    assert shifted_s.min() >= 0
    assert shifted_s.max() <= 30.0


def test_times_are_shifted_later_and_around():
    np.testing.assert_allclose(shift_times(np.array([1.0, 25.0]), 10.0, 30.0), [5.0, 11.0])


def test_p_counts_the_null_at_or_above_the_score():
    against = calibrate(0.5, np.array([0.1, 0.5, 0.7, 0.2]))
    assert against.p == (1 + 2) / (1 + 4)
    assert against.null_mean == pytest.approx(0.375)
    assert against.z == pytest.approx(0.125 / np.std([0.1, 0.5, 0.7, 0.2]))


def test_p_is_never_zero():
    assert calibrate(1.0, np.array([0.0, 0.1, 0.2])).p == 1 / 4


def test_rounding_does_not_break_a_tie():
    assert calibrate(0.3, np.array([0.3 - 1e-15, 0.1])).p == (1 + 1) / (1 + 2)


def test_z_is_zero_where_the_null_has_no_spread():
    against = calibrate(0.3, np.full(10, 0.3))
    assert (against.z, against.p, against.has_spread) == (0.0, 1.0, False)
