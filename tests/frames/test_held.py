"""A picture is held while t hardly moves, and never for longer."""

from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yellowsound.frames.held import held, on_clock, shares_between

STEPS = st.lists(st.one_of(st.just(0.0), st.floats(0.0, 0.01), st.floats(0.0, 1.0)), max_size=60)
WAYS = STEPS.map(lambda steps: np.cumsum([0.0, *steps]))
HOLDS = st.floats(0.0, 0.5)


@given(t=WAYS, hold=HOLDS)
def test_a_frame_is_off_by_less_than_the_hold(t, hold):
    values, counts = held(t, hold)
    off = np.abs(np.repeat(values, counts) - t)
    assert ((off < hold) | (off == 0)).all()


@given(t=WAYS, hold=HOLDS)
def test_every_frame_has_one_picture(t, hold):
    values, counts = held(t, hold)
    assert len(values) == len(counts)
    assert counts.min() >= 1
    assert counts.sum() == len(t)


@given(t=WAYS, hold=HOLDS)
def test_the_first_and_the_last_frame_stand_at_their_own_t(t, hold):
    values, _ = held(t, hold)
    assert (values[0], values[-1]) == (t[0], t[-1])


@given(t=WAYS, hold=HOLDS)
def test_pictures_but_the_last_are_as_far_apart_as_the_hold(t, hold):
    steps = np.diff(held(t, hold)[0])
    assert (steps > 0).all()
    assert (steps[:-1] >= hold).all()


@given(t=WAYS)
def test_without_a_hold_only_equal_neighbours_share_a_picture(t):
    runs = [(value, len(list(run))) for value, run in groupby(t.tolist())]
    values, counts = held(t, 0.0)
    assert list(zip(values.tolist(), counts.tolist(), strict=True)) == runs


def test_a_slow_walk_does_not_drift():
    """Steps far below the hold add up: 1001 frames are held by tens, not all by the first."""
    values, counts = held(np.arange(1001) / 1024, 10 / 1024)
    np.testing.assert_array_equal(values, np.arange(0, 1001, 10) / 1024)
    assert counts.tolist() == [10] * 100 + [1]


@pytest.mark.parametrize(
    ("t", "values", "counts"),
    [
        ([0.3], [0.3], [1]),
        ([0.2, 0.2, 0.2], [0.2], [3]),
        ([0.0, 0.1, 0.2, 0.5, 0.6], [0.0, 0.5, 0.6], [3, 1, 1]),
        ([0.0, 0.9, 1.0, 1.0, 1.0], [0.0, 0.9, 1.0], [1, 1, 3]),
        ([0.0, 0.5, 0.6, 0.7, 0.7], [0.0, 0.5, 0.7], [1, 2, 2]),
    ],
)
def test_ways_worked_out_by_hand(t, values, counts):
    found = held(np.array(t), 0.25)
    assert (found[0].tolist(), found[1].tolist()) == (values, counts)


# A slower clock

CLOCKS = st.integers(1, 60)


@given(t=WAYS, fps=CLOCKS, walk_fps=st.integers(0, 60))
def test_on_a_slower_clock_so_many_pictures_a_second_are_shown(t, fps, walk_fps):
    slowed = on_clock(t, fps, walk_fps)
    assert len(slowed) == len(t)
    assert (slowed <= t).all()
    assert (slowed[0], slowed[-1]) == (t[0], t[-1])
    if 0 < walk_fps < fps:
        shown = len(held(slowed, 0.0)[0])
        assert shown <= np.ceil(len(t) * walk_fps / fps) + 1
    else:
        np.testing.assert_array_equal(slowed, t)


def test_frames_of_a_slower_clock_stand_as_long_as_its_own():
    slowed = on_clock(np.arange(10) / 10, 5, 2)
    assert (slowed * 10).round().tolist() == [0, 0, 0, 3, 3, 5, 5, 5, 8, 9]


# The way from one picture to the next


def test_shares_lead_from_each_picture_to_the_next():
    t = np.array([0.0, 0.125, 0.25, 0.5, 0.75, 0.75])
    shares = [share.tolist() for share in shares_between(t, *held(t, 0.25))]
    assert shares == [[0, 0.5], [0], [0], [0, 0]]


@given(t=WAYS, hold=HOLDS)
def test_blended_by_their_shares_pictures_stand_at_the_very_t_of_each_frame(t, hold):
    values, counts = held(t, hold)
    nexts = [*values[1:], values[-1]]
    shares = shares_between(t, values, counts)
    blends = [
        value + share * (following - value)
        for value, following, share in zip(values, nexts, shares, strict=True)
    ]
    np.testing.assert_allclose(np.concatenate(blends), t, atol=1e-9)
