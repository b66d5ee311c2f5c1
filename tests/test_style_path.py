"""The walk renders each frame between two keyframes."""

import numpy as np
import pytest
from PIL import Image

from yellowsound import style_path
from yellowsound.keyframes import PAINTERS, paint_keyframes, read_keyframes
from yellowsound.painting import Brief
from yellowsound.style_network import STYLES, StyleNetwork


@pytest.fixture(scope="module", params=["first", "artwork", "black"])
def folder(request, tmp_path_factory):
    random = np.random.default_rng(0)
    sections = [
        {"section": number, "tags": {"MTT": {f"tag{number}": 0.9}}, "genre": None}
        for number in (1, 2)
    ]
    brief = Brief(
        "song",
        [random.integers(0, 256, (64, 96, 3), dtype=np.uint8)],
        [1.0],
        {"sections": sections},
        request.param,
        0,
        options={
            "variation": 0.5,
            "mixtures": {},
            "affinities": [frozenset({f"tag{style}"}) for style in range(STYLES)],
        },
    )
    target = tmp_path_factory.mktemp("keyframes") / "song"
    paint_keyframes("style-network", brief, target)
    return target


def image(folder, number):
    with Image.open(folder / f"{number:02d}.png") as picture:
        return np.array(picture)


@pytest.mark.parametrize("section", [1, 2])
def test_a_walk_starts_and_ends_at_the_very_keyframes(folder, section):
    first, last = style_path.walk(folder, section, np.array([0.0, 1.0]))
    np.testing.assert_array_equal(first, image(folder, section - 1))
    np.testing.assert_array_equal(last, image(folder, section))


def test_frames_between_two_paintings_are_rendered_and_not_cross_faded(folder):
    (middle,) = style_path.walk(folder, 2, np.array([0.5]))
    faded = (image(folder, 1).astype(float) + image(folder, 2)) / 2
    assert np.abs(middle - faded).mean() > 2


def test_equal_neighbours_are_rendered_once(folder, monkeypatch):
    calls = []
    render = StyleNetwork.render
    monkeypatch.setattr(StyleNetwork, "render", lambda self, w: calls.append(1) or render(self, w))
    frames = list(style_path.walk(folder, 2, np.array([0.2, 0.2, 0.2, 0.7, 0.7])))
    assert len(frames) == 5
    assert len(calls) == 2


def test_the_description_tells_what_painted_the_keyframes(folder):
    description = read_keyframes(folder)
    assert description["painter"] in PAINTERS
    assert "multistyle26" in description["model"]["revision"]
    assert [entry["file"] for entry in description["images"]] == ["00.png", "01.png", "02.png"]
    assert (description["width"], description["height"]) == (96, 64)
