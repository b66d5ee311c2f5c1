"""What the machine lacks is told in a sentence; what is unexpected is not explained away."""

import errno
import os
import subprocess
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from yellowsound.run.errors import FfmpegError
from yellowsound.run.ffmpeg_tools import binary, cause
from yellowsound.run.logs import rule_log
from yellowsound.run.machine import explained

TONE = ("-f", "lavfi", "-i", "sine=300:d=2")


def ffmpeg_fails(*arguments):
    """Return what a real ffmpeg that fails raises in a job."""
    command = [binary(), "-hide_banner", "-nostdin", "-loglevel", "error", "-y", *arguments]
    done = subprocess.run([str(part) for part in command], capture_output=True, check=False)
    assert done.returncode != 0
    return FfmpegError(cause(done.stderr))


def test_a_disk_that_ffmpeg_finds_full_is_told_with_what_to_do():
    said = explained(ffmpeg_fails(*TONE, "-f", "wav", "/dev/full"), "results/a/logs/video/x.log")
    assert "no space is left" in said
    assert "results/a/logs/video/x.log" in said
    assert said.endswith("make room and run the same command again")


def test_a_disk_that_python_finds_full_is_told_likewise():
    with pytest.raises(OSError, match="No space left") as full:
        Path("/dev/full").write_text("full")
    assert "no space is left" in explained(full.value, "a.log")


def test_a_disk_that_libsndfile_finds_full_is_told_likewise():
    with (
        pytest.raises(soundfile.LibsndfileError) as full,
        soundfile.SoundFile("/dev/full", "w", 8000, 1, "PCM_16", format="RAW") as file,
    ):
        file.write(np.zeros(100000))
    assert "no space is left" in explained(full.value, "a.log")


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EROFS])
def test_what_may_not_be_written_is_named(number):
    said = explained(OSError(number, os.strerror(number), "results/a/videos"), "a.log")
    assert said.startswith(f"results/a/videos: {os.strerror(number)}: give permission")


def test_what_ffmpeg_may_not_write_is_named():
    said = explained(FfmpegError("Error opening output out.wav: Permission denied"), "a.log")
    assert "out.wav: Permission denied: give permission" in said


def test_all_else_is_unexpected(tmp_path):
    with pytest.raises(av.FFmpegError) as gone:
        av.open(str(tmp_path / "gone.wav"))
    (tmp_path / "text.wav").write_text("no song")
    damaged = ffmpeg_fails("-i", tmp_path / "text.wav", "-f", "null", "-")
    for error in (gone.value, damaged, FileNotFoundError(2, "gone", "x"), ValueError("28")):
        assert explained(error, "a.log") is None


def test_a_job_tells_it_as_a_sentence_without_a_traceback(tmp_path, capsys):
    with pytest.raises(SystemExit) as ended, rule_log(tmp_path / "rule.log"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert ended.value.code == 1
    for said in ((tmp_path / "rule.log").read_text(), capsys.readouterr().err):
        assert "no space is left" in said
        assert "Traceback" not in said


def test_a_log_on_a_full_disk_is_cut_short_while_the_terminal_goes_on(capsys):
    with pytest.raises(SystemExit), rule_log("/dev/full"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    said = capsys.readouterr().err
    assert said.startswith("ERROR: no space is left")
    assert len(said.splitlines()) == 1


def test_a_log_that_may_not_be_written_is_named(monkeypatch, tmp_path):
    def refuse(path, **_):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(SystemExit) as ended, rule_log(tmp_path / "logs" / "rule.log"):
        pass
    assert str(ended.value).startswith(f"ERROR: {tmp_path / 'logs'}: Permission denied: give")


def test_a_job_whose_ffmpeg_fails_of_another_cause_keeps_its_traceback(tmp_path):
    with pytest.raises(FfmpegError), rule_log(tmp_path / "rule.log"):
        raise FfmpegError("Invalid data found when processing input")
    assert "Traceback" in (tmp_path / "rule.log").read_text()
