"""Moved frames: each shown as its channels tell, none lost, none bordered."""

import numpy as np
import pytest

from yellowsound.frames.moved import moved, scaled
from yellowsound.frames.pose import Pose, shown
from yellowsound.schedule.channels import CHANNELS, PAINTED

FRAMES = [np.random.default_rng(n).integers(0, 256, (48, 64, 3), np.uint8) for n in range(3)]
HELD = [name for name in CHANNELS if name not in PAINTED]


def channels(**values):
    return {name: np.array(value, dtype=float) for name, value in values.items()}


def test_frames_that_nothing_moves_are_shown_bit_by_bit():
    neutral = {name: np.full(3, CHANNELS[name].neutral) for name in HELD}
    for frame, found in zip(FRAMES, moved(FRAMES, neutral), strict=True):
        np.testing.assert_array_equal(found, frame)


def test_each_frame_is_held_in_its_own_pose():
    found = list(moved(FRAMES, channels(zoom=[1, 1.5, 1], light=[1, 1, 0.5])))
    np.testing.assert_array_equal(found[0], FRAMES[0])
    np.testing.assert_array_equal(found[1], shown(FRAMES[1], Pose().zoomed(1.5)))
    np.testing.assert_array_equal(found[2], shown(FRAMES[2], Pose().lit(0.5)))


@pytest.mark.parametrize("name", HELD)
def test_every_channel_changes_the_picture(name):
    value = CHANNELS[name].neutral + (20 if name in ("turn", "hue") else 0.2)
    (found,) = moved(FRAMES[:1], {name: np.array([value])})
    assert (found != FRAMES[0]).mean() > 0.3


def test_a_quarter_turn_is_told_in_degrees():
    square = np.zeros((32, 32, 3), np.uint8)
    square[4:8, 14:18] = 255  # above the centre
    (found,) = moved([square], channels(turn=[90]))
    assert found[14:18, 24:28].mean() > 200  # to the right of it


def test_more_or_fewer_values_than_frames_are_an_error():
    with pytest.raises(ValueError, match=r"shorter|longer"):
        list(moved(FRAMES, channels(zoom=[1, 1])))


def test_half_of_a_move_is_half_way_from_where_nothing_moves():
    half = scaled(channels(zoom=[1, 1.2], turn=[0, 4]), 0.5)
    np.testing.assert_allclose(half["zoom"], [1, 1.1])
    np.testing.assert_allclose(half["turn"], [0, 2])


def test_only_the_named_channels_are_limited():
    found = scaled(channels(zoom=[1.2], light=[1.2]), 0.0, ["light"])
    assert (found["zoom"][0], found["light"][0]) == (1.2, 1.0)
