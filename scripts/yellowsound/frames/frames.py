"""Frames: the walk from keyframe to keyframe, streamed into one lossless file a section."""

import itertools
import logging
import subprocess
import tempfile
import time
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import IO

import ffmpeg
import numpy as np
from tqdm import tqdm

from yellowsound.run import ffmpeg_tools
from yellowsound.run.errors import UserError
from yellowsound.run.files import whole_file, whole_folder
from yellowsound.run.sections import frame_at

logger = logging.getLogger(__name__)

ENDING_S = 2.0
"""How long a video fades to black, in seconds: no section that follows another is shorter."""


def read_path(schedule: str | Path) -> tuple[np.ndarray, np.ndarray]:
    """Read the path from a schedule's file, without pandas: it takes longer to load than to use.

    Parameters
    ----------
    schedule
        The table of `schedule.make_schedule`, tab-separated.

    Returns
    -------
    sections : np.ndarray
        The section of each frame, from 1, shape (n_frames,).
    t : np.ndarray
        Where each frame stands on its section's way, in [0, 1], shape (n_frames,).
    """
    table = np.genfromtxt(
        schedule, delimiter="\t", names=True, usecols=("section", "t"), encoding="utf-8", ndmin=1
    )
    return table["section"].astype(int), table["t"]


def ending_frames(count: int, fps: int) -> int:
    """Return how many of a last section's `count` frames fade to black."""
    return min(count, frame_at(ENDING_S, fps))


def faded(frame: np.ndarray, left: int, ending: int) -> np.ndarray:
    """Return a frame of a fade to black.

    Parameters
    ----------
    frame
        RGB, uint8.
    left
        How many frames follow it.
    ending
        How many frames fade, evenly: the last one is black, and of those
        before the fade no bit changes.
    """
    if not 0 <= left < ending:
        return frame
    return ((frame.astype(np.uint32) * left + ending // 2) // ending).astype(np.uint8)


def render_section(
    frames: Iterable[np.ndarray],
    count: int,
    target: str | Path,
    fps: int,
    label: str = "frames",
    ending: int = 0,
) -> None:
    """Encode one section's frames losslessly (Ut Video), straight from memory.

    Parameters
    ----------
    frames
        RGB, uint8, each of shape (height, width, 3).
    count
        How many frames there shall be. A section without any (the song ends
        before it) is an empty file.
    target
        The video file (.mkv), whole or absent.
    fps
        Frames per second.
    label
        What the progress bar says.
    ending
        How many of the last frames fade to black (`faded`).

    Raises
    ------
    UserError
        If there are more or fewer frames than `count`, or one is no picture of
        the first one's size.
    FfmpegError
        If the encoder fails.
    """
    iterator = iter(frames)
    first = next(iterator, None)
    if first is None:
        if count:
            raise UserError(f"{label}: the walker gives no frame where {count} are due")
        with whole_file(target) as partial:
            partial.touch()
        return
    height, width, _ = first.shape
    raw = ffmpeg.input(
        "pipe:", format="rawvideo", pix_fmt="rgb24", s=f"{width}x{height}", framerate=fps
    )
    with whole_file(target) as partial, tempfile.TemporaryFile() as errors:
        stream = ffmpeg.output(
            raw,
            ffmpeg_tools.url(partial),
            # A fifth of FFV1's work for a tenth more bytes: the cores belong to the walker.
            vcodec="utvideo",
            pred="median",
            pix_fmt="gbrp",
            threads=1,
            fflags="+bitexact",
            **{"flags:v": "+bitexact"},
        )
        encoder = subprocess.Popen(
            ffmpeg_tools.command(stream), stdin=subprocess.PIPE, stderr=errors
        )
        try:
            whole = itertools.chain([first], iterator)
            written = _feed(encoder.stdin, whole, count, label, ending)
            encoder.stdin.close()
        except BrokenPipeError:
            written = None  # the encoder died; its own words are told below
        except BaseException:
            encoder.kill()
            encoder.wait()
            raise
        finally:
            # A walker that works ahead shall not go on for an encoder that is gone.
            if isinstance(iterator, Generator):
                iterator.close()
        if encoder.wait() != 0 or written is None:
            errors.seek(0)
            raise ffmpeg_tools.FfmpegError(ffmpeg_tools.cause(errors.read()))
        if written != count:
            raise UserError(f"{label}: the walker gives {written} frames where {count} are due")


def _feed(
    pipe: IO[bytes], frames: Iterable[np.ndarray], count: int, label: str, ending: int
) -> int:
    started = time.monotonic()
    written = 0
    with tqdm(total=count, desc=label, unit="frame", mininterval=5.0) as bar:
        shape = None
        for frame in frames:
            shape = shape or frame.shape
            if frame.shape != shape or frame.ndim != 3 or frame.dtype != np.uint8:
                raise UserError(
                    f"{label}: the walker gives a frame of shape {frame.shape} and {frame.dtype} "
                    "where RGB pictures of uint8 and one size are due"
                )
            shown = faded(frame, count - 1 - written, ending)
            pipe.write(np.ascontiguousarray(shown).data)
            written += 1
            bar.update()
    seconds = time.monotonic() - started
    logger.info("%d frames in %.1f s (%.2f frames per second)", written, seconds, written / seconds)
    return written


def extract_stills(video: str | Path, target: str | Path, first_frame: int) -> None:
    """Write each frame of a section file as a PNG into the folder `target`.

    Parameters
    ----------
    video
        A section file.
    target
        The folder, whole or absent; its files are named by the number of the
        frame in the whole video (six digits).
    first_frame
        Number of the section's first frame.
    """
    with whole_folder(target) as folder:
        if Path(video).stat().st_size == 0:
            return
        stream = ffmpeg.input(ffmpeg_tools.url(video)).output(
            ffmpeg_tools.url(folder / "%06d.png"), format="image2", start_number=first_frame
        )
        ffmpeg_tools.run(stream)
