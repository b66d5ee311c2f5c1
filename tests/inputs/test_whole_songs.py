"""How long a whole song is, a plan reads from its headers; the check holds the song to it."""

from dataclasses import replace
from pathlib import Path

import pytest

from yellowsound.inputs import whole
from yellowsound.inputs.pairs import Pair
from yellowsound.inputs.whole import SLACK_S, check_whole_song, longest_s, planned_s
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
    checked = check_whole_song(song, 0.0, 30)
    assert checked.duration_s == checked.song_duration_s
    assert checked.duration_s <= longest_s(song, 0.0) <= checked.duration_s + 1.2 * SLACK_S


def test_a_song_that_does_not_serve_is_told_where_it_is_checked():
    assert longest_s("gone.wav", 0.0) == 3.0
    with pytest.raises(UserError, match=r"gone\.wav does not exist"):
        check_whole_song("gone.wav", 0.0, 30)


def test_a_start_behind_the_end_is_told_where_it_is_checked(make_song):
    song = make_song("a.wav")
    assert longest_s(song, 60.0) == 3.0
    with pytest.raises(UserError, match="before the excerpt's start"):
        check_whole_song(song, 60.0, 30)


def test_a_song_that_lasts_longer_than_it_declares_is_refused(make_song, monkeypatch):
    monkeypatch.setattr(whole, "_declared_s", lambda path: 3.0)
    with pytest.raises(UserError, match=r"lasts 5\.00 s, .* give the duration"):
        check_whole_song(make_song("a.wav"), 0.0, 30)
