"""The compiled twins give what mir_eval gives."""

import mir_eval
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yellowsound.synchrony.matching import BINS, beat_error_information, count_matches

# Half of them on a grid: windows and bins are where ties are resolved.
TIME = st.one_of(st.floats(0, 60, width=32), st.integers(0, 600).map(lambda tenth: tenth / 10))


def times(least):
    return st.lists(TIME, min_size=least, max_size=50).map(lambda values: np.sort(values))


def distinct(values):
    return values[np.diff(values, prepend=-1.0) > 1e-6]


@settings(max_examples=300, deadline=None)
@given(x=times(0), y=times(0), window=st.sampled_from([0.0, 0.07, 0.1, 1.0, 5.0]))
def test_as_many_match_as_in_mir_eval(x, y, window):
    assert count_matches(x, y, window) == len(mir_eval.util.match_events(x, y, window))


def test_none_matches_twice():
    assert count_matches(np.array([1.0, 1.1]), np.array([1.05]), 0.1) == 1
    assert count_matches(np.array([1.0, 1.1]), np.array([1.05, 1.06]), 0.1) == 2


def test_the_nearest_is_not_always_the_match():
    # 1.06 is nearer to 1.1, but only 1.1 is left for 1.18.
    assert count_matches(np.array([1.0, 1.1]), np.array([1.06, 1.18]), 0.1) == 2


@settings(max_examples=300, deadline=None)
@given(beats=times(2).map(distinct), others=times(1))
def test_the_information_is_that_of_mir_eval(beats, others):
    if beats.size < 2:
        return
    entropy = mir_eval.beat._get_entropy(beats, others, BINS)
    expected = 1.0 - entropy / np.log2(BINS)
    assert beat_error_information(beats, others) == pytest.approx(expected, abs=1e-12)


def test_one_place_within_the_beat_tells_all():
    beats = np.arange(0.0, 20.0, 0.5)
    assert beat_error_information(beats, beats[:-1] + 0.15) == pytest.approx(1.0)


def test_even_places_tell_nothing():
    beats = np.arange(0.0, 42.0, 1.0)
    # One in the middle of each bin.
    others = 1.0 + np.arange(BINS) + np.linspace(-0.5, 0.5, BINS, endpoint=False) + 0.5 / BINS
    assert beat_error_information(beats, np.sort(others)[:-1]) < 0.01
