"""How long a long or whole song is, a plan reads from its headers; the check holds it to that."""

from dataclasses import replace
from pathlib import Path

import pytest

from yellowsound.inputs import whole
from yellowsound.inputs.pairs import Pair
from yellowsound.inputs.whole import (
    LONG_S,
    SLACK_S,
    check_planned_song,
    longest_s,
    many_sections,
    planned_s,
)
from yellowsound.run.errors import UserError

GONE = Pair("a", 2, Path("gone.wav"), (Path("a.png"),), (1.0,), None, None, None)


def test_the_duration_of_a_row_goes_before_the_default_and_opens_no_song():
    assert planned_s(GONE, 0.0, 30.0) == 30.0
    assert planned_s(replace(GONE, duration_s=12.0), 0.0, 0.0) == 12.0


@pytest.mark.parametrize("duration_s", [None, 0.0])
@pytest.mark.parametrize(("start_s", "default_start_s"), [(1.0, 0.0), (None, 1.0)])
def test_a_whole_song_reaches_from_the_start_to_its_end(
    make_song, duration_s, start_s, default_start_s
):
    pair = replace(GONE, song=make_song("a.wav"), duration_s=duration_s, start_s=start_s)
    assert planned_s(pair, default_start_s, duration_s or 0.0) == pytest.approx(4.0 + SLACK_S)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.flac", []),
        ("a.mp3", []),
        ("bare.mp3", ["-write_xing", "0"]),
        ("a.ogg", ["-c:a", "libvorbis"]),
        ("a.opus", ["-c:a", "libopus", "-ar", "48000"]),
        ("a.m4a", []),
        ("a.aac", []),
    ],
)
def test_songs_of_every_codec_are_no_longer_than_planned(make_song, name, options):
    song = make_song(name, *options)
    checked = check_planned_song(song, 0.0, 0.0, 30.0)
    assert checked.duration_s == checked.song_duration_s
    assert checked.duration_s <= longest_s(song, 0.0) <= checked.duration_s + 1.2 * SLACK_S


def test_a_song_that_does_not_serve_is_told_where_it_is_checked():
    assert longest_s("gone.wav", 0.0) == 3.0
    with pytest.raises(UserError, match=r"gone\.wav does not exist"):
        check_planned_song("gone.wav", 0.0, None, 0.0)


def test_a_start_behind_the_end_is_told_where_it_is_checked(make_song):
    song = make_song("a.wav")
    assert longest_s(song, 60.0) == 3.0
    with pytest.raises(UserError, match="before the excerpt's start"):
        check_planned_song(song, 60.0, None, 0.0)


@pytest.mark.parametrize(("asked_s", "default_s"), [(None, 0.0), (0.0, 30.0), (None, 4.5)])
def test_a_song_that_lasts_longer_than_it_declares_is_refused(
    make_song, monkeypatch, asked_s, default_s
):
    monkeypatch.setattr(whole, "_declared_s", lambda path: 3.0)
    monkeypatch.setattr(whole, "LONG_S", 4.0)
    with pytest.raises(UserError, match=r"lasts 5\.00 s, .* give a shorter duration"):
        check_planned_song(make_song("a.wav"), 0.0, asked_s, default_s)


def test_an_excerpt_far_longer_than_its_song_is_planned_as_the_song_and_taken_to_its_end(make_song):
    pair = replace(GONE, song=make_song("a.wav"))
    assert planned_s(pair, 1.0, 9999.0) == pytest.approx(4.0 + SLACK_S)
    assert check_planned_song(pair.song, 1.0, None, 9999.0).duration_s == 4.0


def test_a_row_that_asks_for_more_than_there_is_is_told_so_however_it_was_planned(make_song):
    pair = replace(GONE, song=make_song("a.wav"), duration_s=9999.0)
    assert planned_s(pair, 0.0, 30.0) == pytest.approx(5.0 + SLACK_S)
    with pytest.raises(UserError, match="before the excerpt's end at 9999"):
        check_planned_song(pair.song, 0.0, 9999.0, 30.0)


def test_for_an_excerpt_that_is_not_long_no_plan_opens_the_song():
    assert planned_s(GONE, 0.0, LONG_S) == LONG_S


def test_songs_of_more_than_a_hundred_sections_are_warned_of():
    assert many_sections({"a": 100}, 3.0) is None
    assert many_sections({"a": 6, "b": 150}, 2.5).startswith("b has 150 sections of 2.5 s, each")
    said = many_sections({"a": 101, "b": 150}, 2.0)
    assert said.startswith("b has 150 sections of 2 s (2 pairs have more than 100), each")
