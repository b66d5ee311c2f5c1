"""The style network paints one picture in mixtures of 26 styles."""

import numpy as np
import pytest

from yellowsound.models.networks.painting import to_rgb8
from yellowsound.models.networks.style_network import STYLES, StyleNetwork


@pytest.fixture(scope="module")
def picture():
    ramp = np.linspace(0, 255, 64, dtype=np.uint8)
    return np.stack(np.broadcast_arrays(ramp[:, None], ramp[None, :], np.uint8(128)), axis=-1)


@pytest.fixture(scope="module")
def network(picture):
    return StyleNetwork(picture)


def test_a_rendering_has_the_picture_s_size_and_stays_in_range(network):
    painted = network.render(np.full(STYLES, 1 / STYLES))
    assert painted.shape == (3, 64, 64)
    assert painted.min() >= 0
    assert painted.max() <= 1


def test_each_style_looks_different(network):
    looks = [network.render(style).mean(axis=(1, 2)).round(4) for style in np.eye(STYLES)]
    assert len({tuple(look) for look in looks}) == STYLES


def test_a_mixture_is_rendered_and_not_cross_faded(network):
    one, other = np.eye(STYLES)[[1, 19]]
    mixed = network.render((one + other) / 2)
    faded = (network.render(one) + network.render(other)) / 2
    assert np.abs(mixed - faded).mean() > 0.02


def test_the_same_weights_give_the_same_picture(picture):
    weights = np.random.default_rng(0).dirichlet(np.ones(STYLES))
    first, second = (StyleNetwork(picture).render(weights) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_sides_that_the_network_cannot_take_are_refused():
    with pytest.raises(ValueError, match="multiples of 4"):
        StyleNetwork(np.zeros((66, 64, 3), np.uint8))


def test_rounding_to_8_bits_clips_and_rounds_half_up():
    unit = np.array([-0.1, 0.0, 0.5 / 255, 1.0, 1.2], np.float32)
    rgb = to_rgb8(np.broadcast_to(unit, (3, 1, 5)).copy())
    assert rgb.shape == (1, 5, 3)
    assert rgb[0, :, 0].tolist() == [0, 0, 1, 255, 255]
