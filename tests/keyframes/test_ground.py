"""Broad colours are led back to where they stood; marks stay, and light that is not extreme."""

import numpy as np
import pytest

from yellowsound.keyframes.ground import LIGHT, LUMA, cells_of, lead_back, spread


def plain(colour, height=64, width=96):
    return np.broadcast_to(np.array(colour, dtype=np.float32)[:, None, None], (3, height, width))


def broad(picture):
    return spread(cells_of(picture), *picture.shape[1:])


@pytest.mark.parametrize(("height", "width"), [(64, 64), (64, 200), (136, 72), (256, 256)])
def test_what_is_plain_is_broad_and_a_fine_pattern_is_not(height, width):
    checks = np.indices((height, width)).sum(axis=0) % 2 - 0.5
    np.testing.assert_allclose(broad(plain([0.2, 0.5, 0.7], height, width)), plain(
        [0.2, 0.5, 0.7], height, width
    ), atol=1e-6)  # fmt: skip
    assert np.abs(broad(np.stack([checks] * 3))).max() < 0.1


def test_a_slope_over_the_whole_picture_is_broad():
    slope = np.broadcast_to(np.linspace(0, 1, 128), (3, 128, 128))
    assert np.abs(broad(slope) - slope)[..., 8:-8].max() < 0.02


def test_with_no_share_a_painting_stays_as_it_is():
    painted, picture = np.random.default_rng(0).random((2, 3, 64, 64))
    np.testing.assert_array_equal(lead_back(painted, picture, 0.0), painted)


def test_with_all_of_it_a_plain_painting_has_the_hue_of_a_grey_picture_and_part_of_its_light():
    colour = np.array([0.7, 0.4, 0.2])
    colour += 0.5 - LUMA @ colour
    back = lead_back(plain([0.2, 0.3, 0.8]), plain(colour), 1.0)[:, 20, 20]
    np.testing.assert_allclose(back - LUMA @ back, colour - 0.5, atol=1e-6)
    light = (1 - LIGHT) * LUMA @ [0.2, 0.3, 0.8] + LIGHT * 0.5
    assert LUMA @ back == pytest.approx(light)


@pytest.mark.parametrize("shade", [0.0, 1.0])
@pytest.mark.parametrize("share", [0.0, 0.5, 0.8, 1.0])
def test_black_and_white_come_back_whole_and_by_the_share_once_more(shade, share):
    painted = plain([0.2, 0.3, 0.8])
    back = lead_back(painted, plain([shade] * 3), share)
    np.testing.assert_allclose(back - shade, (1 - share) ** 2 * (painted - shade), atol=1e-6)


def test_the_nearer_to_black_or_white_the_more_of_the_light_comes_back():
    greys = (0.5, 0.3, 0.1, 0.0, 1.0)
    left = [lead_back(plain([g + 0.2] * 3), plain([g] * 3), 0.8)[0, 20, 20] - g for g in greys]
    assert left[0] > left[1] > left[2] > left[3]
    assert left[3] == pytest.approx(left[4])


def test_marks_stay():
    marks = np.broadcast_to(0.2 * (np.arange(96) % 2), (3, 64, 96))
    painted, picture = 0.3 + marks, plain([0.7, 0.4, 0.2])
    back = lead_back(painted, picture, 1.0)
    assert np.abs(np.diff(back, axis=2)).mean() == pytest.approx(0.2, rel=0.02)
