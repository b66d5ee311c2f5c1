"""The first ffmpeg that has what is needed is taken; its failures are told in its words."""

import logging
import subprocess
import sys

import ffmpeg
import imageio_ffmpeg
import numpy as np
import pytest
import soundfile

from yellowsound.run import ffmpeg_tools
from yellowsound.run.errors import UserError

BUNDLED = imageio_ffmpeg.get_ffmpeg_exe()


@pytest.fixture(autouse=True)
def fresh_lookup(caplog):
    caplog.set_level(logging.INFO, logger="yellowsound")
    ffmpeg_tools.binary.cache_clear()
    yield
    ffmpeg_tools.binary.cache_clear()


@pytest.fixture
def on_path(tmp_path, monkeypatch):
    """Return a function that puts a script on the PATH as the only ffmpeg there."""
    monkeypatch.setenv("PATH", str(tmp_path))

    def put(script):
        file = tmp_path / "ffmpeg"
        file.write_text(script)
        file.chmod(0o755)
        return str(file)

    return put


@pytest.fixture
def without_the_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)


def lists(*lacking):
    """Return a script that lists what is needed as ffmpeg does, but for what it lacks."""
    cases = ""
    for kind, names in ffmpeg_tools.NEEDED.items():
        option = "-h" if kind.startswith("option") else f"-{kind}s"
        lines = "".join(f" V....D {name}  about it\n" for name in names if name not in lacking)
        cases += f"{option}) echo ' V..... = Video\n{lines}';;\n"
    return f'#!/bin/sh\ncase "$2" in\n{cases}esac\n'


# Which one is taken


def test_ffmpeg_on_the_path_comes_first(on_path, caplog):
    own = on_path(lists())
    assert ffmpeg_tools.binary() == own
    assert not caplog.records


def test_without_one_on_the_path_the_package_brings_it(tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ffmpeg_tools.binary() == BUNDLED
    assert not caplog.records


@pytest.mark.parametrize("name", ["libx264", "utvideo", "aac", "concat", "mp4", "atrim", "ochl"])
def test_one_that_lacks_something_is_passed_over_and_the_log_says_so(on_path, caplog, name):
    own = on_path(lists(name))
    assert ffmpeg_tools.binary() == BUNDLED
    (record,) = caplog.records
    assert f"{own} lacks " in record.message
    assert name in record.message
    assert record.message.endswith(f"; {BUNDLED} is used instead")


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("", "Exec format error"),
        ("\x7fELF of another machine", "Exec format error"),
        ("#!/no/such/interpreter\n", "No such file or directory"),
        ("#!/bin/sh\necho 'libx264.so: cannot open' >&2\nexit 127\n", "libx264.so: cannot open"),
        ("#!/bin/sh\nkill -SEGV $$\n", "no message"),
    ],
)
def test_one_that_cannot_be_run_is_passed_over_and_the_log_says_so(on_path, caplog, script, why):
    own = on_path(script)
    assert ffmpeg_tools.binary() == BUNDLED
    assert f"{own} cannot be run ({why})" in caplog.text


def test_one_that_does_not_answer_is_passed_over(on_path, caplog, monkeypatch):
    monkeypatch.setattr(ffmpeg_tools, "ANSWER_WITHIN_S", 0.2)
    own = on_path("#!/bin/sh\nexec /bin/sleep 10\n")
    assert ffmpeg_tools.problem_of(own) == "cannot be run (no answer)"


def test_one_that_lists_nothing_is_told_in_a_few_words(on_path):
    problem = ffmpeg_tools.problem_of(on_path("#!/bin/sh\n"))
    assert problem.startswith("lacks encoder libx264, ")
    assert problem.endswith(" more")
    assert len(problem) < 150


def test_what_is_asked_for_is_asked_once(on_path, tmp_path):
    asked = tmp_path / "asked"
    on_path(lists().replace("case", f"echo >> {asked}\ncase", 1))
    for _ in range(3):
        ffmpeg_tools.binary()
    assert len(asked.read_text()) == len(ffmpeg_tools.NEEDED)


def test_where_none_serves_one_sentence_says_what_to_do(on_path, without_the_package):
    own = on_path(lists("libx264", "aresample"))
    with pytest.raises(UserError) as refusal:
        ffmpeg_tools.binary()
    assert str(refusal.value) == (
        f"{own} lacks encoder libx264, filter aresample: install a full build of FFmpeg 5.1 or "
        "later, or the Python package imageio-ffmpeg, which brings one"
    )


def test_where_there_is_none_one_sentence_says_so(tmp_path, monkeypatch, without_the_package):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match=r"^there is no ffmpeg on the PATH: install [^\n]+$"):
        ffmpeg_tools.binary()


def test_a_package_that_finds_the_same_one_is_not_told_twice(on_path, monkeypatch):
    own = on_path(lists("aac"))
    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", lambda: "ffmpeg")
    with pytest.raises(UserError) as refusal:
        ffmpeg_tools.binary()
    assert str(refusal.value).count(own) == 1


# How it is called


def silence(duration_s=0.5, rate_hz=8000):
    return ffmpeg.input(f"anullsrc=r={rate_hz}:cl=mono", f="lavfi", t=duration_s)


def test_output_is_returned():
    assert len(ffmpeg_tools.run(silence().output("pipe:", format="s16le"))) == 8000


@pytest.mark.parametrize("name", ["a:b.wav", "-i.wav", "it's.wav", "100%d.wav", "http:x.wav"])
def test_odd_file_names_are_taken_literally(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    ffmpeg_tools.run(silence().output(ffmpeg_tools.url(name)))
    assert (tmp_path / name).is_file()


# What is told of its failures


def failure(stream):
    with pytest.raises(ffmpeg_tools.FfmpegError) as failed:
        ffmpeg_tools.run(stream)
    return str(failed.value)


def picture(size="64x64"):
    return ffmpeg.input(f"testsrc=s={size}", f="lavfi", t=0.2)


def test_a_missing_file_is_named_with_the_reason(tmp_path):
    gone = ffmpeg.input(ffmpeg_tools.url(tmp_path / "gone.wav"))
    said = failure(gone.output("pipe:", format="s16le"))
    assert "gone.wav" in said
    assert "No such file or directory" in said


def test_an_encoder_that_is_missing_is_named(tmp_path):
    said = failure(silence().output(ffmpeg_tools.url(tmp_path / "a.mp4"), acodec="nosuch"))
    assert said.startswith("Unknown encoder 'nosuch'")


def test_a_filter_that_is_missing_is_named():
    said = failure(silence().filter("nosuch").output("pipe:", format="s16le"))
    assert "nosuch" in said


def test_a_sample_rate_that_the_codec_lacks_is_named_beside_its_encoder(tmp_path):
    target = ffmpeg_tools.url(tmp_path / "a.mp4")
    said = failure(silence().output(target, acodec="aac", ar=44056))
    assert "44056 is not supported" in said
    assert "Error while opening encoder" in said
    assert "96000" not in said, "nor is the whole list of those that it has"


def test_a_picture_size_that_the_codec_lacks_is_named(tmp_path):
    target = ffmpeg_tools.url(tmp_path / "a.mp4")
    said = failure(picture("63x63").output(target, vcodec="libx264", pix_fmt="yuv420p"))
    assert "not divisible by 2" in said


def test_a_file_that_is_not_media_is_told(tmp_path):
    (tmp_path / "a.wav").write_bytes(np.random.default_rng(0).bytes(5000))
    junk = ffmpeg.input(ffmpeg_tools.url(tmp_path / "a.wav"))
    assert "Invalid data found" in failure(junk.output("pipe:", format="s16le"))


def test_a_full_disk_is_told():
    full = silence(60).output(ffmpeg_tools.url("/dev/full"), format="wav")
    assert "No space left on device" in failure(full)


def test_a_full_disk_is_told_after_what_does_no_harm(tmp_path):
    soundfile.write(tmp_path / "a.flac", np.random.default_rng(0).normal(0, 0.1, 80000), 8000)
    raw = bytearray((tmp_path / "a.flac").read_bytes())
    for start in range(20000, 100000, 20000):
        raw[start : start + 3000] = bytes(3000)
    (tmp_path / "a.flac").write_bytes(raw)
    damaged = ffmpeg.input(ffmpeg_tools.url(tmp_path / "a.flac"))
    said = failure(damaged.output(ffmpeg_tools.url("/dev/full"), format="wav"))
    assert "No space left on device" in said


def raw_frames(target, **options):
    raw = ffmpeg.input("pipe:", format="rawvideo", pix_fmt="rgb24", s="64x64")
    return raw.output(target, **options)


def test_a_pipe_that_breaks_where_frames_come_from_is_no_failure_of_ffmpeg():
    def frames():
        yield bytes(64 * 64 * 3)
        raise BrokenPipeError("nobody reads the progress")

    with pytest.raises(BrokenPipeError, match="nobody reads"):
        ffmpeg_tools.feed(raw_frames("-", format="null"), frames())


def test_of_an_ffmpeg_that_ends_before_its_frames_do_the_cause_is_told():
    frames = (bytes(64 * 64 * 3) for _ in range(2000))
    with pytest.raises(ffmpeg_tools.FfmpegError, match="No space left on device"):
        ffmpeg_tools.feed(raw_frames("/dev/full", format="rawvideo"), frames)


def test_a_failure_is_told_in_one_line_without_addresses(tmp_path):
    said = failure(silence().output(ffmpeg_tools.url(tmp_path / "a.mp4"), acodec="aac", ar=44056))
    assert "0x" not in said
    assert "\n" not in said


def test_of_an_older_ffmpeg_the_cause_is_told_and_not_that_it_failed():
    said = ffmpeg_tools.cause(
        b"[aac @ 0x5561] Specified sample rate 44056 is not supported\n"
        b"Error initializing output stream 0:1 -- Error while opening encoder for output stream "
        b"#0:1 - maybe incorrect parameters such as bit_rate, rate, width or height\n"
        b"Conversion failed!\n"
    )
    assert said.startswith("Specified sample rate 44056 is not supported / Error initializing")
    assert "Conversion failed" not in said


def test_a_failure_of_which_only_consequences_are_told_is_told_by_them():
    assert ffmpeg_tools.cause(b"Conversion failed!\n") == "Conversion failed!"


def test_a_failure_without_a_word_says_so():
    assert ffmpeg_tools.cause(b"\n") == "no message"


def test_the_ffmpeg_that_these_tests_use_serves():
    assert subprocess.run([ffmpeg_tools.binary(), "-version"], check=False).returncode == 0
    assert ffmpeg_tools.problem_of(ffmpeg_tools.binary()) is None
