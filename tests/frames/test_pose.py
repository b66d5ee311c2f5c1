"""How a picture is held: moves of a pose, and frames shown so."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.ndimage import map_coordinates

from yellowsound.frames.pose import Pose, Ripple, shown

HEIGHT, WIDTH = 96, 128


def gradient() -> np.ndarray:
    """Return a smooth picture in which each place has a colour of its own."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    return np.stack((x * 1.8, y * 2.4, 255 - x - y * 0.5), axis=2).clip(0, 255).astype(np.uint8)


def spot(x: int, y: int) -> np.ndarray:
    """Return a dark picture with a bright square of 5 pixels about a place."""
    picture = np.full((HEIGHT, WIDTH, 3), 20, np.uint8)
    picture[y - 2 : y + 3, x - 2 : x + 3] = 220
    return picture


def centre(picture: np.ndarray) -> tuple[float, float]:
    """Return where the bright square lies."""
    weight = picture[..., 0].astype(float) - 20
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    return (x * weight).sum() / weight.sum(), (y * weight).sum() / weight.sum()


def test_a_pose_that_changes_nothing_leaves_every_bit():
    np.testing.assert_array_equal(shown(gradient(), Pose()), gradient())
    np.testing.assert_array_equal(shown(gradient(), Pose().zoomed(1.0).lit(1.0)), gradient())


@pytest.mark.parametrize(
    ("pose", "to"),
    [
        # About the centre, the corner of four pixels; half a height is 48 pixels.
        (Pose().zoomed(1.5), (64 + 30, 48 - 15)),
        (Pose().shifted(0.25, 0.125), (84 + 12, 38 + 6)),
        (Pose().turned(0.25), (64 + 9, 48 + 20)),
        # Divided by its depth, 1 - 0.3 * 20 / 48.
        (Pose().tilted(0.3, 0.0), (64 + 20 / 0.875, 48 - 10 / 0.875)),
    ],
    ids=["zoomed", "shifted", "turned", "tilted"],
)
def test_a_point_is_shown_where_the_pose_says(pose, to):
    assert centre(shown(spot(84, 38), pose)) == pytest.approx(to, abs=0.6)


def test_a_pose_is_followed_to_a_grey_level():
    pose = Pose().zoomed(1.1).tilted(0.1, -0.05).turned(0.02)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH] + 0.5
    half = HEIGHT / 2
    points = np.stack(((x - WIDTH / 2) / half, (y - half) / half, np.ones_like(x)))
    across, down, depth = np.einsum("rc,chw->rhw", pose.place, points)
    taken = down / depth * half + half - 0.5, across / depth * half + WIDTH / 2 - 0.5
    for channel in range(3):
        # Beyond its edges the picture is mirrored.
        due = map_coordinates(
            gradient()[..., channel].astype(float), taken, order=1, mode="reflect"
        )
        np.testing.assert_allclose(shown(gradient(), pose)[..., channel], due, atol=1)


def test_what_is_tilted_nearer_is_larger():
    near, far = (shown(spot(x, 48), Pose().tilted(0.3, 0.0)) for x in (90, 38))
    assert (near[..., 0] > 120).sum() > 25 > (far[..., 0] > 120).sum()


def test_moves_are_taken_one_after_the_other():
    once = shown(spot(84, 38), Pose().shifted(0.25, 0.0).zoomed(1.2))
    assert centre(once) == pytest.approx((64 + 32 * 1.2, 48 - 12), abs=0.6)


@given(
    zoom=st.floats(0.8, 1.5),
    right=st.floats(-0.2, 0.2),
    turns=st.floats(-0.1, 0.1),
    tilt=st.floats(-0.2, 0.2),
    height=st.floats(0.0, 0.1),
)
def test_no_border_is_ever_seen(zoom, right, turns, tilt, height):
    pose = Pose().zoomed(zoom).shifted(right, 0.1).turned(turns).tilted(tilt, 0.0)
    white = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    assert shown(white, pose.rippled(Ripple(height, 0.7, 0.3))).min() == 255


@pytest.mark.parametrize("size", [(90, 160), (64, 256), (16, 256), (256, 64)])
@pytest.mark.parametrize("height", [0.0, 0.1])
def test_a_frame_of_any_shape_has_no_border_however_far_it_is_tilted(size, height):
    white = np.full((*size, 3), 255, np.uint8)
    for right, down in ((0.4, 0.0), (0.8, 0.8), (0.0, -0.9)):
        pose = Pose().turned(0.05).tilted(right, down)
        assert shown(white, pose.rippled(Ripple(height, 0.7, 0.3))).min() == 255


def test_a_wide_frame_is_tilted_until_its_corners_are_twice_as_far_away():
    wide = np.repeat(gradient()[:32], 2, axis=1)
    at_most = shown(wide, Pose().tilted(0.0625, 0.0))
    np.testing.assert_array_equal(shown(wide, Pose().tilted(0.3, 0.0)), at_most)
    assert not np.array_equal(shown(wide, Pose().tilted(0.05, 0.0)), at_most)


def test_a_ripple_that_fades_away_leaves_the_pose_it_ran_over():
    pose = Pose().zoomed(1.1).turned(0.02).shifted(0.1, 0.0)
    faded = shown(gradient(), pose.rippled(Ripple(1e-9, 0.7, 0.3))).astype(int)
    still = shown(gradient(), pose).astype(int)
    assert np.abs(faded - still).max() <= 1
    assert np.abs(still - gradient()).max() > 20


def test_a_ripple_moves_points_by_its_height_at_most():
    moved = shown(spot(84, 38), Pose().rippled(Ripple(0.1, 2.0, 0.25)))
    x, y = centre(moved)
    assert 0 < np.hypot(x - 84, y - 38) <= np.hypot(4.8, 4.8) + 0.6


def test_light_is_a_share_of_the_levels():
    np.testing.assert_allclose(shown(gradient(), Pose().lit(0.5)), gradient() * 0.5, atol=1)


def test_without_saturation_a_picture_is_grey_and_as_bright():
    grey = shown(gradient(), Pose().saturated(0.0)).astype(int)
    assert np.ptp(grey, axis=2).max() <= 1
    luma = gradient() @ np.array([0.2126, 0.7152, 0.0722])
    np.testing.assert_allclose(grey[..., 0], luma, atol=1)


def test_a_third_of_a_turn_changes_red_to_green():
    red = np.zeros((16, 16, 3), np.uint8)
    red[..., 0] = 200
    np.testing.assert_allclose(shown(red, Pose().hued(1 / 3))[0, 0], (0, 200, 0), atol=1)


def test_greys_have_no_hue_to_turn():
    grey = np.full((16, 16, 3), 130, np.uint8)
    np.testing.assert_allclose(shown(grey, Pose().hued(0.4).saturated(2.0)), grey, atol=1)
