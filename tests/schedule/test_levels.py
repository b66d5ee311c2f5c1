"""Levels of moves: they rise with what is heard, fall off after it, and swing to the other side."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yellowsound.schedule.levels import followed, swung

FPS = 24.0


def pulses(*frames: int, count: int = 96) -> np.ndarray:
    """Return a feature that is 3 at some frames, else 0."""
    feature = np.zeros(count)
    feature[list(frames)] = 3.0
    return feature


def test_without_attack_a_level_is_there_at_once_and_falls_off_by_its_decay():
    levels = followed(pulses(24), FPS, 0.0, 0.5)
    assert levels[23] == 0.0
    assert levels[24] == 1.0
    assert levels[24 + 12] == pytest.approx(np.exp(-1))


def test_with_attack_it_has_covered_all_but_an_e_th_after_that_time():
    feature = np.repeat([0.0, 1.0], 48)
    assert followed(feature, FPS, 0.25, 0.5)[48 + 5] == pytest.approx(1 - np.exp(-1))


def test_a_peak_beyond_all_others_does_not_make_the_others_small():
    feature = pulses(*range(0, 96, 4))
    feature[40] = 100.0
    assert followed(feature, FPS, 0.0, 0.1)[::4].min() == 1.0


def test_silence_moves_nothing():
    assert not followed(np.zeros(48), FPS, 0.1, 0.5).any()


@given(
    st.lists(st.floats(0, 1e6, allow_subnormal=False), min_size=1, max_size=60),
    st.floats(0, 1),
    st.floats(0, 3),
)
def test_levels_stay_between_nothing_and_all(feature, attack_s, decay_s):
    levels = followed(np.array(feature), FPS, attack_s, decay_s)
    assert levels.min() >= 0
    assert levels.max() <= 1


@given(st.lists(st.just(0.0) | st.floats(0.01, 10), min_size=5, max_size=60), st.floats(0.01, 1000))
def test_a_feature_has_no_unit(feature, unit):
    levels = followed(np.array(feature), FPS, 0.05, 0.4)
    np.testing.assert_allclose(
        followed(unit * np.array(feature), FPS, 0.05, 0.4), levels, atol=1e-6
    )


def swings(levels, attack_s=0.0, seed=0):
    return swung(levels, FPS, attack_s, np.random.default_rng(seed))


def test_each_time_that_a_move_begins_anew_it_swings_to_the_other_side():
    found = swings(followed(pulses(10, 40, 70), FPS, 0.0, 0.3))
    sides = np.sign(found.real[[10, 40, 70]])
    assert sides[0] == -sides[1] == sides[2]


def test_a_move_that_rises_further_stays_on_its_side():
    levels = np.array([0.0, 0.6, 0.5, 0.9, 1.0, 0.8])
    assert len(set(np.sign(swings(levels).real[1:]))) == 1


@pytest.mark.parametrize("seed", range(5))
def test_a_swing_is_mostly_to_the_side_and_as_large_as_its_level(seed):
    levels = followed(pulses(10, 30, 50), FPS, 0.0, 0.2)
    found = swings(levels, seed=seed)
    np.testing.assert_allclose(np.abs(found), levels)
    assert (np.abs(found.real) >= np.abs(found.imag)).all()


def test_with_attack_a_swing_passes_through_the_middle_without_a_jump():
    levels = np.r_[np.ones(48), np.full(12, 0.4), np.ones(48)]
    steps = np.abs(np.diff(swings(levels, attack_s=0.5)))[60:]
    at_once = np.abs(np.diff(swings(levels)))[59:]
    assert at_once.max() > 1.2
    assert steps.max() < 0.25


def test_the_same_seed_swings_the_same_way():
    levels = followed(pulses(10, 30, 50), FPS, 0.0, 0.2)
    np.testing.assert_array_equal(swings(levels, seed=7), swings(levels, seed=7))
