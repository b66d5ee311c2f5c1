"""Flashes: what WCAG 2.3.1 lets pass and what it does not, on pictures whose flashes are known."""

import tracemalloc

import numpy as np
import pytest
from clips import write_clip
from hypothesis import given
from hypothesis import strategies as st

from yellowsound.run.errors import UserError
from yellowsound.synchrony.media import decode_picture
from yellowsound.video.flashes import FlashCounter, Flashes, heed

SIZE = 48
BLACK, WHITE = (0, 0, 0), (255, 255, 255)
RED, BLUE, GREY = (255, 0, 0), (0, 0, 255), (127, 127, 127)
RATES = pytest.mark.parametrize("fps", [12, 24, 25, 30, 60])
ALL = (slice(None), slice(None))


def still(colour=BLACK, size=SIZE):
    return np.full((size, size, 3), colour, np.uint8)


def strobe(per_s, *, fps=30, seconds=3.0, dark=BLACK, light=WHITE, where=ALL):
    """Frames of `dark` of which a part lights up so many times a second."""
    frames = []
    for number in range(round(seconds * fps)):
        frame = still(dark)
        if int(2 * per_s * number / fps + 1e-9) % 2:
            frame[where] = light
        frames.append(frame)
    return frames


def count(frames, fps=30):
    counter = FlashCounter()
    for number, frame in enumerate(frames):
        counter.add(frame, number / fps)
    return counter.found


@pytest.mark.parametrize("per_s", [1, 2, 3])
def test_up_to_three_flashes_a_second_pass(per_s):
    assert count(strobe(per_s)) == Flashes(per_s, 0, 0.0)
    assert count(strobe(per_s)).passes


@pytest.mark.parametrize("per_s", [4, 5, 10, 15])
def test_more_than_three_flashes_a_second_fail(per_s):
    found = count(strobe(per_s))
    assert found.per_s == per_s
    assert not found.passes


@RATES
@pytest.mark.parametrize("per_s", [2, 3, 4])
def test_the_frame_rate_does_not_matter(per_s, fps):
    assert count(strobe(per_s, fps=fps), fps).per_s == per_s


def test_frames_repeated_change_nothing():
    frames = strobe(4, fps=12)
    assert count(np.repeat(frames, 5, axis=0), 60) == count(frames, 12)


def test_the_seconds_overlap():
    """Four flashes around a full second are as many as four within one."""
    burst = strobe(4, seconds=1)
    late = [still()] * 15
    assert count(late + burst + late).per_s == 4


def test_a_burst_in_a_long_calm_video_fails_and_is_found():
    calm = [still()] * 600
    found = count([*calm, *strobe(4, seconds=1), *calm])
    assert found.per_s == 4
    assert not found.passes
    assert 19 <= found.at_s <= 20.2


def test_flashes_far_apart_do_not_add_up():
    pause = [still()] * 45
    assert count([*strobe(3, seconds=1), *pause] * 4).per_s == 3


def test_a_change_of_less_than_a_tenth_of_the_luminance_is_none():
    assert count(strobe(4, light=(88, 88, 88))).per_s == 0
    assert count(strobe(4, light=(90, 90, 90))).per_s == 4


def test_bright_pictures_do_not_flash():
    """Of 0.80 and 0.83 the darker is too bright, whatever the change."""
    assert count(strobe(4, dark=(232, 232, 232))).per_s == 0
    assert count(strobe(4, dark=(229, 229, 229))).per_s == 4


def test_a_small_area_passes():
    """The field is 341 x 256 of 768 x 768 pixels; a quarter of it are 10.6 x 8 of 48 x 48 cells."""
    assert count(strobe(10, where=(slice(20, 28), slice(20, 30)))).per_s == 0
    assert count(strobe(10, where=(slice(20, 30), slice(20, 32)))).per_s == 10


@pytest.mark.parametrize("corner", [0, SIZE - 12])
def test_an_area_anywhere_counts(corner):
    where = (slice(corner, corner + 12), slice(corner, corner + 12))
    assert count(strobe(4, where=where)).per_s == 4


def test_areas_far_from_each_other_are_not_taken_together():
    apart = (np.arange(SIZE) % 40 < 8)[:, None] & (np.arange(SIZE) % 40 < 8)
    assert count(strobe(4, where=apart)).passes


def test_halves_that_are_the_reverse_of_each_other_flash():
    """The mean of the picture never changes."""
    frames = strobe(4, where=(slice(0, SIZE // 2), slice(None)))
    for frame in frames:
        frame[SIZE // 2 :] = 255 - frame[0, 0]
    assert count(frames).per_s == 4


def test_lights_that_take_turns_are_counted_together():
    frames = [still() for _ in range(60)]
    for number, frame in enumerate(frames):
        beat, part = divmod(number, 6)  # five flashes a second, each of three frames
        half = slice(0, SIZE // 2) if beat % 2 else slice(SIZE // 2, None)
        frame[:, half] = 255 if part < 3 else 0
    assert count(frames).per_s == 5


def test_hard_cuts_once_a_second_pass(rng):
    shots = rng.integers(0, 256, (10, SIZE, SIZE, 3), np.uint8)
    assert count(np.repeat(shots, 30, axis=0)).per_s <= 1


def test_a_slow_fade_passes():
    light = np.rint(127.5 - 127.5 * np.cos(np.arange(300) / 150 * 2 * np.pi)).astype(np.uint8)
    assert count([still((level,) * 3) for level in light]).per_s <= 1


@RATES
def test_soft_flashes_count_as_hard_ones(fps):
    light = 127.5 - 127.5 * np.cos(np.arange(2 * fps) / fps * 4 * 2 * np.pi)
    levels = np.rint(light).astype(np.uint8)
    assert count([still((level,) * 3) for level in levels], fps).per_s == 4


def test_an_edge_that_moves_across_the_picture_is_no_flash():
    frames = [still() for _ in range(SIZE)]
    for column, frame in enumerate(frames):
        frame[:, :column] = 255
    assert count(frames).per_s == 0


def test_a_bar_that_sweeps_to_and_fro_twice_a_second_passes():
    frames = [still() for _ in range(90)]
    for number, frame in enumerate(frames):
        left = int((SIZE - 6) * abs((number / 15) % 2 - 1))
        frame[:, left : left + 6] = 255
    assert count(frames).passes


def test_noise_of_a_codec_is_no_flash(rng):
    noise = rng.integers(-3, 4, (60, SIZE, SIZE, 3))
    assert count((128 + noise).astype(np.uint8)) == Flashes(0, 0, 0.0)
    assert count(np.abs(noise).astype(np.uint8)) == Flashes(0, 0, 0.0)


def test_red_flashes_at_one_luminance():
    """Red and grey of the same luminance: no general flash at all."""
    found = count(strobe(4, dark=GREY, light=RED))
    assert (found.per_s, found.red_per_s, found.passes) == (0, 4, False)
    assert count(strobe(3, dark=GREY, light=RED)).passes


@RATES
def test_red_flashes_are_the_same_at_every_frame_rate(fps):
    assert count(strobe(4, fps=fps, dark=BLUE, light=RED), fps).red_per_s == 4


@pytest.mark.parametrize(
    ("dark", "light"),
    [
        (BLUE, (0, 255, 0)),  # no red
        ((180, 0, 0), (200, 0, 0)),  # no change of hue
        ((200, 120, 110), (200, 90, 80)),  # red, but not saturated
        ((20, 0, 0), BLACK),  # too dark to have a hue
    ],
)
def test_other_colours_are_no_red_flash(dark, light):
    assert count(strobe(4, dark=dark, light=light)).red_per_s == 0


def test_a_red_faint_light_on_black_is_a_red_flash():
    found = count(strobe(4, light=(100, 0, 0)))
    assert (found.per_s, found.red_per_s) == (0, 4)


def test_red_that_fades_in_and_out_is_a_red_flash():
    share = (1 - np.cos(np.arange(60) / 30 * 4 * 2 * np.pi)) / 2
    mixed = np.rint(np.outer(1 - share, GREY) + np.outer(share, RED)).astype(np.uint8)
    assert count([still(colour) for colour in mixed]).red_per_s == 4


def test_red_that_comes_after_a_long_time_without_it_is_found():
    calm = [still(GREY)] * 300
    assert count([*calm, *strobe(4, dark=GREY, light=RED), *calm]).red_per_s == 4


def test_red_passes_on_a_small_area():
    where = (slice(20, 28), slice(20, 30))
    assert count(strobe(4, dark=GREY, light=RED, where=where)).passes


def test_a_picture_of_any_size_is_told_alike():
    small = strobe(4, seconds=1, where=(slice(0, 24), slice(0, 24)))
    large = [frame.repeat(7, axis=0).repeat(7, axis=1) for frame in small]
    assert count(large) == count(small)


def test_a_wide_picture_has_the_field_of_a_screen():
    """Of 1024 x 576 pixels on the screen the field is a third by 0.44; a quarter are 84 cells."""
    frames = [np.zeros((36, 64, 3), np.uint8) for _ in range(60)]
    for number, frame in enumerate(frames):
        frame[4:12, 4:17] = 255 * (number // 3 % 2)
    assert count(frames).per_s == 5
    for frame in frames:
        frame[:, 12:] = 0
    assert count(frames).passes


def test_a_still_picture_and_none_at_all_have_no_flash():
    assert count([still(RED)] * 30) == count([]) == Flashes(0, 0, 0.0)


def test_memory_does_not_grow_with_the_length():
    def peak_bytes(seconds):
        frames = strobe(5, seconds=1)
        counter = FlashCounter()
        tracemalloc.start()
        for number in range(30 * seconds):
            counter.add(frames[number % 30], number / 30)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    assert peak_bytes(40) < 1.1 * peak_bytes(4)


LEVELS = st.lists(st.integers(0, 229), min_size=2, max_size=30)


@given(LEVELS)
def test_a_darker_video_never_flashes_more(levels):
    """Within one second: light that is halved turns later, so that other seconds may hold more."""
    bright = count([still((level,) * 3, 12) for level in levels])
    dark = count([still((level // 2,) * 3, 12) for level in levels])
    assert dark.per_s <= bright.per_s


@given(LEVELS, st.integers(0, 3))
def test_pictures_turned_round_flash_alike(levels, turns):
    frames = [still(size=16) for _ in levels]
    for number, (frame, level) in enumerate(zip(frames, levels, strict=True)):
        frame[: 4 + number % 8, :9] = (level, 255 - level, level // 2)
    turned = [frame[:: (-1) ** (turns % 2), :: (-1) ** (turns // 2)] for frame in frames]
    assert count(turned) == count(frames)


@given(LEVELS)
def test_more_area_never_flashes_less(levels):
    part = [still(size=16) for _ in levels]
    for frame, level in zip(part, levels, strict=True):
        frame[:6, :6] = level
    whole = [still((level,) * 3, 16) for level in levels]
    assert count(part).per_s <= count(whole).per_s


@pytest.mark.parametrize(("per_s", "rate"), [(3, "30"), (4, "30"), (5, "30000/1001")])
def test_an_encoded_video_is_told_as_its_frames(tmp_path, per_s, rate):
    frames = strobe(per_s, dark=(30, 30, 30), light=(220, 220, 220))
    grey = np.array(frames)[..., 0].repeat(2, axis=1).repeat(2, axis=2)
    path = write_clip(tmp_path / "clip.mp4", grey, None, fps=rate)
    assert decode_picture(path).flashes.per_s == count(frames).per_s == per_s


@pytest.mark.parametrize("suffix", ["mkv", "avi", "ts"])
def test_times_are_those_of_the_container(tmp_path, suffix):
    frames = [still()] * 60 + strobe(4, seconds=1) + [still()] * 60
    path = write_clip(tmp_path / f"clip.{suffix}", np.array(frames)[..., 0], None)
    found = decode_picture(path).flashes
    assert found.per_s == 4
    assert found.at_s == pytest.approx(1.9, abs=0.2)


def test_a_video_that_harms_is_warned_of_or_refused(caplog):
    harms = Flashes(5, 4, 12.34)
    heed(harms, "a.mp4", "warn")
    sentence = "a.mp4 has 5 flashes in the second from 12.3 s, where WCAG 2.3.1 allows 3"
    assert caplog.messages == [f"{sentence}: it may harm people with photosensitive epilepsy"]
    with pytest.raises(UserError) as refused:
        heed(harms, "a.mp4", "refuse")
    assert str(refused.value) == (
        f"{sentence}: make a calmer video, or set `flashes: warn` to score it all the same"
    )


@pytest.mark.parametrize("on_harm", ["warn", "refuse"])
def test_a_video_that_passes_is_left_alone(caplog, on_harm):
    heed(Flashes(3, 3, 1.0), "a.mp4", on_harm)
    assert caplog.messages == []


def test_people_read_what_was_found():
    assert Flashes(0, 0, 0.0).told == "it has no flash that WCAG 2.3.1 counts"
    assert Flashes(1, 0, 2.0).told == (
        "at most 1 flash in the second from 2.0 s, where WCAG 2.3.1 allows 3"
    )
    assert Flashes(4, 5, 2.0).told == (
        "it may harm: 5 red flashes in the second from 2.0 s, where WCAG 2.3.1 allows 3"
    )
