"""What is seen: the events that AVS counts, and onsets at any size of the change."""

import numpy as np
import pytest
from clips import CLICKS_S, flashes
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from yellowsound.synchrony.visual import (
    CHANGED_SHARE,
    response,
    visible,
    visual_events,
    visual_onsets,
)


def shares(n_frames, events):
    """Changed shares just below the threshold, just above it at `events`."""
    share = np.full(n_frames, CHANGED_SHARE)
    share[events] = CHANGED_SHARE + 1e-6
    return share


def wavering(n_frames, level=5.0, by=0.15):
    """A flux that moves evenly but for the encoder, which makes it waver."""
    return level * np.random.default_rng(6).normal(1.0, by, n_frames).clip(0.0)


def test_an_event_exceeds_the_threshold():
    assert visual_events(shares(120, [60]), 30.0).tolist() == [2.0]
    assert visual_events(np.full(120, CHANGED_SHARE), 30.0).size == 0


def test_the_threshold_is_the_published_count():
    assert CHANGED_SHARE * 768 * 768 * 3 == 225000


def test_events_are_more_than_a_second_apart():
    assert visual_events(shares(120, [40, 50, 70, 71]), 30.0).tolist() == [40 / 30, 71 / 30]


def test_the_first_event_is_compared_with_time_zero():
    assert visual_events(shares(120, [5, 30]), 30.0).size == 0
    assert visual_events(shares(120, [31]), 30.0).tolist() == [31 / 30]


@pytest.mark.parametrize("fps", [24, 25, 30, 60])
def test_exactly_one_second_is_never_enough_whatever_rounding_does(fps):
    first = np.arange(fps + 1, 12 * fps)
    for frame in first:
        events_s = visual_events(shares(14 * fps, [frame, frame + fps]), fps)
        assert events_s.tolist() == [frame / fps]


@settings(deadline=None)
@given(changed=st.sets(st.integers(0, 300)), fps=st.sampled_from([24.0, 30000 / 1001, 30.0]))
def test_events_are_those_of_a_plain_loop(changed, fps):
    expected, last = [], 0
    for frame in sorted(changed):
        if frame - last > fps:
            expected.append(frame / fps)
            last = frame
    assert visual_events(shares(301, sorted(changed)), fps).tolist() == expected


def changes(times_s, duration_s, fps):
    """The change of grey flashes from frame to frame."""
    light = flashes(times_s, duration_s, fps)[:, 0, 0].astype(float)
    return np.abs(np.diff(light, prepend=light[0]))


def repeated(flux, fps, rate):
    """The flux of the same film, its frames repeated up to another rate."""
    shown = np.zeros(round(flux.size / fps * rate))
    shown[np.rint(np.arange(flux.size) * rate / fps).astype(int)] = flux
    return shown


@pytest.mark.parametrize("fps", [12, 24, 25, 30, 60])
def test_an_onset_stands_at_the_frame_of_each_flash(fps):
    onsets_s = visual_onsets(changes(CLICKS_S, 30.0, fps), fps)
    assert onsets_s.tolist() == (np.rint(CLICKS_S * fps) / fps).tolist()


@pytest.mark.parametrize("rate", [24, 36, 60, 120])
def test_repeated_frames_change_no_onset(rate):
    flux = changes(CLICKS_S, 30.0, 12)
    np.testing.assert_allclose(
        visual_onsets(repeated(flux, 12, rate), rate), visual_onsets(flux, 12), atol=1e-9
    )


def test_frames_repeated_unevenly_move_an_onset_by_half_a_frame_at_most():
    flux = changes(CLICKS_S, 30.0, 12)
    onsets_s = visual_onsets(repeated(flux, 12, 30), 30)
    np.testing.assert_allclose(onsets_s, visual_onsets(flux, 12), atol=0.5 / 30 + 1e-9)


@pytest.mark.parametrize("fps", [12, 24, 30, 60])
@pytest.mark.parametrize("rate", [None, 120])
def test_a_steady_movement_hides_no_onset(fps, rate):
    flux = 15.0 * np.ones(30 * fps)
    times = np.rint(CLICKS_S * fps).astype(int)
    flux[times] += 10.0
    shown = flux if rate is None else repeated(flux, fps, rate)
    onsets_s = visual_onsets(shown, rate or fps)
    np.testing.assert_allclose(onsets_s, times / fps, atol=1e-9)


@pytest.mark.parametrize("fps", [12, 24, 30, 60])
def test_a_flash_that_goes_out_as_it_came_is_one_onset(fps):
    flux = np.zeros(30 * fps)
    times = np.rint(CLICKS_S * fps).astype(int)
    flux[times] = 40.0
    flux[times + 1] = 40.4  # an encoder makes the two unequal
    np.testing.assert_allclose(visual_onsets(flux, fps), times / fps, atol=1e-9)


@settings(deadline=None)
@given(
    flux=arrays(float, 90, elements=st.floats(0, 255, width=32)),
    power=st.integers(-30, 30),
)
def test_onsets_do_not_depend_on_the_size_of_the_flux(flux, power):
    # By powers of two, which round nothing.
    onsets_s = visual_onsets(flux, 30.0)
    np.testing.assert_array_equal(visual_onsets(flux * 2.0**power, 30.0), onsets_s)


@settings(deadline=None)
@given(flux=arrays(float, 90, elements=st.floats(0, 255, width=32)))
def test_onsets_are_in_order_and_a_tenth_of_a_second_apart(flux):
    onsets_s = visual_onsets(flux, 30.0)
    assert (np.diff(onsets_s) >= 0.1 - 1e-9).all()
    assert ((onsets_s > 1 / 30) & (onsets_s < 3.0)).all()


def test_of_two_close_peaks_the_higher_counts():
    flux = np.ones(90)
    flux[[30, 32, 60, 63]] = (40.0, 50.0, 40.0, 50.0)
    assert (visual_onsets(flux, 30.0) * 30).round().tolist()[:2] == [32, 60]


def test_a_flux_that_only_wavers_has_no_onsets():
    assert visual_onsets(wavering(900), 30.0).size <= 1


def test_changes_stand_out_of_a_flux_that_wavers():
    flux = wavering(900)
    flux[50:900:50] += 15.0
    assert (visual_onsets(flux, 30.0) * 30).round().tolist() == list(range(50, 900, 50))


def test_one_hard_cut_does_not_hide_the_other_changes():
    flux = wavering(900, level=1.0)
    flux[50:900:50] += 3.0
    flux[425] = 200.0
    onsets = (visual_onsets(flux, 30.0) * 30).round().tolist()
    assert onsets == sorted([*range(50, 900, 50), 425])


@pytest.mark.parametrize("cuts", [1, 2, 3, 5, 8])
def test_a_film_of_few_cuts_has_no_other_onsets_though_its_encoder_wavers(cuts):
    random = np.random.default_rng(0)
    flux = np.abs(random.normal(0.02, 0.01, 900))
    flux[250::250] += 0.2
    at = 60 + 80 * np.arange(cuts)
    flux[at] += 60.0
    assert (visual_onsets(flux, 30.0) * 30).round().tolist() == at.tolist()


@pytest.mark.parametrize("level", [0.0, 7.0])
def test_an_even_flux_has_no_onsets(level):
    assert visual_onsets(np.full(90, level), 30.0).size == 0


@pytest.mark.parametrize("n_frames", [2, 3])
def test_the_shortest_videos_have_no_onsets(n_frames):
    assert visual_onsets(np.zeros(n_frames), 30.0).size == 0


def test_frame_0_which_has_no_flux_is_left_out():
    flux = np.ones(90)
    flux[30] = 10.0
    loud = flux.copy()
    loud[0] = 1e6
    assert visual_onsets(loud, 30.0).tolist() == visual_onsets(flux, 30.0).tolist() == [1.0]


def test_a_change_of_one_just_noticeable_difference_at_a_beat_is_visible():
    flux = np.zeros(300)
    flux[[60, 62]] = 1.2
    flux[120] = 2.0
    assert visible(flux, 30.0, np.array([2.0, 4.0])) == 0.5


def test_a_change_further_than_100_ms_from_a_beat_is_not_seen_with_it():
    flux = np.zeros(300)
    flux[60] = 20.0
    assert visible(flux, 30.0, np.array([1.91])) == visible(flux, 30.0, np.array([2.09])) == 1.0
    assert visible(flux, 30.0, np.array([1.87])) == visible(flux, 30.0, np.array([2.13])) == 0.0


def test_response_is_how_much_more_changes_after_an_onset():
    onsets_s = np.arange(0.5, 9.5, 0.7)
    seen = np.ones(1200)
    for onset_s in onsets_s:
        seen[round(onset_s * 120) : round(onset_s * 120) + 13] = 3.0
    assert response(seen, onsets_s) == 3.0
    assert response(np.ones(1200), onsets_s) == 1.0


def test_response_is_undefined_where_the_picture_stands_still_elsewhere():
    seen = np.zeros(1200)
    seen[60:72] = 5.0
    assert response(seen, np.array([0.5])) is None
    assert response(np.ones(120), np.arange(0, 1, 0.1)) is None
