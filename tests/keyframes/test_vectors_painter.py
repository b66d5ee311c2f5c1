"""Keyframes under style vectors keep the artwork, and follow genre and tags like the others."""

import dataclasses
import tempfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from style_tables import JAZZ_STYLE, write_tables

from yellowsound.keyframes.accents import section_accents
from yellowsound.keyframes.brief import Brief, Lender, read_keyframes
from yellowsound.keyframes.keyframes import paint_keyframes
from yellowsound.keyframes.looks import read_looks
from yellowsound.keyframes.painters.style_vectors import (
    PLUG_IN,
    paint,
    section_looks,
    style_vectors,
)
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
    # The brief's own artworks are pictures, not the setting by that name.
    own = [key for key in changes if key in options and key != "artworks"]
    options |= {key: changes.pop(key) for key in own}
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
    plain, further = (style_vectors(brief(*tags, apart=apart)) for apart in (1.0, 3.0))
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


def test_of_several_artworks_the_first_is_painted(tmp_path):
    both = brief({}, artworks=[COFFEE, PRAIRIE], weights=[0.2, 0.8], colours=1.0)
    paint_keyframes(PLUG_IN, both, tmp_path / "song")
    description = read_keyframes(tmp_path / "song")
    artwork, keyframe = (
        np.array(Image.open(tmp_path / "song" / name))
        for name in (description["artwork"], description["images"][1]["file"])
    )
    np.testing.assert_array_equal(artwork, COFFEE)
    assert far(keyframe, COFFEE) < 0.5 * far(keyframe, PRAIRIE)


def test_further_artworks_lend_their_styles_by_weight_and_the_first_keeps_its_own_by_its_own():
    styles = [style_vector(COFFEE), style_vector(PRAIRIE)]
    for weight in (0.0, 0.25, 0.8):
        made = brief({}, artworks=[COFFEE, PRAIRIE], weights=[1 - weight, weight], own=1.0)
        expected = (1 - weight) * styles[0] + weight * styles[1]
        np.testing.assert_allclose(style_vectors(made)[1], expected, atol=1e-6)


def lent(*pictures, genre="jazz"):
    return {genre: [Lender(f"{n}.png", picture) for n, picture in enumerate(pictures)]}


@pytest.mark.parametrize("pictures", [(PRAIRIE,), (PRAIRIE, COFFEE), (PRAIRIE, PRAIRIE, COFFEE)])
def test_lent_the_mean_vector_of_pictures_takes_the_place_of_the_genre_s_look(pictures):
    made = brief({}, {}, lenders=lent(*pictures), own=0.0, variation=0.0)
    mean = np.mean([style_vector(picture) for picture in pictures], axis=0)
    np.testing.assert_allclose(style_vectors(made), [mean] * 3, atol=1e-6)


def test_accents_turn_a_lent_style_by_what_they_have_beyond_the_mean_of_the_26():
    made = brief({"tag3": 1.0}, lenders=lent(PRAIRIE), variation=0.4)
    opening, section = section_looks(made)
    (accents,) = section_accents(made)
    turn = accents @ read_looks() - read_looks().mean(axis=0)
    np.testing.assert_allclose(opening, style_vector(PRAIRIE), atol=1e-6)
    np.testing.assert_allclose(section - opening, 0.4 * turn, atol=1e-6)


def test_sections_of_a_lent_style_differ_by_their_tags():
    painting = paint(brief({"tag3": 1.0}, {"tag19": 1.0}, lenders=lent(PRAIRIE)))
    assert far(*painting.images[1:]) > 5


def test_a_style_is_lent_to_sections_of_its_genre_alone():
    tags = {"tag3": 1.0}
    plain = section_looks(brief(tags, tags))
    two = brief(tags, tags, lenders=lent(PRAIRIE, genre=None))
    two.captions["sections"][1]["genre"] = None
    looks = section_looks(two)
    np.testing.assert_array_equal(looks[:2], plain[:2])
    assert np.abs(looks[2] - plain[2]).max() > 0.1


def test_a_picture_of_any_size_lends_its_style():
    tall = np.array(Image.fromarray(PRAIRIE).resize((70, 210)))
    assert far(*(paint(brief({}, lenders=lent(p))).images[1] for p in (PRAIRIE, tall))) < 5


def test_a_keyframe_is_described_by_the_names_of_what_lent_its_style(tmp_path):
    for name, lenders, said in (
        ("lent", lent(PRAIRIE, COFFEE), ["0.png", "1.png"]),
        ("none", {}, []),
    ):
        paint_keyframes(PLUG_IN, brief({}, {}, lenders=lenders), tmp_path / name)
        assert read_keyframes(tmp_path / name)["lent_by"] == said


@pytest.mark.parametrize(("height", "width"), [(64, 64), (64, 152), (136, 72)])
def test_every_size_of_frames_is_served(height, width):
    artwork = np.array(Image.fromarray(COFFEE).resize((width, height)))
    assert {i.shape for i in paint(brief({}, artworks=[artwork])).images} == {(height, width, 3)}
