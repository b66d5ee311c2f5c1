"""A file is known by what it holds; it is hashed once, until its size or times change."""

import hashlib
import json
import os
import time

import pytest

from yellowsound.run import content
from yellowsound.run.content import contents_of

LONG_AGO = time.time() - 3600


def write(path, text="one", changed_s=LONG_AGO):
    path.write_text(text)
    os.utime(path, (changed_s, changed_s))
    return path


@pytest.fixture
def settled(monkeypatch):
    """Take files for old enough to be kept: no test can set when a file's state changed."""
    monkeypatch.setattr(content, "RACY_NS", -(10**9))


@pytest.fixture
def hashed(monkeypatch):
    """The paths that are hashed, in order."""
    paths, hash_one = [], content.sha256_of

    def noted(path):
        paths.append(str(path))
        return hash_one(path)

    monkeypatch.setattr(content, "sha256_of", noted)
    return paths


def test_what_a_file_holds_is_its_sha256(tmp_path):
    song = write(tmp_path / "song.wav")
    expected = hashlib.sha256(b"one").hexdigest()
    assert contents_of([song], tmp_path / "kept.json") == {str(song): expected}


def test_a_missing_file_and_a_folder_hold_nothing(tmp_path):
    paths = [tmp_path / "no.wav", tmp_path]
    assert contents_of(paths, tmp_path / "kept.json") == {str(path): None for path in paths}


def test_a_file_is_hashed_once(tmp_path, hashed, settled):
    song = write(tmp_path / "song.wav")
    first = contents_of([song, song], tmp_path / "kept.json")
    assert contents_of([song], tmp_path / "kept.json") == first
    assert hashed == [str(song)]


@pytest.mark.parametrize(
    "change",
    [
        lambda song: write(song, "two"),
        lambda song: write(song, "two", LONG_AGO + 1),
        lambda song: write(song.with_name("other"), "two").replace(song),
    ],
    ids=["size and times alike", "another time", "another file of the same time"],
)
def test_a_file_that_changed_is_hashed_again(tmp_path, settled, change):
    song = write(tmp_path / "song.wav")
    before = contents_of([song], tmp_path / "kept.json")
    change(song)
    assert contents_of([song], tmp_path / "kept.json") != before


def test_a_touched_file_holds_the_same(tmp_path, settled):
    song = write(tmp_path / "song.wav")
    before = contents_of([song], tmp_path / "kept.json")
    os.utime(song)
    assert contents_of([song], tmp_path / "kept.json") == before


def test_a_file_that_changed_just_now_is_not_kept(tmp_path, hashed):
    song = write(tmp_path / "song.wav", changed_s=time.time())
    for _ in range(2):
        contents_of([song], tmp_path / "kept.json")
    assert hashed == [str(song)] * 2


def test_hashes_of_other_runs_stay(tmp_path, hashed, settled):
    first, second = write(tmp_path / "1.wav"), write(tmp_path / "2.wav", "two")
    for path in (first, second, first, second):
        contents_of([path], tmp_path / "kept.json")
    assert hashed == [str(first), str(second)]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": 1}', '{"a": [1, 2, 3]}', "null"])
def test_a_damaged_file_of_hashes_is_written_anew(tmp_path, settled, text):
    song, kept = write(tmp_path / "song.wav"), tmp_path / "kept.json"
    kept.write_text(text)
    found = contents_of([song], kept)
    assert found[str(song)] == hashlib.sha256(b"one").hexdigest()
    assert json.loads(kept.read_text())[str(song)][-1] == found[str(song)]


def test_what_cannot_be_kept_is_hashed_again(tmp_path, hashed, settled):
    song = write(tmp_path / "song.wav")
    (tmp_path / "file").write_text("no folder")
    for _ in range(2):
        assert contents_of([song], tmp_path / "file" / "kept.json")[str(song)]
    assert hashed == [str(song)] * 2
