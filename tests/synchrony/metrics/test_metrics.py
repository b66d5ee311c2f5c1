"""The metrics as pure functions: published figures, properties, and what is refused."""

from dataclasses import replace

import fastdtw
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from yellowsound.synchrony.curves import n_bins
from yellowsound.synchrony.kinds import overlapping
from yellowsound.synchrony.metrics.avs import avs
from yellowsound.synchrony.metrics.avs_exact import avs_exact
from yellowsound.synchrony.metrics.flux_onset_r import (
    flux_onset_lag_ms,
    flux_onset_r,
    shifted_flux_onset_r,
)
from yellowsound.synchrony.signals import see

# Printed by the published evaluation notebook for one 30 s song (Pina and Li 2024).
PUBLISHED_BEATS_S = [
    *(4.04027211, 5.85142857, 8.15020408, 13.09605442, 14.95365079, 16.76480726),
    *(18.13478458, 18.55274376, 20.41034014, 22.19827664, 23.59147392, 24.03265306),
    *(25.84380952, 27.65496599, 28.56054422, 29.46612245),
]
PUBLISHED_EVENTS_S = [8.33333333, 10.0, 20.0]
PUBLISHED_AVS = 0.20173072150753688

BEATS_WHERE_RADIUS_MATTERS_S = [22.0, 24.0, 30.0, 31.0, 34.0, 35.0, 39.0]
EVENTS_WHERE_RADIUS_MATTERS_S = [5.0, 6.0, 13.0, 18.0, 20.0, 21.0, 23.0]

TIMES = st.lists(st.floats(0, 60), min_size=1, max_size=40).map(lambda v: np.sort(np.array(v)))
SHORT_TIMES = st.lists(st.floats(0, 60), min_size=1, max_size=2).map(lambda v: np.sort(v))


def plain_avs(beats_s, events_s):
    """AVS by the textbook's dynamic programming: exact, and thus only for short lists."""
    cost = {(-1, -1): (0.0, 0)}
    nowhere = (float("inf"), 0)
    for i, beat_s in enumerate(beats_s):
        for j, event_s in enumerate(events_s):
            before = [(i - 1, j), (i, j - 1), (i - 1, j - 1)]
            away = abs(beat_s - event_s)
            steps = [cost.get(cell, nowhere) for cell in before]
            cost[i, j] = min(
                ((total + away, length + 1) for total, length in steps), key=lambda step: step[0]
            )
    distance, length = cost[len(beats_s) - 1, len(events_s) - 1]
    return 1 / (1 + distance / length)


def test_avs_of_the_published_run():
    assert avs(PUBLISHED_BEATS_S, PUBLISHED_EVENTS_S) == pytest.approx(PUBLISHED_AVS, abs=1e-6)


@settings(deadline=None)
@given(beats_s=TIMES, events_s=SHORT_TIMES)
def test_avs_equals_a_plain_implementation_where_fastdtw_is_exact(beats_s, events_s):
    # FastDTW of radius 1 coarsens nothing where a list has fewer than three times.
    assert avs(beats_s, events_s) == pytest.approx(plain_avs(beats_s, events_s), abs=1e-12)


def test_exact_avs_of_the_published_run():
    # A list of three is too short for FastDTW to miss the best path.
    assert avs_exact(PUBLISHED_BEATS_S, PUBLISHED_EVENTS_S) == pytest.approx(
        PUBLISHED_AVS, abs=1e-6
    )


@settings(deadline=None)
@given(beats_s=TIMES, events_s=TIMES)
def test_exact_avs_equals_a_plain_implementation(beats_s, events_s):
    assert avs_exact(beats_s, events_s) == pytest.approx(plain_avs(beats_s, events_s), abs=1e-12)


def test_avs_warps_with_radius_one():
    # Chosen so that a wider search finds a shorter way.
    beats_s, events_s = BEATS_WHERE_RADIUS_MATTERS_S, EVENTS_WHERE_RADIUS_MATTERS_S
    narrow, wide = (fastdtw.fastdtw(beats_s, events_s, radius=radius) for radius in (1, 9))
    assert narrow[0] > wide[0] + 0.01
    assert avs(beats_s, events_s) == 1 / (1 + narrow[0] / len(narrow[1]))
    assert avs_exact(beats_s, events_s) == pytest.approx(1 / (1 + wide[0] / len(wide[1])))


@settings(deadline=None)
@given(times_s=TIMES)
def test_avs_of_equal_lists_is_one(times_s):
    assert avs(times_s, times_s) == 1.0


@settings(deadline=None)
@given(beats_s=TIMES, events_s=TIMES)
def test_avs_is_between_zero_and_one(beats_s, events_s):
    assert 0.0 < avs(beats_s, events_s) <= 1.0


@settings(deadline=None)
@given(beat_s=st.floats(0, 60), event_s=st.floats(0, 60))
def test_avs_of_one_beat_and_one_event_is_symmetric_and_falls_with_their_distance(beat_s, event_s):
    assert avs([beat_s], [event_s]) == avs([event_s], [beat_s])
    assert avs([beat_s], [event_s]) == pytest.approx(1 / (1 + abs(beat_s - event_s)))


@pytest.mark.parametrize("metric", [avs, avs_exact])
@pytest.mark.parametrize(("beats_s", "events_s"), [([], [1.0]), ([1.0], []), ([], [])])
def test_avs_is_zero_where_a_list_is_empty(metric, beats_s, events_s):
    assert metric(beats_s, events_s) == 0.0


@pytest.mark.parametrize(
    ("times_s", "complaint"),
    [
        ([[1.0], [2.0]], "one-dimensional"),
        ([1.0, np.nan], "finite"),
        ([-1.0, 2.0], "negative"),
        ([2.0, 1.0], "ascending"),
    ],
)
def test_avs_refuses_what_is_no_list_of_times(times_s, complaint):
    with pytest.raises(ValueError, match=f"times heard must .*{complaint}"):
        avs(times_s, [1.0])
    with pytest.raises(ValueError, match=f"times seen must .*{complaint}"):
        avs([1.0], times_s)


def test_r_is_pearsons(rng):
    flux, onset = rng.normal(size=(2, 500))
    assert flux_onset_r(flux, onset) == pytest.approx(np.corrcoef(flux, onset)[0, 1])


def test_r_does_not_depend_on_scale_or_level(rng):
    flux, onset = rng.normal(size=(2, 500))
    assert flux_onset_r(3 * flux + 7, onset / 9 - 1) == pytest.approx(flux_onset_r(flux, onset))


def test_r_of_a_constant_is_zero(rng):
    onset = rng.normal(size=100)
    assert flux_onset_r(np.full(100, 0.1), onset) == 0.0
    assert flux_onset_r(onset, np.zeros(100)) == 0.0


@settings(deadline=None)
@given(
    curves=arrays(float, (2, 60), elements=st.floats(-50, 50, width=16)),
    later=st.lists(st.integers(-40, 40), min_size=1, max_size=9),
)
def test_r_of_many_shifts_is_the_r_of_each_overlap(curves, later):
    seen, heard = curves
    each = [flux_onset_r(*overlapping(seen, heard, by)) for by in later]
    found = shifted_flux_onset_r(seen, heard, np.array(later))
    # Where rounding is all that varies, neither number says anything.
    spread = [min(part.std() for part in overlapping(seen, heard, by)) for by in later]
    clear = np.array(spread) > 1e-3
    np.testing.assert_allclose(found[clear], np.array(each)[clear], atol=1e-6)


def lag(seen_frames, heard_frames, fps=60.0, duration_s=20.0):
    """The lag of a picture that changes at some frames, of a song with attacks at some frames."""
    flux, novelty = np.zeros(round(duration_s * fps)), np.zeros(n_bins(duration_s))
    flux[seen_frames] = 1.0
    novelty[np.rint(np.asarray(heard_frames) / fps * 120).astype(int)] = 1.0
    return flux_onset_lag_ms(replace(see(fps, flux, flux, flux), novelty=novelty))


ATTACKS = np.array([60, 131, 215, 270, 362, 411, 520, 577, 690, 760, 851, 905, 1010, 1101])


@pytest.mark.parametrize("frames", [-28, -8, 0, 1, 18, 28])
def test_lag_is_the_delay_of_the_picture(frames):
    found = lag(ATTACKS + frames, ATTACKS)
    assert found.value == pytest.approx(frames / 60 * 1000, abs=1000 / 120)
    assert found.note is None


@pytest.mark.parametrize("frames", [-36, 34, 36])
def test_a_picture_that_is_late_by_more_than_500_ms_has_no_lag_that_stands_at_the_bound(frames):
    found = lag(ATTACKS + frames, ATTACKS)
    assert found.value is None or abs(found.value) < 500.0


@pytest.mark.parametrize("bpm", [128, 174])
def test_lag_on_a_steady_tempo_is_the_smallest_and_told_as_ambiguous(bpm):
    beats = np.rint(np.arange(0.5, 19.5, round(3600 / bpm) / 60) * 60).astype(int)
    found = lag(beats, beats)
    assert found.value == 0.0
    assert found.note.startswith("ambiguous: the picture agrees as well at a lag of")


def test_lag_of_a_flash_that_fades_is_when_it_comes():
    flux = np.zeros(1200)
    for after, height in enumerate((1.0, 0.6, 0.4, 0.2, 0.1)):
        flux[ATTACKS + after] = height
    novelty = np.zeros(n_bins(20.0))
    novelty[2 * ATTACKS] = 1.0
    assert flux_onset_lag_ms(replace(see(60.0, flux, flux, flux), novelty=novelty)).value == 0.0


def test_lag_is_none_where_nothing_varies():
    found = lag([], ATTACKS)
    assert found.value is None
    assert found.note == "no lag has a defined correlation"


@pytest.mark.parametrize(
    ("flux", "onset", "complaint"),
    [
        (np.zeros(3), np.zeros(4), "one length"),
        (np.zeros((3, 2)), np.zeros((3, 2)), "one-dimensional"),
        (np.zeros(1), np.zeros(1), "at least 2"),
        (np.array([0.0, np.nan]), np.zeros(2), "finite"),
    ],
)
def test_r_refuses_what_are_no_envelopes_of_the_same_times(flux, onset, complaint):
    with pytest.raises(ValueError, match=complaint):
        flux_onset_r(flux, onset)
