"""Any picture's style is a vector, under which the network paints at any size."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from yellowsound.models.networks.painting import packaged, to_rgb8
from yellowsound.models.networks.style_network import STYLES, StyleNetwork
from yellowsound.models.networks.style_vectors import (
    MODEL,
    SIZE,
    StyleVectorNetwork,
    style_vector,
)

ROOT = Path(__file__).parents[2]


def coffee(height, width):
    with Image.open(ROOT / "demo" / "artworks" / "coffee.jpg") as artwork:
        return np.array(artwork.resize((width, height)))


@pytest.fixture(scope="module")
def picture():
    return coffee(96, 128)


@pytest.fixture(scope="module")
def network(picture):
    return StyleVectorNetwork(picture)


@pytest.fixture(scope="module")
def vectors(picture):
    """The picture's own style, and that of the picture in a style of the style network."""
    painted = to_rgb8(StyleNetwork(picture).render(np.eye(STYLES)[19]))
    return [style_vector(rgb) for rgb in (picture, painted)]


def test_a_style_is_100_numbers_the_same_at_any_size(picture, vectors):
    own, other = vectors
    assert own.shape == (SIZE,)
    larger = picture.repeat(3, axis=0).repeat(3, axis=1)
    near = np.abs(style_vector(larger) - own).mean()
    assert near < 0.3 * np.abs(other - own).mean()


@pytest.mark.parametrize(
    ("height", "width"), [(64, 64), (96, 128), (128, 96), (68, 100), (64, 256), (200, 72)]
)
def test_a_rendering_has_the_picture_s_size_and_stays_in_range(height, width):
    content = coffee(height, width)
    painted = StyleVectorNetwork(content).render(style_vector(content))
    assert painted.shape == (3, height, width)
    assert painted.min() >= 0
    assert painted.max() <= 1
    # Nothing has moved.
    luma, before = painted.mean(axis=0), content.mean(axis=2)
    assert np.corrcoef(luma.ravel(), before.ravel())[0, 1] > 0.7


def test_under_its_own_vector_a_picture_is_nearer_to_itself(network, vectors):
    own, other = (np.abs(network.render(v) - network.picture).mean() for v in vectors)
    assert own < 0.7 * other


def test_the_same_vector_gives_the_same_picture(picture, vectors):
    first, second = (StyleVectorNetwork(picture).render(vectors[1]) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_a_small_step_of_the_vector_is_a_small_step_of_the_picture(network, vectors):
    # The quantised graph jumps by 4 to 7 of 255.
    for share in (0, 0.2, 0.5, 0.8, 1 - 1 / 300):
        before, after = (
            255 * network.render((1 - s) * vectors[0] + s * vectors[1])
            for s in (share, share + 1 / 300)
        )
        assert np.abs(after - before).mean() < 1.5


def test_the_packaged_graph_is_made_for_one_size_and_ours_for_any():
    assert b"QuantizeLinear" in packaged(MODEL)
    assert b"QuantizeLinear" not in StyleVectorNetwork.model_bytes()


def test_sides_that_the_network_cannot_take_are_refused():
    with pytest.raises(ValueError, match="multiples of 4"):
        StyleVectorNetwork(np.zeros((66, 64, 3), np.uint8))
