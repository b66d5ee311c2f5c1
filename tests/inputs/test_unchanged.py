"""A job that fails on a file of the user says what has become of it since its check."""

import numpy as np
import pytest
import soundfile

from yellowsound.inputs.excerpt import write_excerpt
from yellowsound.inputs.unchanged import as_checked
from yellowsound.run.errors import UserError
from yellowsound.run.files import sha256_of


@pytest.fixture
def song(tmp_path):
    path = tmp_path / "song.wav"
    soundfile.write(path, np.random.default_rng(0).uniform(-0.5, 0.5, 5 * 8000), 8000)
    return path


def excerpt_after(song, change):
    """Cut the excerpt of a song after something has happened to it; return what is told."""
    sha256 = sha256_of(song)
    change()
    with pytest.raises(UserError) as told, as_checked(song, sha256):
        write_excerpt(song, song.with_name("excerpt.wav"), 0.0, 4.0)
    assert not song.with_name("excerpt.wav").exists()
    return str(told.value)


def test_a_song_that_is_gone_is_named(song):
    assert excerpt_after(song, song.unlink) == f"{song} does not exist: check the path"


@pytest.mark.parametrize("now", [b"no song", b"RIFF" * 50])
def test_a_song_that_has_become_something_else_is_named(song, now):
    assert f"{song} has changed since it was checked" in excerpt_after(
        song, lambda: song.write_bytes(now)
    )


def test_a_song_that_was_cut_is_named(song):
    def cut():
        soundfile.write(song, np.ones(8000), 8000)

    assert f"{song} has changed since it was checked" in excerpt_after(song, cut)


def test_what_fails_though_the_file_is_the_same_is_unexpected(song):
    with pytest.raises(ZeroDivisionError), as_checked(song, sha256_of(song)):
        1 / 0  # noqa: B018
