"""Broad colours are led back to where they stood; marks, and most of the light, stay."""

import numpy as np
import pytest

from yellowsound.keyframes.ground import LIGHT, LUMA, broad, lead_back


def plain(colour, height=64, width=96):
    return np.broadcast_to(np.array(colour, dtype=np.float32)[:, None, None], (3, height, width))


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


def test_with_all_of_it_a_plain_painting_has_the_hue_of_the_picture_and_part_of_its_light():
    painted, picture = plain([0.2, 0.3, 0.8]), plain([0.7, 0.4, 0.2])
    back = lead_back(painted, picture, 1.0)[:, 20, 20]
    np.testing.assert_allclose(
        back - LUMA @ back, [0.7, 0.4, 0.2] - LUMA @ [0.7, 0.4, 0.2], atol=1e-6
    )
    light = (1 - LIGHT) * LUMA @ [0.2, 0.3, 0.8] + LIGHT * LUMA @ [0.7, 0.4, 0.2]
    assert LUMA @ back == pytest.approx(light)


def test_marks_stay():
    marks = np.broadcast_to(0.2 * (np.arange(96) % 2), (3, 64, 96))
    painted, picture = 0.3 + marks, plain([0.7, 0.4, 0.2])
    back = lead_back(painted, picture, 1.0)
    assert np.abs(np.diff(back, axis=2)).mean() == pytest.approx(0.2, rel=0.02)
