"""A song and an artwork stand in place of a pairs table."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yellowsound.inputs.cells import file_name_of
from yellowsound.inputs.one_song import (
    OF_A_STUDY,
    TYPED,
    for_one_song,
    pair_name,
    pairs_given,
    run_name,
    taken_literally,
)
from yellowsound.run.config import read_config
from yellowsound.run.errors import UserError

FOLDER = Path(__file__).parents[2] / "config"
ASKED = {"song": "songs/night.flac", "artwork": "moon.jpg"}
STUDY = {"run": "study", "pairs": "config/pairs.tsv", "schedules": ["energy"], "seed": [1, 2]}
"""What config/config.yaml may hold."""


def refusal(given, commanded=None):
    with pytest.raises(UserError) as caught:
        for_one_song(given, given if commanded is None else commanded)
    return str(caught.value)


# --- the configuration -----------------------------------------------------------------


def test_without_a_song_a_configuration_is_left_as_it_is():
    assert for_one_song(STUDY, {}) == STUDY
    assert for_one_song({**STUDY, "song": None, "artwork": ""}, {}) == STUDY


def test_what_files_set_for_a_study_is_not_asked_where_a_song_is_commanded():
    config = for_one_song({**STUDY, **ASKED, "fps": 24}, ASKED)
    derived = {"run": "night-moon", "schedules": ["onset"], "external": ""}
    assert config == {**ASKED, **derived, "fps": 24}


@pytest.mark.parametrize("key", [key for key in OF_A_STUDY if key != "pairs"])
def test_what_is_commanded_beside_a_song_holds(key):
    assert for_one_song({**ASKED, key: "mine"}, {**ASKED, key: "mine"})[key] == "mine"


def test_what_a_file_sets_beside_its_own_song_holds():
    config = for_one_song({**ASKED, "run": "mine", "schedules": ["linear"]}, {})
    assert (config["run"], config["schedules"]) == ("mine", ["linear"])


@pytest.mark.parametrize("draft", [True, "true", "True"])
def test_a_draft_has_a_run_of_its_own_unless_the_run_is_named(draft):
    asked = {**ASKED, "draft": draft}
    assert for_one_song(asked, asked)["run"] == "night-moon-draft"
    assert for_one_song({**asked, "run": "mine"}, {**asked, "run": "mine"})["run"] == "mine"


def test_a_whole_configuration_makes_one_video_without_a_table():
    config = read_config(for_one_song({**STUDY, **ASKED}, ASKED), FOLDER)
    assert (config["schedules"], config["moves"], config["seed"]) == (["onset"], "lively", 0)
    assert (config["pairs"], config["song"]) == ("", "songs/night.flac")


def test_moves_that_are_commanded_are_not_mixed_with_those_of_a_study():
    study = {**STUDY, "moves": {"energy": "lively"}}
    commanded = {**ASKED, "moves": {"onset": ["none", "lively"]}}
    # So Snakemake lays one over the other.
    given = {**study, **commanded, "moves": {**study["moves"], **commanded["moves"]}}
    assert for_one_song(given, commanded)["moves"] == commanded["moves"]


def test_a_configuration_that_was_shown_can_be_given_again():
    shown = read_config(for_one_song({**STUDY, **ASKED}, ASKED), FOLDER)
    assert read_config(for_one_song(shown, shown), FOLDER) == shown


@pytest.mark.parametrize(("there", "missing"), [("song", "artwork"), ("artwork", "song")])
def test_one_without_the_other_is_refused(there, missing):
    said = f"configuration: {there} stands without {missing}; give both"
    assert refusal({there: "a"}) == said
    assert refusal({there: "a", missing: ""}) == said


def test_a_table_beside_them_is_refused():
    assert "give the two or the table" in refusal({**ASKED, "pairs": "mine.tsv"})


def test_what_is_no_path_is_refused():
    assert "song is 3, which is no path" in refusal({**ASKED, "song": 3})


# --- names -----------------------------------------------------------------------------


def test_another_song_or_artwork_has_another_run():
    asked = [("a.mp3", "a.png"), ("a.mp3", "b.png"), ("b.mp3", "a.png"), ("a.mp3", "a.png|b.png")]
    assert [run_name(*names) for names in asked] == ["a-a", "a-b", "b-a", "a-a-b"]


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_run_has_a_name_that_the_key_takes(song, artwork):
    name = run_name(song, artwork)
    assert read_config({"run": name}, FOLDER)["run"] == name


def test_letters_that_a_run_cannot_have_still_tell_songs_apart():
    assert run_name("/songs/Élan.mp3", "b.png") == "Elan-b"
    assert run_name("夜.mp3", "b.png") != run_name("朝.mp3", "b.png")
    assert run_name("n" * 90 + "1.mp3", "b.png") != run_name("n" * 90 + "2.mp3", "b.png")


@pytest.mark.parametrize(
    ("song", "name"),
    [
        ("songs/night.flac", "night"),
        ("01 - Night (live).flac", "01_-_Night_live"),
        ("e\u0301lan vital.mp3", "élan_vital"),
        ("रात.mp3", "रात"),
        ("no.2.in.e.mp3", "no.2.in.e"),
    ],
)
def test_a_pair_is_named_after_its_song(song, name):
    assert pair_name(song) == name


@given(st.text(min_size=1).map(lambda text: f"x{text}"))
def test_a_derived_name_is_one_that_the_table_would_take(song):
    name = pair_name(song.replace("/", "x"))
    assert file_name_of(name) == name


def test_a_song_whose_name_has_no_letter_is_to_be_renamed():
    with pytest.raises(UserError, match="rename it"):
        pair_name("songs/!!!.mp3")


# --- the pair --------------------------------------------------------------------------


def pair_of(**given):
    (pair,) = pairs_given({"pairs": "", **ASKED, **given})
    return pair


def test_paths_are_relative_to_where_the_command_is_run_and_home_is_expanded(monkeypatch):
    monkeypatch.setenv("HOME", "/home/ada")
    pair = pair_of(artwork="~/moon.jpg")
    assert (pair.song, pair.artworks) == (
        Path("songs/night.flac"),
        (Path("/home/ada/moon.jpg"),),
    )


def test_several_artworks_stand_as_in_a_cell_of_the_table():
    pair = pair_of(artwork="moon.jpg|sun and star.png")
    assert pair.artworks == (Path("moon.jpg"), Path("sun and star.png"))
    assert pair.weights == (0.5, 0.5)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"artwork": "moon.jpg|"}, "configuration: artwork 'moon.jpg|' has an empty part"),
        ({"song": "a\x07.mp3"}, "configuration: song 'a\\x07.mp3' holds a control character"),
    ],
)
def test_what_is_wrong_names_the_key(given, said):
    with pytest.raises(UserError) as caught:
        pair_of(**given)
    assert str(caught.value).startswith(said)


def test_messages_name_the_configuration_instead_of_a_row():
    assert pair_of().place("") == "configuration"


# --- as it was typed -------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["it's", "a: b", "take #1 # live", "back\\slash", '"x"', "a=b"])
def test_names_reach_jobs_as_they_were_typed(monkeypatch, typed):
    monkeypatch.setenv(TYPED, "")
    read_by_snakemake = {"song": "something else", "fps": 24}
    expected = {"song": typed, "fps": 24}
    arguments = ["snakemake", "--config", f"song={typed}", "fps=24"]
    assert taken_literally(read_by_snakemake, arguments) == expected
    assert taken_literally(read_by_snakemake) == expected


def test_names_of_a_file_are_left_as_they_are(monkeypatch):
    monkeypatch.setenv(TYPED, json.dumps({"song": "of another run"}))
    assert taken_literally(ASKED, ["snakemake", "--configfile", "mine.yaml"]) == ASKED
    assert taken_literally({}, ["snakemake"]) == {}
    assert taken_literally({}) == {}
