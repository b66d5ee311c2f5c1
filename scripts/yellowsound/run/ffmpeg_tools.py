"""The ffmpeg binary: which one serves, how it is called, and what it says when it fails."""

import contextlib
import functools
import logging
import re
import shutil
import subprocess
import tempfile
from collections.abc import Generator, Iterable
from pathlib import Path

import ffmpeg

from yellowsound.run.errors import FfmpegError, UserError

logger = logging.getLogger(__name__)

NEEDED: dict[str, tuple[str, ...]] = {
    # The sections, the video, the excerpt, the stills; then what is read of these, and songs.
    "encoder": ("libx264", "aac", "utvideo", "pcm_f32le", "png"),
    "decoder": (
        *("utvideo", "rawvideo", "pcm_f32le", "pcm_s16le"),
        *("flac", "mp3float", "vorbis", "opus", "aac"),
    ),
    "muxer": ("mp4", "matroska", "wav", "f32le", "image2"),
    "demuxer": ("concat", "rawvideo", "matroska", "wav", "flac", "mp3", "ogg", "mov"),
    # Of the first row ffmpeg inserts the last three itself where formats differ.
    "filter": (
        *("aresample", "atrim", "asetpts", "aformat", "format", "scale"),
        *("trim", "setpts", "tpad"),
    ),
    # FFmpeg has it since 5.1.
    "option of aresample": ("ochl",),
}
"""What the workflow asks of ffmpeg, by kind."""

ANSWER_WITHIN_S = 60.0
"""An ffmpeg that does not list what it has within this time is passed over."""

MOST_NAMED = 5
"""How many things that an ffmpeg lacks are told by their names."""

_CONTEXT = re.compile(r"^(\[[^]]* @ 0x[^]]*\] ?)+")

_CONSEQUENCE = re.compile(
    # A list of what would have been possible is indented.
    r"^\s|:$|^Error sending frames to consumers|^Task finished with error|^Terminating thread"
    r"|^Could not open encoder before EOF|^Nothing was written into output|^Output file is empty"
    r"|^Error opening (in|out)put files: |^Error selecting an encoder|^Conversion failed!"
    r"|^Error processing packet in decoder"
)
"""Lines that tell what follows from a failure, not what failed."""


@functools.cache
def binary() -> str:
    """Return the path of the ffmpeg that `choose` finds; the log tells if another is passed over.

    Raises
    ------
    UserError
        If there is none that serves.
    """
    path, passed_over = choose()
    if passed_over:
        # No warning: a run of hundreds of jobs is warned once, when it starts.
        logger.info("%s", passed_over)
    return path


def choose() -> tuple[str, str | None]:
    """Find the first ffmpeg that has what is needed: on PATH, else that of imageio-ffmpeg.

    Returns
    -------
    path : str
        Its path.
    passed_over : str or None
        Which one is passed over for it and why, if one is.

    Raises
    ------
    UserError
        If there is none that serves.
    """
    passed_over: dict[str, str] = {}
    for find in (_on_path, _bundled):
        path = find()
        if path is None or path in passed_over:
            continue
        problem = problem_of(path)
        if problem is None:
            told = f"{_told(passed_over)}; {path} is used instead" if passed_over else None
            return path, told
        passed_over[path] = problem
    found = _told(passed_over) if passed_over else "there is no ffmpeg on the PATH"
    raise UserError(
        f"{found}: install a full build of FFmpeg 5.1 or later, or the Python package "
        "imageio-ffmpeg, which brings one"
    )


def _on_path() -> str | None:
    return shutil.which("ffmpeg")


def _bundled() -> str | None:
    # An environment that conda makes has its own ffmpeg, and not this package.
    try:
        import imageio_ffmpeg

        return shutil.which(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return None


def _told(problems: dict[str, str]) -> str:
    return "; ".join(f"{path} {problem}" for path, problem in problems.items())


def problem_of(path: str) -> str | None:
    """Return why an ffmpeg does not serve, to be read after its path; None if it does."""
    lacking = []
    for kind, names in NEEDED.items():
        options = [f"-{kind}s"] if "option" not in kind else ["-h", f"filter={kind.split()[-1]}"]
        try:
            done = subprocess.run(
                [path, "-hide_banner", *options],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=ANSWER_WITHIN_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            why = error.strerror if isinstance(error, OSError) else "no answer"
            return f"cannot be run ({why})"
        if done.returncode != 0:
            return f"cannot be run ({cause(done.stderr)})"
        has = _names_in(done.stdout.decode("utf-8", errors="replace"))
        lacking += [f"{kind} {name}" for name in names if name not in has]
    if not lacking:
        return None
    more = len(lacking) - MOST_NAMED
    return f"lacks {', '.join(lacking[:MOST_NAMED])}{f' and {more} more' if more > 0 else ''}"


def _names_in(listing: str) -> set[str]:
    """Return the names in a list of ffmpeg's: the first word of a line, or the one after flags."""
    words = (word.lstrip("-") for line in listing.splitlines() for word in line.split()[:2])
    return {name for word in words for name in word.split(",")}


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
        raise FfmpegError(cause(done.stderr))
    return done.stdout


def feed(stream: ffmpeg.Stream, chunks: Iterable[bytes | memoryview]) -> None:
    """Run a stream of ffmpeg-python whose input is a pipe, and write chunks into it.

    Parameters
    ----------
    stream
        The stream.
    chunks
        What is written, one after the other. Where it is a generator, it is
        closed at the end, however that comes.

    Raises
    ------
    FfmpegError
        If ffmpeg ends with another exit code than 0.
    """
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command(stream), stdin=subprocess.PIPE, stderr=errors)
        died = False
        try:
            for chunk in chunks:
                # Not around the loop: chunks may meet a broken pipe of their own, as where nobody
                # reads their progress any more.
                try:
                    process.stdin.write(chunk)
                except BrokenPipeError:
                    died = True  # its own words are told below
                    break
        except BaseException:
            process.kill()
            process.wait()
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()
            raise
        finally:
            # What works ahead shall not go on for a process that is gone.
            if isinstance(chunks, Generator):
                chunks.close()
        try:
            process.stdin.close()
        except BrokenPipeError:
            died = True
        if process.wait() != 0 or died:
            errors.seek(0)
            raise FfmpegError(cause(errors.read()))


def cause(stderr: bytes) -> str:
    """Return, in one line, why ffmpeg failed: what it said first, and what it said at last.

    It tells the cause, then where that was, then for each of its threads what
    follows; but before a cause it may have complained of what does no harm.
    So of the lines that are no mere consequence the first two and the last are
    kept, without the addresses that differ from run to run.

    Parameters
    ----------
    stderr
        All that ffmpeg wrote.
    """
    lines = [_CONTEXT.sub("", line) for line in stderr.decode("utf-8", "replace").splitlines()]
    said = [line for line in lines if line.strip()]
    kept = [line for line in said if not _CONSEQUENCE.search(line)] or said
    kept = list(dict.fromkeys(line.strip() for line in kept))
    return " / ".join(kept if len(kept) <= 3 else [*kept[:2], kept[-1]]) or "no message"
