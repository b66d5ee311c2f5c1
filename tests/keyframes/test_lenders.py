"""Pictures lend sections their style: the pair's own, else those of each section's genre."""

import numpy as np
import pytest
from PIL import Image

from yellowsound.keyframes.lenders import LONGEST_PX, read_lenders
from yellowsound.run.errors import UserError


@pytest.fixture
def pictures(tmp_path):
    """Three pictures of one colour each, by name."""
    for name in ("red", "green", "blue"):
        Image.new("RGB", (80, 64), name).save(tmp_path / f"{name}.png")
    return {name: tmp_path / f"{name}.png" for name in ("red", "green", "blue")}


def captions(*genres):
    return {"sections": [{"section": n, "genre": genre} for n, genre in enumerate(genres, 1)]}


def names(lenders):
    return {genre: [lender.name for lender in some] for genre, some in lenders.items()}


def test_the_pair_s_pictures_lend_to_every_section_whatever_its_genre(pictures):
    of_pair, of_genres = [pictures["red"], pictures["blue"]], {"jazz": [pictures["green"]]}
    lenders = read_lenders(of_pair, of_genres, captions("jazz", None, "rock"))
    assert names(lenders) == {key: ["red.png", "blue.png"] for key in ("jazz", None, "rock")}


def test_without_them_each_genre_has_its_own_and_the_others_none(pictures):
    of_genres = {"jazz": [pictures["green"]], "pop": [pictures["red"]]}
    lenders = read_lenders([], of_genres, captions("rock", "jazz", None, "jazz"))
    assert names(lenders) == {"jazz": ["green.png"]}


def test_pictures_of_genres_that_no_section_has_are_not_opened(pictures):
    assert (
        read_lenders([], {"pop": [pictures["red"].with_name("gone.png")]}, captions("jazz")) == {}
    )


def test_a_picture_is_seen_whole_and_large_ones_smaller(tmp_path):
    Image.new("RGB", (4 * LONGEST_PX, LONGEST_PX), "red").save(tmp_path / "wide.png")
    ((lender,),) = read_lenders([tmp_path / "wide.png"], {}, captions(None)).values()
    assert lender.picture.shape == (LONGEST_PX // 4, LONGEST_PX, 3)
    assert lender.picture.dtype == np.uint8
    assert (lender.picture == (255, 0, 0)).all()


def test_what_is_no_picture_any_more_is_refused_by_name(tmp_path):
    (tmp_path / "text.png").write_text("no picture")
    with pytest.raises(UserError, match=r"text\.png is not a picture"):
        read_lenders([tmp_path / "text.png"], {}, captions("jazz"))
