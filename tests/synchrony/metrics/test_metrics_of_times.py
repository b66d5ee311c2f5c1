"""Beats and onsets as times: hand-computed cases, properties, and mir_eval's own numbers."""

import warnings

import mir_eval
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yellowsound.synchrony.metrics.av_align_flux import av_align_flux
from yellowsound.synchrony.metrics.beat_alignment_heard import beat_alignment_heard
from yellowsound.synchrony.metrics.beat_alignment_seen import beat_alignment_seen
from yellowsound.synchrony.metrics.beat_f import beat_f, quick_beat_f
from yellowsound.synchrony.metrics.beat_information_gain import (
    beat_information_gain,
    quick_beat_information_gain,
)
from yellowsound.synchrony.metrics.beats_covered import beats_covered
from yellowsound.synchrony.metrics.beats_hit import beats_hit

TIME = st.one_of(st.floats(0, 60, width=32), st.integers(0, 600).map(lambda tenth: tenth / 10))
TIMES = st.lists(TIME, max_size=50).map(lambda values: np.sort(np.array(values, dtype=float)))

BEATS_S = np.arange(0.5, 30.0, 0.5)


SHARES = [
    *(beat_f, beat_information_gain, beats_hit, av_align_flux),
    *(beat_alignment_seen, beat_alignment_heard),
]
ALL = [*SHARES, beats_covered]
QUICK = [quick_beat_f, quick_beat_information_gain]


@settings(max_examples=100, deadline=None)
@given(heard=TIMES, seen=TIMES)
@pytest.mark.parametrize("metric", SHARES)
def test_a_score_is_between_zero_and_one(metric, heard, seen):
    assert 0.0 <= metric(heard, seen) <= 1.0


@pytest.mark.parametrize("metric", SHARES)
def test_equal_lists_score_one(metric):
    assert metric(BEATS_S, BEATS_S) == pytest.approx(1.0)


@pytest.mark.parametrize("metric", [*ALL, *QUICK])
@pytest.mark.parametrize(("heard", "seen"), [([], [1.0, 2.0]), ([1.0, 2.0], []), ([], [])])
def test_a_score_is_zero_where_a_list_is_empty(metric, heard, seen):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert metric(np.array(heard), np.array(seen)) == 0.0


@pytest.mark.parametrize("metric", ALL)
@pytest.mark.parametrize(
    ("times_s", "complaint"),
    [
        ([[1.0], [2.0]], "one-dimensional"),
        ([1.0, np.nan], "finite"),
        ([-1.0, 2.0], "negative"),
        ([2.0, 1.0], "ascending"),
    ],
)
def test_what_is_no_list_of_times_is_refused(metric, times_s, complaint):
    with pytest.raises(ValueError, match=f"times heard must .*{complaint}"):
        metric(times_s, [1.0])
    with pytest.raises(ValueError, match=f"times seen must .*{complaint}"):
        metric([1.0], times_s)


@settings(max_examples=200, deadline=None)
@given(beats_s=TIMES, onsets_s=TIMES)
def test_f_and_its_twin_equal_mir_eval(beats_s, onsets_s):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = mir_eval.beat.f_measure(beats_s, onsets_s)
    assert beat_f(beats_s, onsets_s) == expected
    assert quick_beat_f(beats_s, onsets_s) == pytest.approx(expected, abs=1e-12)


def test_f_by_hand():
    # One of two onsets finds one of three beats: 2 * 1 / (3 + 2).
    assert beat_f([1.0, 2.0, 3.0], [1.05, 2.2]) == pytest.approx(0.4)


def test_f_counts_from_the_first_second_on():
    assert beat_f([1.0, 2.0, 6.0], [1.0, 2.0, 6.5]) == pytest.approx(2 / 3)


def test_f_reaches_70_ms():
    assert beat_f([2.0], [2.069]) == 1.0
    assert beat_f([2.0], [2.071]) == 0.0


@settings(max_examples=200, deadline=None)
@given(beats_s=TIMES, onsets_s=TIMES)
def test_information_gain_and_its_twin_equal_mir_eval(beats_s, onsets_s):
    # Equal times count once here; mir_eval divides by the interval between them.
    beats_s, onsets_s = (times[np.diff(times, prepend=-1) > 1e-9] for times in (beats_s, onsets_s))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = mir_eval.beat.information_gain(beats_s, onsets_s)
    assert beat_information_gain(beats_s, onsets_s) == pytest.approx(expected, abs=1e-12)
    assert quick_beat_information_gain(beats_s, onsets_s) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("metric", [beat_information_gain, quick_beat_information_gain])
def test_information_gain_of_equal_times_is_defined(metric):
    once, twice = np.array([1.0, 2.0]), np.array([1.0, 1.0, 2.0])
    assert metric(twice, np.array([1.0, 2.0, 2.0])) == pytest.approx(metric(once, once))
    assert metric(np.array([1.0, 1.0]), once) == 0.0


@pytest.mark.parametrize("metric", [beat_information_gain, quick_beat_information_gain])
def test_information_gain_of_a_single_time_is_zero(metric):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        one, two = np.array([1.0]), np.array([1.0, 2.0])
        assert metric(one, two) == metric(two, one) == 0.0


def test_information_gain_does_not_fall_with_a_constant_delay():
    late = beat_information_gain(BEATS_S, BEATS_S + 0.15)
    assert late > 0.9
    assert beat_information_gain(BEATS_S, np.sort(BEATS_S + 0.5 * np.sin(BEATS_S))) < late / 2


@settings(deadline=None)
@given(delay_s=st.floats(0, 0.24))
def test_alignment_falls_as_a_gaussian_of_50_ms(delay_s):
    expected = np.exp(-((delay_s / 0.05) ** 2) / 2)
    for alignment in (beat_alignment_seen, beat_alignment_heard):
        assert alignment(BEATS_S, BEATS_S + delay_s) == pytest.approx(expected, abs=1e-9)
        assert alignment(BEATS_S, BEATS_S - delay_s) == pytest.approx(expected, abs=1e-9)


def test_alignment_seen_is_the_mean_over_onsets():
    assert beat_alignment_seen(BEATS_S, [1.0, 7.0]) == 1.0
    assert beat_alignment_seen([1.0], [1.0, 5.0]) == pytest.approx(0.5)


def test_alignment_heard_is_the_mean_over_beats():
    assert beat_alignment_heard([1.0], [1.0, 5.0]) == 1.0
    assert beat_alignment_heard([1.0, 5.0], [1.0]) == pytest.approx(0.5)


@settings(deadline=None)
@given(beats_s=TIMES, onsets_s=TIMES)
def test_alignment_heard_is_alignment_seen_with_the_roles_exchanged(beats_s, onsets_s):
    assert beat_alignment_heard(beats_s, onsets_s) == beat_alignment_seen(onsets_s, beats_s)


@settings(deadline=None)
@given(beats_s=TIMES.filter(len), onsets_s=TIMES.filter(len))
def test_distances_are_to_the_nearest_time(beats_s, onsets_s):
    away_s = np.abs(onsets_s[:, None] - beats_s)
    gaussian = np.exp(-(away_s.min(axis=1) ** 2) / (2 * 0.05**2))
    assert beat_alignment_seen(beats_s, onsets_s) == pytest.approx(gaussian.mean(), abs=1e-12)
    hit = away_s.min(axis=0) <= 0.1 + 1e-9
    assert beats_hit(beats_s, onsets_s) == pytest.approx(hit.mean(), abs=1e-12)


def test_covered_is_a_rate_that_may_exceed_one():
    assert beats_covered([1.0, 2.0], [5.0, 6.0, 7.0]) == 1.5


def test_a_beat_is_hit_by_an_onset_100_ms_away_whatever_rounding_does():
    # 2.1 - 2.0 is above 0.1 in floating point.
    assert beats_hit([2.0], [2.1]) == beats_hit([2.1], [2.0]) == 1.0
    assert beats_hit([2.0], [2.101]) == 0.0


def test_hits_are_counted_by_the_beat():
    assert beats_hit([1.0, 1.15, 2.0, 3.0], [1.08, 1.09, 2.05]) == 0.75


def test_av_align_flux_reaches_70_ms_whatever_the_frame_rate():
    assert av_align_flux([2.0], [2.07]) == av_align_flux([2.07], [2.0]) == 1.0
    assert av_align_flux([2.0], [2.071]) == 0.0


def test_av_align_flux_is_matches_over_the_union_by_hand():
    # Two matched of three heard and four seen: 2 / (3 + 4 - 2).
    assert av_align_flux([1.0, 2.0, 3.0], [1.0, 2.02, 4.0, 5.0]) == pytest.approx(0.4)


def test_av_align_flux_matches_each_onset_once():
    # Three sounds about one flash are one match, not three.
    assert av_align_flux([1.98, 2.0, 2.02], [2.0]) == pytest.approx(1 / 3)


@settings(deadline=None)
@given(heard=TIMES, seen=TIMES)
def test_av_align_flux_is_symmetric(heard, seen):
    assert av_align_flux(heard, seen) == av_align_flux(seen, heard)
