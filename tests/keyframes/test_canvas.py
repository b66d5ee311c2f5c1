"""On a canvas of one size strokes keep their size relative to the picture, whatever the frame."""

import numpy as np
import pytest
from PIL import Image
from study import ROOT
from style_tables import write_tables

from yellowsound.frames.brief import WalkBrief
from yellowsound.keyframes.brief import Brief, read_keyframes
from yellowsound.keyframes.canvas import OnCanvas, on_canvas, resized
from yellowsound.keyframes.keyframes import paint_keyframes
from yellowsound.models.networks.style_network import StyleNetwork
from yellowsound.run.plug_ins import load

WHOLE = np.array(Image.open(ROOT / "demo" / "artworks" / "coffee.jpg").resize((384, 256)))
HALF = np.array(Image.fromarray(WHOLE).resize((192, 128), Image.Resampling.LANCZOS))


@pytest.fixture(scope="module")
def brief(tmp_path_factory):
    tables = write_tables(tmp_path_factory.mktemp("tables"))

    def asked(picture, painter="style-vectors", **options):
        options = {**load("painter", painter).defaults, "own": 0.0, **options}
        tags = {"sections": [{"section": 1, "tags": {"MTT": {"tag3": 1.0}}, "genre": "jazz"}]}
        return Brief("x", [picture], [1.0], tags, "first", 0, options=options, tables=tables)

    return asked


def painted(asked, painter="style-vectors"):
    return load("painter", painter).make(asked).images[1]


def far(picture, other):
    return np.sqrt(np.square(picture.astype(float) - other).mean())


def halved(picture):
    return np.array(Image.fromarray(picture).resize((192, 128), Image.Resampling.LANCZOS))


@pytest.mark.parametrize("painter", ["style-network", "style-vectors"])
def test_a_small_frame_on_a_large_canvas_shows_what_the_large_frame_shows(brief, painter):
    large = halved(painted(brief(WHOLE, painter), painter))
    small, previewed = (
        painted(brief(HALF, painter, canvas=canvas), painter) for canvas in (0, 256)
    )
    assert far(previewed, large) < 0.5 * far(small, large)


def test_a_large_frame_on_a_small_canvas_has_its_strokes(brief):
    small = painted(brief(HALF))
    fine, coarse = (halved(painted(brief(WHOLE, canvas=canvas))) for canvas in (0, 128))
    assert far(coarse, small) < 0.5 * far(fine, small)


def test_a_canvas_as_large_as_the_frame_changes_nothing(brief):
    np.testing.assert_array_equal(painted(brief(HALF, canvas=128)), painted(brief(HALF)))


@pytest.mark.parametrize(("canvas", "shape"), [(64, (64, 96)), (66, (64, 100)), (256, (256, 384))])
def test_a_canvas_has_the_frame_s_aspect_in_steps_that_networks_take(canvas, shape):
    seen = []
    network = OnCanvas(lambda picture, threads: seen.append(picture.shape[:2]), HALF, 1, canvas)
    assert seen == [shape]
    assert network.picture.shape == (3, 128, 192)


def test_without_a_canvas_the_network_has_the_picture_itself():
    network = on_canvas(StyleNetwork, HALF, 1, 0)
    assert isinstance(network, StyleNetwork)
    np.testing.assert_array_equal(network.picture, OnCanvas(StyleNetwork, HALF, 1, 64).picture)


def test_an_even_picture_stays_as_it_is_when_it_is_resized():
    even = np.full((3, 64, 96), 0.3, np.float32)
    np.testing.assert_allclose(resized(even, 128, 192), 0.3, atol=1e-6)


def test_a_walk_starts_and_ends_at_keyframes_painted_on_a_canvas(brief, tmp_path):
    asked = brief(HALF, canvas=64, paint=0.6)
    paint_keyframes(load("painter", "style-vectors"), asked, tmp_path / "x")
    walker = load("walker", "vector-path")
    ends = WalkBrief(tmp_path / "x", 1, np.array([0.0, 1.0]), options=walker.defaults)
    for number, frame in enumerate(walker.make(ends)):
        with Image.open(tmp_path / "x" / f"{number:02d}.png") as keyframe:
            np.testing.assert_array_equal(frame, np.array(keyframe))
    assert read_keyframes(tmp_path / "x")["images"][1]["canvas"] == 64


def test_the_less_it_paints_the_more_of_the_artwork_stays(brief):
    bare, faint, strong = (painted(brief(HALF, paint=paint)) for paint in (0.0, 0.3, 1.0))
    np.testing.assert_array_equal(bare, HALF)
    assert far(faint, HALF) == pytest.approx(0.3 * far(strong, HALF), rel=0.05)
