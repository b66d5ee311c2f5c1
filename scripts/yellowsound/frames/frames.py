"""Frames: the walk from keyframe to keyframe, streamed into lossless files of a few sections."""

import itertools
import logging
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ffmpeg
import numpy as np
from tqdm import tqdm

from yellowsound.frames.brief import WalkBrief
from yellowsound.frames.moved import moved
from yellowsound.run import ffmpeg_tools
from yellowsound.run.errors import UserError
from yellowsound.run.files import whole_file, whole_folder
from yellowsound.run.sections import frame_at

logger = logging.getLogger(__name__)

ENDING_S = 2.0
"""How long a video fades to black, in seconds: no section that follows another is shorter."""


def read_schedule(schedule: str | Path) -> dict[str, np.ndarray]:
    """Read a schedule's file, without pandas: it takes longer to load than to use.

    Parameters
    ----------
    schedule
        The table of `schedule.make_schedule`, tab-separated.

    Returns
    -------
    dict
        Its columns by name, each of shape (n_frames,): `section`, from 1, whole
        numbers; `t`, in [0, 1]; and all others.
    """
    table = np.genfromtxt(schedule, delimiter="\t", names=True, encoding="utf-8", ndmin=1)
    columns = {name: table[name] for name in table.dtype.names}
    return {**columns, "section": columns["section"].astype(int)}


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
    """Encode the frames of a section, or of some, losslessly (Ut Video), straight from memory.

    Parameters
    ----------
    frames
        RGB, uint8, each of shape (height, width, 3).
    count
        How many frames there shall be. Without any (the song ends before the
        section) the file is empty.
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
            raise _miscounted(label, 0, count)
        with whole_file(target) as partial:
            partial.touch()
        return
    with whole_file(target) as partial:
        stream = ffmpeg.output(
            raw_input(first, fps),
            ffmpeg_tools.url(partial),
            # A fifth of FFV1's work for a tenth more bytes: the cores belong to the walker.
            vcodec="utvideo",
            pred="median",
            pix_fmt="gbrp",
            threads=1,
            fflags="+bitexact",
            **{"flags:v": "+bitexact"},
        )
        whole = itertools.chain([first], iterator)
        written = Written()
        try:
            ffmpeg_tools.feed(stream, _checked(whole, count, label, ending, written))
        finally:
            # A walker that works ahead shall not go on for an encoder that is gone.
            if isinstance(iterator, Generator):
                iterator.close()
        if written.frames != count:
            raise _miscounted(label, written.frames, count)


def walked(
    walk: Callable[[WalkBrief], Iterable[np.ndarray]], briefs: Iterable[WalkBrief], label: str
) -> Iterator[np.ndarray]:
    """Give the frames of some sections, one after the other.

    Parameters
    ----------
    walk
        A walker.
    briefs
        What is asked of it, section by section.
    label
        What the error names before the section's number.

    Yields
    ------
    np.ndarray
        RGB, uint8, shape (height, width, 3).

    Raises
    ------
    UserError
        If a section has more or fewer frames than are asked for.
    """
    for brief in briefs:
        frames, given = walk(brief), 0
        try:
            for frame in frames:
                given += 1
                if given <= brief.t.size:
                    yield frame
        finally:
            # A walker that works ahead shall not go on for an encoder that is gone.
            if isinstance(frames, Generator):
                frames.close()
        if given != brief.t.size:
            raise _miscounted(f"{label} {brief.section}", given, brief.t.size)


def _miscounted(label: str, given: int, due: int) -> UserError:
    return UserError(f"{label}: the walker gives {given} frames where {due} are due")


@dataclass
class Written:
    """How many frames have been written."""

    frames: int = 0


def _checked(
    frames: Iterable[np.ndarray], count: int, label: str, ending: int, written: Written
) -> Iterator[memoryview]:
    """Yield what is written of each frame, and count them."""
    started = time.monotonic()
    with tqdm(total=count, desc=label, unit="frame", mininterval=5.0) as bar:
        shape = None
        for frame in frames:
            shape = shape or frame.shape
            if frame.shape != shape or frame.ndim != 3 or frame.dtype != np.uint8:
                raise UserError(
                    f"{label}: the walker gives a frame of shape {frame.shape} and {frame.dtype} "
                    "where RGB pictures of uint8 and one size are due"
                )
            shown = faded(frame, count - 1 - written.frames, ending)
            yield np.ascontiguousarray(shown).data
            written.frames += 1
            bar.update()
    seconds = time.monotonic() - started
    logger.info(
        "%d frames in %.1f s (%.2f frames per second)",
        *(written.frames, seconds, written.frames / seconds),
    )


def extract_stills(
    parts: Sequence[str | Path],
    target: str | Path,
    channels: Mapping[str, np.ndarray] | None = None,
) -> None:
    """Write each frame of a video as a PNG into the folder `target`.

    Parameters
    ----------
    parts
        The lossless files of its sections in order.
    target
        The folder, whole or absent; its files are named by the number of the
        frame (six digits).
    channels
        How the frames are moved (`moved.moved`); None or {} for not at all.
    """
    with whole_folder(target) as folder:
        frames = read_sections(parts)
        frames = moved(frames, channels) if channels else frames
        if (first := next(frames, None)) is None:
            return
        stream = raw_input(first).output(
            ffmpeg_tools.url(folder / "%06d.png"), format="image2", start_number=0
        )
        shown = itertools.chain([first], frames)
        ffmpeg_tools.feed(stream, (np.ascontiguousarray(frame).data for frame in shown))


def raw_input(frame: np.ndarray, fps: int = 25) -> ffmpeg.Stream:
    """Return a pipe into ffmpeg for RGB frames like the given one."""
    height, width, _ = frame.shape
    size = f"{width}x{height}"
    return ffmpeg.input("pipe:", format="rawvideo", pix_fmt="rgb24", s=size, framerate=fps)


def read_sections(sections: Sequence[str | Path]) -> Iterator[np.ndarray]:
    """Yield the frames of section files in order, one at a time.

    Parameters
    ----------
    sections
        The lossless files of one section or some; empty files are passed over.

    Yields
    ------
    np.ndarray
        RGB, uint8, shape (height, width, 3).
    """
    import av

    for path in sections:
        if Path(path).stat().st_size == 0:
            continue
        with av.open(ffmpeg_tools.url(path)) as container:
            for frame in container.decode(video=0):
                yield frame.to_ndarray(format="rgb24")
