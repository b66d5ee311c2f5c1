"""The ffmpeg binary, and how it is called."""

import functools
import shutil
import subprocess
from pathlib import Path

import ffmpeg


class FfmpegError(Exception):
    """ffmpeg ended with an error; the message holds the last lines that it wrote."""


@functools.cache
def binary() -> str:
    """Return the path of ffmpeg: the one on PATH, else the one that imageio-ffmpeg brings."""
    found = shutil.which("ffmpeg")
    if found:
        return found
    import imageio_ffmpeg

    return imageio_ffmpeg.get_ffmpeg_exe()


def url(path: str | Path) -> str:
    """Return `path` as ffmpeg takes it literally, whatever colons and dashes its name holds."""
    return f"file:{path}"


def command(stream: ffmpeg.Stream) -> list[str]:
    """Return the arguments that run a stream of ffmpeg-python, quietly and without asking."""
    stream = stream.global_args("-hide_banner", "-nostdin", "-loglevel", "error")
    return ffmpeg.compile(stream, cmd=binary(), overwrite_output=True)


def run(stream: ffmpeg.Stream) -> bytes:
    """Run a stream of ffmpeg-python to its end and return what it wrote to stdout.

    Raises
    ------
    FfmpegError
        If ffmpeg ends with another exit code than 0.
    """
    done = subprocess.run(command(stream), capture_output=True, check=False)
    if done.returncode != 0:
        raise FfmpegError(last_lines(done.stderr))
    return done.stdout


def last_lines(stderr: bytes, count: int = 3) -> str:
    """Return the last `count` lines that ffmpeg wrote, joined to one line."""
    lines = stderr.decode("utf-8", errors="replace").strip().splitlines()
    return " / ".join(line.strip() for line in lines[-count:]) or "no message"
