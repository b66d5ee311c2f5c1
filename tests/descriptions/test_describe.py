"""A picture is described as it is looked at; pictures are named by what they hold."""

import numpy as np
import pytest
from PIL import Image

from yellowsound.descriptions.brief import Description
from yellowsound.descriptions.describe import describe_picture, read_texts
from yellowsound.descriptions.pictures import names_of_pictures
from yellowsound.run.errors import UserError
from yellowsound.run.files import write_json
from yellowsound.run.plug_in import PlugIn

A, B = "a" * 64, "b" * 64


def describer(answer):
    """A describer that answers with what a function of the brief returns."""
    return PlugIn("describer", "mine", answer, "mine")


def size_told(brief):
    height, width, _ = brief.picture.shape
    return Description(
        f"{width} wide, {height} high", {"pixels": width * height}, {"name": brief.options["x"]}
    )


@pytest.fixture
def picture(tmp_path):
    Image.new("RGB", (90, 70), "red").save(tmp_path / "red one.png")
    return tmp_path / "red one.png"


def test_a_description_tells_picture_file_words_numbers_and_model(picture):
    told = describe_picture(describer(size_told), "red-1", picture, {}, options={"x": "m"})
    assert told == {
        "picture": "red-1",
        "file": "red one.png",
        "describer": "mine",
        "text": "90 wide, 70 high",
        "details": {"pixels": 6300},
        "model": {"name": "m"},
    }


def test_a_describer_is_given_the_whole_picture_models_threads_and_options(picture, tmp_path):
    briefs = []

    def answer(brief):
        briefs.append(brief)
        return Description("red", {}, {})

    describe_picture(describer(answer), "red", picture, {"m": tmp_path}, 3, {"x": 1})
    (brief,) = briefs
    assert (brief.picture == (255, 0, 0)).all()
    assert brief.picture.dtype == np.uint8
    assert (brief.models, brief.threads, brief.options) == ({"m": tmp_path}, 3, {"x": 1})


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("red", "the describer mine returns a str: a Description of descriptions.brief is due"),
        (Description("", {}, {}), "the describer mine returns no words"),
        (Description(" \n", {}, {}), "the describer mine returns no words"),
        (Description(None, {}, {}), "the describer mine returns no words"),
    ],
)
def test_what_is_no_description_is_refused_by_the_describers_name(picture, answer, said):
    with pytest.raises(UserError, match=said):
        describe_picture(describer(lambda brief: answer), "red", picture, {})


def test_what_is_no_picture_is_refused(tmp_path):
    (tmp_path / "text.png").write_text("no picture")
    with pytest.raises(UserError, match=r"text\.png is not a picture"):
        describe_picture(describer(size_told), "x", tmp_path / "text.png", {})


# --- names ----------------------------------------------------------------------------------


def test_a_name_is_the_file_s_stem_and_the_first_digits_of_its_hash():
    assert names_of_pictures({"in/sea.view.png": A}) == {"in/sea.view.png": "sea.view-aaaaaaaaaaaa"}


def test_equal_pictures_have_the_name_of_the_first_and_others_of_that_stem_their_own():
    names = names_of_pictures({"x/sea.png": A, "copy.jpg": A, "y/sea.png": B})
    assert list(names.values()) == ["sea-aaaaaaaaaaaa", "sea-aaaaaaaaaaaa", "sea-bbbbbbbbbbbb"]


def test_a_renamed_picture_keeps_the_name_that_it_was_described_by():
    described = ["sea-aaaaaaaaaaaa", "gone-cccccccccccc"]
    assert names_of_pictures({"moved/ocean.png": A, "fog.png": B}, described) == {
        "moved/ocean.png": "sea-aaaaaaaaaaaa",
        "fog.png": "fog-bbbbbbbbbbbb",
    }


@pytest.mark.parametrize("stem", ["{pair} <x>", "a/../b c", "*?[x]", "~"])
def test_a_name_is_safe_in_paths_and_patterns(stem):
    (name,) = names_of_pictures({f"{stem}.png": A}).values()
    assert not set(name) & set("{}<>/*?[]~ ")
    assert name.endswith("-aaaaaaaaaaaa")


def test_a_missing_file_has_a_name_too():
    assert names_of_pictures({"sea.png": None}) == {"sea.png": "sea-missing"}


def test_texts_are_read_in_order(tmp_path):
    for name in "ba":
        write_json(tmp_path / name, {"text": f"text {name}"})
    assert read_texts([tmp_path / "b", tmp_path / "a"]) == ("text b", "text a")
