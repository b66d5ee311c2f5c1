"""Artworks in turn: each section is painted from the next, and walks lead from one to another."""

import numpy as np
import pytest
from PIL import Image
from study import ROOT
from style_tables import write_tables

from yellowsound.frames.brief import WalkBrief
from yellowsound.keyframes.brief import Brief, read_keyframes
from yellowsound.keyframes.composition import turns_of
from yellowsound.keyframes.keyframes import paint_keyframes
from yellowsound.models.networks.style_vectors import style_vector
from yellowsound.run.plug_ins import load

COFFEE, PRAIRIE = (
    np.array(Image.open(ROOT / "demo" / "artworks" / f"{name}.jpg").resize((128, 96)))
    for name in ("coffee", "prairie")
)
WALKERS = {"style-network": "style-path", "style-vectors": "vector-path"}

both_painters = pytest.mark.parametrize("painter", WALKERS)


@pytest.fixture(scope="module")
def brief(tmp_path_factory):
    tables = write_tables(tmp_path_factory.mktemp("tables"))

    def asked(painter, artworks=(COFFEE, PRAIRIE), sections=3, **options):
        options = {**load("painter", painter).defaults, "artworks": "in-turn", **options}
        captions = {
            "sections": [
                {"section": number, "tags": {"MTT": {f"tag{number}": 1.0}}, "genre": "jazz"}
                for number in range(1, sections + 1)
            ]
        }
        weights = [1 / len(artworks)] * len(artworks)
        return Brief("x", artworks, weights, captions, "first", 0, options=options, tables=tables)

    return asked


def far(picture, other):
    return np.abs(picture.astype(float) - other).mean()


def test_the_opening_and_the_first_section_are_of_the_first_and_after_the_last_it_begins_anew(
    brief,
):
    assert turns_of(brief("style-network", sections=4)) == [0, 0, 1, 0, 1]
    assert turns_of(brief("style-network", sections=4, artworks=[COFFEE])) == [0] * 5


def test_blended_all_sections_are_of_one_picture(brief):
    asked = brief("style-network")
    asked.options["artworks"] = "blend"
    assert turns_of(asked) == [0] * 4


@both_painters
def test_each_section_is_painted_as_if_its_artwork_were_the_only_one(brief, painter):
    paint = load("painter", painter).make
    in_turn, *alone = (
        paint(brief(painter, artworks)) for artworks in ([COFFEE, PRAIRIE], [COFFEE], [PRAIRIE])
    )
    for number, turn in enumerate([0, 0, 1, 0]):
        np.testing.assert_array_equal(in_turn.images[number], alone[turn].images[number])


def test_each_section_keeps_the_own_style_of_its_artwork(brief):
    details = load("painter", "style-vectors").make(brief("style-vectors", own=1.0)).details
    for detail, artwork in zip(details, (COFFEE, COFFEE, PRAIRIE, COFFEE), strict=True):
        np.testing.assert_allclose(detail["style"], style_vector(artwork), atol=1e-5)


@pytest.fixture(scope="module", params=[("style-network", 0), ("style-vectors", 64)], ids=str)
def painted(request, brief, tmp_path_factory):
    """Keyframes in turn, on a canvas and without; and what walks between them."""
    painter, canvas = request.param
    folder = tmp_path_factory.mktemp("keyframes") / "x"
    paint_keyframes(load("painter", painter), brief(painter, canvas=canvas), folder)
    walker = load("walker", WALKERS[painter])

    def walk(section, t):
        asked = WalkBrief(folder, section, np.array(t), options=walker.defaults)
        return list(walker.make(asked))

    return folder, walk


def keyframe(folder, number):
    with Image.open(folder / f"{number:02d}.png") as picture:
        return np.array(picture)


def test_all_artworks_lie_beside_the_keyframes(painted):
    folder, _ = painted
    names = read_keyframes(folder)["artworks"]
    pictures = [np.array(Image.open(folder / name)) for name in names]
    np.testing.assert_array_equal(pictures, [COFFEE, PRAIRIE])


@pytest.mark.parametrize("section", [1, 2, 3])
def test_a_walk_leads_from_the_very_keyframe_of_one_to_that_of_the_next(painted, section):
    folder, walk = painted
    first, last = walk(section, [0.0, 1.0])
    np.testing.assert_array_equal(first, keyframe(folder, section - 1))
    np.testing.assert_array_equal(last, keyframe(folder, section))


def test_on_the_way_from_one_artwork_to_another_no_frame_leaps(painted):
    _, walk = painted
    frames = np.stack(walk(2, np.linspace(0, 1, 21))).astype(float)
    steps = np.abs(np.diff(frames, axis=0)).mean(axis=(1, 2, 3))
    assert steps.max() < 2.5 * steps.mean()
    assert far(frames[0], frames[-1]) > 20
