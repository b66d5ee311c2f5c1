"""FastDTW: the same distance and path length as the package that published scores rest on."""

import fastdtw
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yellowsound.synchrony.dtw import exact_dtw, fast_dtw

TIMES = st.lists(
    # Half of them on a grid: ties between paths are where implementations differ.
    st.one_of(st.floats(0, 60, width=32), st.integers(0, 60).map(float)),
    min_size=1,
    max_size=70,
).map(lambda values: np.sort(np.array(values)))


@settings(max_examples=300, deadline=None)
@given(x=TIMES, y=TIMES, radius=st.integers(1, 3))
def test_equals_the_package_to_the_last_bit(x, y, radius):
    distance, path = fastdtw.fastdtw(x, y, radius=radius)
    assert fast_dtw(x, y, radius=radius) == (distance, len(path))


def test_equals_the_package_where_the_band_binds(rng):
    """Crowded against even times press the path to the edge of its band."""
    bound = 0
    for _ in range(400):
        x = np.sort(rng.exponential(size=rng.integers(20, 90)) ** 3)
        y = np.linspace(0, x[-1], rng.integers(20, 90))
        distance, path = fastdtw.fastdtw(x, y)
        assert fast_dtw(x, y) == (distance, len(path))
        bound += distance > exact_dtw(x, y)[0] + 1e-9
    assert bound > 20


@settings(max_examples=100, deadline=None)
@given(x=TIMES, y=TIMES)
def test_exact_equals_the_package_to_the_last_bit(x, y):
    distance, path = fastdtw.dtw(x, y)
    assert exact_dtw(x, y) == (distance, len(path))


@settings(max_examples=100, deadline=None)
@given(x=TIMES, y=TIMES)
def test_exact_distance_is_symmetric_and_a_lower_bound(x, y):
    distance, _ = exact_dtw(x, y)
    assert distance == pytest.approx(exact_dtw(y, x)[0])
    assert distance <= fast_dtw(x, y)[0] + 1e-9


def test_path_by_hand():
    # 0-0, 1-0, 2-3, 3-3: two of the four steps cost 1.
    assert exact_dtw(np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, 3.0])) == (2.0, 4)


@pytest.mark.parametrize("radius", [0, -1])
def test_refuses_a_radius_that_may_break_the_path(radius):
    with pytest.raises(ValueError, match="radius must be at least 1"):
        fast_dtw(np.zeros(4), np.zeros(4), radius=radius)
