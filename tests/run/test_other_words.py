"""Whoever says what they mean in other words is told the key that does it."""

from pathlib import Path

import pytest

from yellowsound.run.config import read_config
from yellowsound.run.errors import UserError
from yellowsound.run.keys import KEYS
from yellowsound.run.other_words import SAID_FOR, meant_by, other_case

CONFIG = Path(__file__).parents[2] / "config"


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("duration", "excerpt_duration_s"),
        ("start", "excerpt_start_s"),
        ("genre", "column genre"),
        ("speed", "schedules"),
        ("aspect", "width and height"),
        ("resolution", "width and height"),
        ("fade", "ending"),
        ("style", "column styles"),
        ("prompts", "column prompts"),
        ("weights", "column weights"),
        ("corpus", "column corpus"),
    ],
)
def test_a_word_that_is_no_key_is_answered_with_the_key(word, key):
    with pytest.raises(UserError, match=f"unknown key {word}; use .*{key}"):
        read_config({word: 1}, CONFIG)


def test_no_word_is_a_key_and_each_means_one_thing():
    words = [word for words in SAID_FOR.values() for word in words]
    assert len(words) == len(set(words))
    assert not set(words) & set(KEYS)


def test_each_answer_names_a_key_or_a_column():
    for meant in SAID_FOR:
        assert meant.split()[0].rstrip(",") in KEYS or "column" in meant


def test_words_are_known_in_any_case():
    assert meant_by("Frame-Rate") == "fps"
    assert meant_by("colour") is None


def test_a_slip_of_a_key_is_still_told_its_neighbour():
    with pytest.raises(UserError, match="did you mean schedules"):
        read_config({"shedules": ["linear"]}, CONFIG)


def test_a_name_in_another_case_is_found(tmp_path):
    (tmp_path / "Moon.JPG").touch()
    assert other_case(tmp_path / "moon.jpg") == "Moon.JPG"
    assert other_case(tmp_path / "sun.jpg") is None
    assert other_case(tmp_path / "gone" / "sun.jpg") is None


# Values


def test_a_list_of_one_needs_no_brackets():
    assert read_config({"schedules": "energy"}, CONFIG)["schedules"] == ["energy"]
    assert read_config({"schedules": "energy, linear"}, CONFIG)["schedules"] == ["energy", "linear"]


def test_the_whole_song_has_a_word():
    assert read_config({"excerpt_duration_s": "whole"}, CONFIG)["excerpt_duration_s"] == 0


@pytest.mark.parametrize("text", ["1:30", "90", 90, "0:01:30"])
def test_seconds_may_be_written_as_on_a_clock(text):
    assert read_config({"excerpt_start_s": text}, CONFIG)["excerpt_start_s"] == 90


def test_a_name_may_be_a_number():
    assert read_config({"run": 2024}, CONFIG)["run"] == "2024"
