"""Keyframes under style vectors keep the artwork, and follow genre and tags like the others."""

import dataclasses
import tempfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from style_tables import JAZZ_STYLE, write_tables

from yellowsound.keyframes.brief import Brief, read_keyframes
from yellowsound.keyframes.keyframes import paint_keyframes
from yellowsound.keyframes.looks import read_looks
from yellowsound.keyframes.painters.style_vectors import PLUG_IN, paint, style_vectors
from yellowsound.models.networks.style_vectors import style_vector

ROOT = Path(__file__).parents[2]
TABLES = write_tables(Path(tempfile.mkdtemp()))
COFFEE, PRAIRIE = (
    np.array(Image.open(ROOT / "demo" / "artworks" / f"{name}.jpg").resize((128, 96)))
    for name in ("coffee", "prairie")
)


def brief(*section_tags, **changes):
    sections = [
        {"section": number, "tags": {"MTT": tags}, "genre": "jazz"}
        for number, tags in enumerate(section_tags, start=1)
    ]
    options = PLUG_IN.defaults
    options |= {key: changes.pop(key) for key in tuple(changes) if key in options}
    made = Brief(
        "song", [COFFEE], [1.0], {"sections": sections}, "first", 0, options=options, tables=TABLES
    )
    return dataclasses.replace(made, **changes)


def far(picture, other):
    return np.abs(picture.astype(float) - other).mean()


def test_a_keyframe_s_vector_lies_between_the_artwork_s_own_and_the_look_called_for():
    own, look = style_vector(COFFEE), read_looks()[JAZZ_STYLE]
    for share in (0.0, 0.25, 1.0):
        (_, section) = paint(brief({}, own=share, variation=0.0)).details
        np.testing.assert_allclose(section["style"], share * own + (1 - share) * look, atol=1e-6)


def test_sections_are_set_apart_around_their_mean():
    tags = [{"tag3": 1.0}, {"tag19": 1.0}]
    plain, further = (style_vectors(brief(*tags, apart=apart))[0] for apart in (1.0, 3.0))
    np.testing.assert_allclose(further.mean(axis=0), plain.mean(axis=0), atol=1e-9)
    np.testing.assert_allclose(further[1] - further[2], 3 * (plain[1] - plain[2]), atol=1e-9)


def test_the_more_of_its_own_style_the_nearer_an_artwork_is_to_itself():
    painted = [paint(brief({}, own=own, colours=0.0)).images[1] for own in (0.0, 0.5, 1.0)]
    distances = [far(picture, COFFEE) for picture in painted]
    assert distances == sorted(distances, reverse=True)


def test_its_colours_stay_though_it_is_painted_in_another_style():
    kept, lost = (paint(brief({}, own=0.0, colours=c)).images[1] for c in (1.0, 0.0))
    means = [picture.mean(axis=(0, 1)) for picture in (COFFEE, kept, lost)]
    hues = [mean - mean.mean() for mean in means]
    assert np.abs(hues[1] - hues[0]).max() < 0.3 * np.abs(hues[2] - hues[0]).max()
    assert far(kept, COFFEE) > 5


def test_sections_differ_by_their_tags():
    painting = paint(brief({"tag3": 1.0}, {"tag19": 1.0}))
    assert len(painting.images) == len(painting.details) == 3
    assert far(*painting.images[1:]) > 5


def test_keyframes_painted_twice_are_equal_byte_for_byte():
    first, second = (paint(brief({"tag3": 1.0})) for _ in range(2))
    assert first.details == second.details
    np.testing.assert_array_equal(first.images, second.images)


@pytest.mark.parametrize("opening", ["black", "artwork", "first"])
def test_the_opening_is_what_was_asked_for(opening):
    painting = paint(brief({"tag3": 1.0}, opening=opening, apart=1.0))
    expected = {
        "black": np.zeros_like(COFFEE),
        "artwork": COFFEE,
        "first": paint(brief({"tag3": 1.0}, variation=0.0, apart=1.0)).images[1],
    }[opening]
    np.testing.assert_array_equal(painting.images[0], expected)


def test_of_several_artworks_the_first_is_painted_and_all_lend_their_styles(tmp_path):
    both = brief({}, artworks=[COFFEE, PRAIRIE], weights=[0.8, 0.2], own=1.0)
    paint_keyframes(PLUG_IN, both, tmp_path / "song")
    styles = [style_vector(COFFEE), style_vector(PRAIRIE)]
    description = read_keyframes(tmp_path / "song")
    found = description["images"][1]["style"]
    np.testing.assert_allclose(found, 0.8 * styles[0] + 0.2 * styles[1], atol=1e-6)
    with Image.open(tmp_path / "song" / description["artwork"]) as artwork:
        np.testing.assert_array_equal(np.array(artwork), COFFEE)


@pytest.mark.parametrize(("height", "width"), [(64, 64), (64, 152), (136, 72)])
def test_every_size_of_frames_is_served(height, width):
    artwork = np.array(Image.fromarray(COFFEE).resize((width, height)))
    assert {i.shape for i in paint(brief({}, artworks=[artwork])).images} == {(height, width, 3)}
