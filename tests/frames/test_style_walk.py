"""The walks of the painting networks render each frame between two keyframes."""

from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image
from style_tables import write_tables

from yellowsound.frames.brief import WalkBrief
from yellowsound.keyframes import composition
from yellowsound.keyframes.brief import Brief, read_keyframes
from yellowsound.keyframes.keyframes import paint_keyframes
from yellowsound.models.networks.style_network import StyleNetwork
from yellowsound.models.networks.style_vectors import StyleVectorNetwork
from yellowsound.run.plug_ins import load


class Kind(NamedTuple):
    """A painter, the walker between its keyframes, their network, and its file."""

    painter: str
    walker: str
    network: type
    file: str
    options: dict


NETWORK = Kind("style-network", "style-path", StyleNetwork, "multistyle26", {"variation": 0.5})
VECTORS = Kind(
    "style-vectors",
    "vector-path",
    StyleVectorNetwork,
    "arbitrary_transform",
    {"variation": 0.5, "own": 0.5, "colours": 0.8, "apart": 2.0},
)


@pytest.fixture(scope="module", params=[NETWORK, VECTORS], ids=lambda kind: kind.painter)
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def walk(kind):
    walker = load("walker", kind.walker)

    def frames(folder, section, t, accents=None, **settings):
        options = {**walker.defaults, **settings}
        return walker.make(
            WalkBrief(folder, section, np.array(t), options=options, accents=accents)
        )

    return frames


@pytest.fixture(scope="module", params=["first", "artwork", "black"])
def folder(request, kind, tmp_path_factory):
    noise = np.random.default_rng(0).integers(0, 256, (8, 12, 3), dtype=np.uint8)
    picture = np.array(Image.fromarray(noise).resize((192, 128), Image.Resampling.BICUBIC))
    sections = [
        {"section": number, "tags": {"MTT": {f"tag{number}": 0.9}}, "genre": None}
        for number in (1, 2)
    ]
    brief = Brief(
        "song",
        [picture],
        [1.0],
        {"sections": sections},
        request.param,
        0,
        options={**load("painter", kind.painter).defaults, **kind.options},
        tables=write_tables(tmp_path_factory.mktemp("tables")),
    )
    target = tmp_path_factory.mktemp("keyframes") / "song"
    paint_keyframes(load("painter", kind.painter), brief, target)
    return target


def image(folder, number):
    with Image.open(folder / f"{number:02d}.png") as picture:
        return np.array(picture)


@pytest.mark.parametrize("section", [1, 2])
def test_a_walk_starts_and_ends_at_the_very_keyframes(folder, walk, section):
    first, last = walk(folder, section, [0.0, 1.0])
    np.testing.assert_array_equal(first, image(folder, section - 1))
    np.testing.assert_array_equal(last, image(folder, section))


def test_frames_between_two_paintings_are_rendered_and_not_cross_faded(folder, walk):
    (middle,) = walk(folder, 2, [0.5])
    faded = (image(folder, 1).astype(float) + image(folder, 2)) / 2
    assert np.abs(middle - faded).mean() > 2


def test_the_picture_moves_as_much_as_the_schedule_says(folder, walk):
    t = np.concatenate([np.linspace(0, 0.8, 9), np.linspace(0.8, 1, 9)[1:]])
    frames = np.stack(list(walk(folder, 2, t))) @ composition.LUMA
    change = np.abs(np.diff(frames, axis=0)).mean(axis=(1, 2))
    assert np.corrcoef(change, np.diff(t))[0, 1] > 0.99


def test_a_small_step_of_the_way_is_a_small_step_of_the_picture(folder, walk):
    starts = np.linspace(0, 1 - 1 / 300, 5)
    t = np.stack([starts, starts + 1 / 300], axis=1).ravel()
    frames = np.stack(list(walk(folder, 2, t))).astype(float)
    assert np.abs(frames[1::2] - frames[::2]).mean(axis=(1, 2, 3)).max() < 1.5


def test_the_pace_of_a_way_without_change_is_even(folder, kind):
    start = read_keyframes(folder)["images"][1]
    network = kind.network(np.zeros((64, 64, 3), np.uint8))
    pace = composition.measure_pace(network, start, start)
    np.testing.assert_allclose(pace, np.linspace(0, 1, composition.PACE_POINTS))


@pytest.fixture
def rendered(kind, monkeypatch):
    """Return a list that grows by one for each picture that is rendered."""
    calls = []
    render = kind.network.render
    monkeypatch.setattr(kind.network, "render", lambda self, w: calls.append(1) or render(self, w))
    return calls


def test_equal_neighbours_are_rendered_once(folder, walk, rendered):
    frames = list(walk(folder, 2, [0.2, 0.2, 0.2, 0.7, 0.7]))
    assert len(frames) == 5
    assert len(rendered) == 2


def test_of_many_frames_few_are_rendered_and_the_others_are_as_good(folder, walk, rendered):
    t = np.linspace(0, 1, 97)
    every = np.stack(list(walk(folder, 2, t, tolerance=0))).astype(float)
    assert len(rendered) == 97
    rendered.clear()
    few = np.stack(list(walk(folder, 2, t)))
    assert len(rendered) < 97 / 2
    off = np.abs(few - every)
    # Rounding alone is a quarter of a level.
    assert off.mean(axis=(1, 2, 3)).max() < 0.6
    assert np.percentile(off, 99.9) <= 4


def test_an_accent_flares_up_and_is_gone(folder, walk):
    accents = np.array([0.0, 1.0, 0.5, 0.0])
    calm, full, half, after = (f.astype(float) for f in walk(folder, 2, [0.5] * 4, accents))
    assert np.abs(full - calm).mean() > np.abs(half - calm).mean() > 0.5
    np.testing.assert_array_equal(after, calm)


def test_at_its_largest_an_accent_is_painted_alone(kind, folder, walk):
    description = read_keyframes(folder)
    end = description["images"][2]
    network = kind.network(np.array(Image.open(folder / description["artwork"])))
    look = {**{key: end[key] for key in composition.STOP_KEYS}, "style": np.array(end["accent"])}
    (frame,) = walk(folder, 2, [1.0], np.array([1.0]))
    np.testing.assert_array_equal(frame, composition.compose(network, **look))
    assert end["accent"] != end["style"]


def test_the_description_tells_what_painted_the_keyframes(folder, kind):
    description = read_keyframes(folder)
    assert description["painter"] == kind.painter
    assert kind.file in description["model"]["revision"]
    assert [entry["file"] for entry in description["images"]] == ["00.png", "01.png", "02.png"]
    assert (description["width"], description["height"]) == (192, 128)
