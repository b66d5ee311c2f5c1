"""Keyframes keep the genre's style and differ from section to section by its tags."""

import dataclasses
import itertools
import tempfile
from pathlib import Path

import numpy as np
import pytest
from style_tables import write_tables

from yellowsound.keyframes.accents import accent_scores, style_weights
from yellowsound.keyframes.brief import Brief
from yellowsound.keyframes.painters.style_network import PLUG_IN, paint
from yellowsound.keyframes.styles import read_affinities
from yellowsound.models.networks.style_network import STYLES
from yellowsound.run.errors import UserError

JAZZ = np.eye(STYLES)[22]
TABLES = write_tables(Path(tempfile.mkdtemp()))
AFFINITIES = [frozenset({f"tag{style}"}) for style in range(STYLES)]


def brief(*section_tags, genre="jazz", **changes):
    sections = [
        {"section": number, "tags": {"MTT": tags}, "genre": genre}
        for number, tags in enumerate(section_tags, start=1)
    ]
    picture = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    options = {**PLUG_IN.defaults, "variation": 0.5}
    options |= {key: changes.pop(key) for key in ("variation",) if key in changes}
    made = Brief(
        "song", [picture], [1.0], {"sections": sections}, "first", 0, options=options, tables=TABLES
    )
    return dataclasses.replace(made, **changes)


def test_a_section_mixes_the_genre_with_the_styles_that_its_tags_call_for():
    _, section = style_weights(brief({"tag3": 0.9, "tag7": 0.5}))
    assert section[22] == pytest.approx(0.5)
    assert section[[3, 7]].sum() == pytest.approx(0.5)
    assert section[3] > section[7] > 0.1


def test_sections_never_share_an_accent_with_those_just_before():
    same = {"tag3": 0.9, "tag7": 0.8, "tag9": 0.4, "tag11": 0.3}
    _, *sections = style_weights(brief(same, same, same))
    for before, after in itertools.pairwise(sections):
        shared = set(np.flatnonzero(before)) & set(np.flatnonzero(after))
        assert shared == {22}


def test_what_sets_a_section_apart_outweighs_what_all_sections_share():
    tags = {"tag1": 0.5, "tag2": 0.4}
    scores = accent_scores(tags, {"tag1": 0.5, "tag2": 0.1}, AFFINITIES)
    assert scores.argmax() == 2


def test_without_variation_every_keyframe_is_the_genre_s_own_style():
    for weights in style_weights(brief({"tag3": 1.0}, {"tag4": 1.0}, variation=0.0)):
        np.testing.assert_array_equal(weights, JAZZ)


def test_without_a_genre_the_accents_alone_paint_and_the_opening_is_in_all_styles_alike():
    for variation in (0.0, 0.7, 1.0):
        asked = brief({"tag3": 0.9, "tag7": 0.5}, genre=None, variation=variation)
        opening, section = style_weights(asked)
        assert np.flatnonzero(section).tolist() == [3, 7]
        np.testing.assert_allclose(opening, 1 / STYLES)


def test_where_nobody_tells_tags_it_is_said_that_accents_do_not_follow_the_music(caplog):
    style_weights(brief({}, {}))
    assert "accents follow the seed alone, not the music" in caplog.text
    caplog.clear()
    style_weights(brief({"tag3": 0.9}, {}))
    assert caplog.text == ""


def test_weights_are_never_negative_and_sum_to_1():
    for weights in style_weights(brief({}, {"tag3": 0.2}, {"unknown": 1.0})):
        assert weights.min() >= 0
        assert weights.sum() == pytest.approx(1)


def test_another_seed_paints_another_picture_and_the_same_seed_the_same():
    tags = {f"tag{style}": 0.5 for style in range(STYLES)}
    one, again, other = (style_weights(brief(tags, tags, seed=seed))[1:] for seed in (0, 0, 1))
    np.testing.assert_array_equal(one, again)
    assert not np.array_equal(one, other)


def test_another_seed_paints_another_picture_even_of_one_clear_accent():
    one, other = (style_weights(brief({"tag3": 1.0}, seed=seed))[1] for seed in (0, 1))
    assert not np.array_equal(one, other)


def test_there_is_an_opening_and_a_keyframe_for_each_section():
    painting = paint(brief({"tag3": 1.0}, {"tag4": 1.0}))
    assert len(painting.images) == len(painting.details) == 3
    assert {image.shape for image in painting.images} == {(64, 64, 3)}
    differences = np.abs(np.diff(np.stack(painting.images).astype(int), axis=0)).mean((1, 2, 3))
    assert differences.min() > 5


@pytest.mark.parametrize("opening", ["black", "artwork", "first"])
def test_the_opening_is_what_was_asked_for(opening):
    asked = brief({"tag3": 1.0}, opening=opening)
    painting = paint(asked)
    expected = {
        "black": np.zeros((64, 64, 3), np.uint8),
        "artwork": asked.artworks[0],
        "first": paint(brief({"tag3": 1.0}, variation=0.0)).images[1],
    }[opening]
    np.testing.assert_array_equal(painting.images[0], expected)


def test_several_artworks_are_laid_over_each_other_by_weight():
    black, white = np.zeros((2, 2, 3), np.uint8), np.full((2, 2, 3), 255, np.uint8)
    both = brief({}, artworks=[black, white], weights=[0.8, 0.2])
    assert both.artwork.tolist() == np.full((2, 2, 3), 51).tolist()


def write_styles(path, styles):
    rows = [f"{style}\ta look\tdrums, Jazz" for style in styles]
    path.write_text("\n".join(["style\tlook\ttags", *rows]) + "\n")
    return path


def test_affinities_are_read_in_lower_case(tmp_path):
    found = read_affinities(write_styles(tmp_path / "styles.tsv", range(STYLES)))
    assert found == [frozenset({"drums", "jazz"})] * STYLES


@pytest.mark.parametrize(
    ("styles", "said"),
    [
        (range(24), "there is no row of the styles 24, 25; add one for each"),
        ([*range(26), 3], "row 28, column style: style 3 stands in row 5 already; remove one"),
        ([*range(25), 99], "row 27, column style: there is no style '99'; use 0 to 25"),
        (["x", *range(1, 26)], "row 2, column style: there is no style 'x'; use 0 to 25"),
    ],
)
def test_a_table_that_does_not_list_each_style_once_is_refused_by_its_row(tmp_path, styles, said):
    path = write_styles(tmp_path / "styles.tsv", styles)
    with pytest.raises(UserError) as refused:
        read_affinities(path)
    assert str(refused.value) == f"{path}: {said}"


def test_every_wrong_row_of_the_table_of_styles_has_a_line(tmp_path):
    path = write_styles(tmp_path / "styles.tsv", ["0", "x", "0"])
    path.write_text(path.read_text() + "3\tshort\n")
    with pytest.raises(UserError) as refused:
        read_affinities(path)
    rows = [line.split(": ")[1] for line in str(refused.value).splitlines()]
    assert rows == ["row 3, column style", "row 4, column style", "row 5"]
