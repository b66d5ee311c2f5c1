"""In-between frames: blended where a way is straight, rendered where it bends."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yellowsound.frames.between import frames_between


class Way:
    """A way of grey pictures whose levels a function tells; it counts what is rendered."""

    def __init__(self, level):
        self.level, self.rendered = level, []

    def __call__(self, stop, accent):
        self.rendered.append((stop, accent))
        return np.full((3, 4, 4), self.level(stop, accent) / 255, np.float32)

    def frames(self, stops, accents=None, tolerance=1.0):
        stops = np.array(stops)
        accents = np.zeros(stops.size) if accents is None else np.array(accents)
        return [int(f[0, 0, 0]) for f in frames_between(stops, accents, self, tolerance)]


def straight(stop, accent):
    return 200 * stop


def bent(stop, accent):
    return 200 * stop**4


EVEN = np.linspace(0, 1, 101)


def test_a_straight_way_is_rendered_at_its_ends_and_in_the_middle():
    way = Way(straight)
    assert way.frames(EVEN) == [round(200 * stop) for stop in EVEN]
    assert len(way.rendered) == 3


def test_where_a_way_bends_more_is_rendered_and_little_is_wrong():
    way = Way(bent)
    found = way.frames(EVEN)
    assert max(abs(f - bent(stop, 0)) for f, stop in zip(found, EVEN, strict=True)) <= 1.5
    assert 3 < len(way.rendered) < 40
    stops = sorted(stop for stop, _ in way.rendered)
    assert np.diff(stops)[-1] < np.diff(stops)[0]


def test_pixels_that_differ_little_do_not_all_change_at_the_same_moment():
    low = np.random.default_rng(0).uniform(0.3, 0.6, (3, 16, 16)).astype(np.float32)
    frames = list(
        frames_between(EVEN, np.zeros(EVEN.size), lambda stop, _: low + np.float32(stop / 255), 1.0)
    )
    changed = [np.count_nonzero(a != b) / a.size for a, b in itertools.pairwise(frames)]
    assert sum(changed) == pytest.approx(1, abs=0.02)
    assert max(changed) < 0.05


def test_without_tolerance_every_frame_is_rendered():
    way = Way(straight)
    way.frames(EVEN, tolerance=0)
    assert len(way.rendered) == EVEN.size


def test_an_accent_is_blended_between_its_steps():
    way = Way(lambda stop, accent: 100 + 100 * accent)
    assert way.frames([0.5] * 5, [0, 0.2, 0.4, 0.8, 0]) == [100, 120, 140, 180, 100]
    assert {accent for _, accent in way.rendered} == {0.0, 0.4, 0.8}


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=40).map(sorted),
    st.sampled_from([straight, bent]),
    st.sampled_from([0, 1.0, 3.0]),
    st.booleans(),
)
def test_there_is_one_frame_for_each_stop_and_its_level_is_right(
    stops, level, tolerance, is_accented
):
    way = Way(level)
    accents = [0.3 * (k % 3) for k in range(len(stops))] if is_accented else None
    found = way.frames(stops, accents, tolerance)
    assert len(found) == len(stops)
    for frame, stop in zip(found, stops, strict=True):
        assert abs(frame - level(stop, 0)) <= 0.51 + tolerance


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_few_frames_are_rendered_by_themselves_and_never_twice(count):
    way = Way(bent)
    way.frames(np.linspace(0.1, 0.9, count))
    assert len(way.rendered) == len({*way.rendered}) == count


def test_frames_are_given_as_they_are_asked_for():
    way = Way(bent)
    frames = frames_between(EVEN, np.zeros(EVEN.size), way, 1.0)
    next(frames)
    assert len(way.rendered) <= 2
