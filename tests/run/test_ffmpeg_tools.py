"""ffmpeg is taken from the PATH, else from a package; its failures are told in its words."""

import ffmpeg
import imageio_ffmpeg
import pytest

from yellowsound.run import ffmpeg_tools


@pytest.fixture
def fresh_lookup():
    ffmpeg_tools.binary.cache_clear()
    yield
    ffmpeg_tools.binary.cache_clear()


def test_ffmpeg_on_the_path_comes_first(tmp_path, monkeypatch, fresh_lookup):
    own = tmp_path / "ffmpeg"
    own.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ffmpeg_tools.binary() == str(own)


def test_without_one_on_the_path_the_package_brings_it(tmp_path, monkeypatch, fresh_lookup):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ffmpeg_tools.binary() == imageio_ffmpeg.get_ffmpeg_exe()


def test_output_is_returned():
    stream = ffmpeg.input("anullsrc=r=8000:cl=mono", f="lavfi", t=0.5)
    assert len(ffmpeg_tools.run(stream.output("pipe:", format="s16le"))) == 8000


def test_a_failure_tells_what_ffmpeg_said(tmp_path):
    missing = ffmpeg_tools.url(tmp_path / "gone.wav")
    with pytest.raises(ffmpeg_tools.FfmpegError, match=r"gone\.wav"):
        ffmpeg_tools.run(ffmpeg.input(missing).output("pipe:", format="s16le"))


@pytest.mark.parametrize("name", ["a:b.wav", "-i.wav", "it's.wav", "100%d.wav", "http:x.wav"])
def test_odd_file_names_are_taken_literally(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    silence = ffmpeg.input("anullsrc=r=8000:cl=mono", f="lavfi", t=0.5)
    ffmpeg_tools.run(silence.output(ffmpeg_tools.url(name)))
    assert (tmp_path / name).is_file()
