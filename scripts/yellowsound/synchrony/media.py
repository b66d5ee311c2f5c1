"""Decoding the picture of one muxed video: how much it changes, and how often it flashes."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame

from yellowsound.inputs.declared import MISSING_TAIL_S
from yellowsound.inputs.track import stamp_s
from yellowsound.run.errors import UserError
from yellowsound.run.ffmpeg_tools import url
from yellowsound.run.files import is_file
from yellowsound.run.run_ahead import run_ahead
from yellowsound.synchrony.changes import frame_changes, looks
from yellowsound.synchrony.visual import Picture
from yellowsound.video.flashes import FlashCounter

AHEAD = 2
"""Frames that may be decoded before they are compared."""

STEADY_FRAMES = 1.0
"""A picture of a constant rate is at most this far from its place, in frames."""

ON_TIME_FRAMES = 0.25
"""Where pictures are left out, the others stand at most this far from a place, in frames."""

MISSING_SHARE = 0.01
"""A video may end sooner than it declares by this share: some muxers round generously."""

TS_PACKET_BYTES = (188, 192, 204)
"""Lengths of the packets of a transport stream, one of which all of them have."""


@contextmanager
def opened(video: Path) -> Iterator[InputContainer]:
    """Open a video or a song; what its decoder cannot read becomes a `UserError`."""
    if not is_file(video):
        raise UserError(f"{video} does not exist: give the path of a file that does")
    try:
        with av.open(url(video)) as container:
            yield container
    except av.error.FFmpegError as error:
        raise UserError(
            f"{video} cannot be decoded ({error.strerror}): give an intact file"
        ) from error


def early_stamped(times_s: np.ndarray, fps: float) -> np.ndarray:
    """Stamp the pictures before the first one that has a time stamp, by the frame rate.

    Matroska's pictures before time 0 have none, though its sound before 0 does.

    Parameters
    ----------
    times_s
        Time stamps in seconds, NaN where there is none, shape (n,).
    fps
        Frames per second.

    Returns
    -------
    np.ndarray
        The same with the first ones known, shape (n,); unchanged where none is known.
    """
    known = np.flatnonzero(np.isfinite(times_s))
    if known.size == 0:
        return times_s
    first = known[0]
    early_s = times_s[first] - np.arange(first, 0, -1) / fps
    return np.concatenate((early_s, times_s[first:]))


def frame_numbers(
    times_s: np.ndarray, rates: Sequence[float], video: Path
) -> tuple[np.ndarray, float]:
    """Find the place of each picture on a constant clock.

    Parameters
    ----------
    times_s
        Time stamps of the pictures in the order in which they are shown, NaN
        where there is none, shape (n,).
    rates
        Frames per second that the file names, the likeliest first.
    video
        The file, for the message.

    Returns
    -------
    numbers : np.ndarray
        Picture k stands at numbers[k] / fps, shape (n,). Where a number is left
        out, the picture before stays (a packet of no bytes means that).
    fps : float
        Which of the rates it is.

    Raises
    ------
    UserError
        If the frame rate varies.
    """
    counted = np.arange(times_s.size)
    if np.isnan(times_s).any():
        return counted, rates[0]  # AVI and raw streams: pictures are counted
    # Some containers stamp pictures in the order of coding: taken together the times are right.
    since_s = np.sort(times_s) - times_s.min()
    for fps in rates[1:]:
        # AVI may name the rate of its clock first, of which each picture takes many ticks.
        if fps < rates[0] and np.abs(since_s * fps - counted).max() <= STEADY_FRAMES:
            return counted, fps
    for fps in rates:
        numbers = np.rint(since_s * fps)
        on_time = np.abs(since_s * fps - numbers).max() <= ON_TIME_FRAMES
        if on_time and (np.diff(numbers) > 0).all():
            return numbers.astype(int), fps
    if np.abs(since_s * rates[0] - counted).max() <= STEADY_FRAMES:
        return counted, rates[0]
    number = int(np.argmax(np.abs(since_s * rates[0] - counted) > STEADY_FRAMES))
    raise UserError(
        f"{video} has a variable frame rate (frame {number} stands at {since_s[number]:.3f} s "
        f"instead of {number / rates[0]:.3f} s): export it anew at a constant rate from what made "
        "it, since repeating or dropping pictures afterwards changes the scores"
    )


def _pictures(
    container: InputContainer, stream: av.VideoStream, repeats_s: list[float]
) -> Iterator[VideoFrame]:
    """Decode a track; note when a packet of no bytes repeats a picture, as in Theora."""
    for packet in container.demux(stream):
        if not packet.size and packet.pts is not None:
            # FFmpeg's decoder refuses it; the last packet, which has no stamp, it needs.
            repeats_s.append(float(packet.pts * packet.time_base))
        else:
            yield from packet.decode()


def _timed(frames: Iterable[VideoFrame], times_s: list[float]) -> Iterator[VideoFrame]:
    """Pass frames on, and note their time stamps."""
    for frame in frames:
        times_s.append(stamp_s(frame))
        yield frame


def refuse_truncated(video: Path) -> None:
    """Refuse a video that ends before its header says, by its packets alone.

    Raises
    ------
    UserError
        If it is cut short.
    """
    with opened(video) as container:
        declared_s = (container.duration or 0) / av.time_base
        start_s = (container.start_time or 0) / av.time_base
        ends_s, corrupt = [0.0], False
        # FFmpeg shortens what AVI declares in seconds to the bytes that are there, not in pictures.
        pictures = {s.index: s.frames for s in container.streams.video}
        declared = list(pictures.values())
        name = container.format.name
        for packet in container.demux():
            index = packet.stream.index
            if index in pictures and packet.dts is not None:
                # In AVI a picture that repeats the one before may have no packet, but is counted.
                left = packet.stream.frames - packet.dts if name == "avi" else pictures[index]
                pictures[index] = left - 1
            corrupt = packet.is_corrupt if packet.size else corrupt
            if packet.size and packet.pts is not None:
                ends_s.append(float((packet.pts + (packet.duration or 0)) * packet.time_base))
    # Some containers count their length from 0, others from the first stamp.
    end_s = max(max(ends_s), max(ends_s) - start_s)
    size = video.stat().st_size
    if name == "mpegts" and (corrupt or all(size % length for length in TS_PACKET_BYTES)):
        raise UserError(
            f"{video} is truncated: it ends in the middle of a packet, after {end_s:.2f} s; "
            "export or download it again"
        )
    missing = max(pictures.values(), default=0)
    if missing > 1 + MISSING_SHARE * max(declared, default=0):
        raise UserError(
            f"{video} is truncated: {missing} of the pictures that it declares are not there; "
            "export or download it again"
        )
    if end_s < declared_s - max(MISSING_TAIL_S, MISSING_SHARE * declared_s):
        raise UserError(
            f"{video} is truncated: it declares {declared_s:.2f} s, but ends at {end_s:.2f} s; "
            "export or download it again"
        )


def decode_picture(video: str | Path, *, threads: int = 1) -> Picture:
    """Measure a video's picture in one pass over its frames.

    Parameters
    ----------
    video
        A file with a video stream of constant frame rate, of any size.
    threads
        Threads of the decoder, at least 1. With more than one, frames are decoded in a further
        thread while those before are compared.

    Returns
    -------
    Picture
        The changes from frame to frame, and how often it flashes.

    Raises
    ------
    UserError
        If the file is missing or broken, has no video stream, fewer than two
        frames, or a variable frame rate.
    """
    video = Path(video)
    refuse_truncated(video)
    with opened(video) as container:
        stream = container.streams.best("video")
        if stream is None:
            raise UserError(f"{video} has no video stream: give a video, not an audio file")
        stream.thread_type = "AUTO"
        stream.codec_context.thread_count = threads
        rates = [float(rate) for rate in (stream.average_rate, stream.guessed_rate) if rate]
        if not rates:
            raise UserError(f"{video} does not say its frame rate: convert it to MP4")
        stamps_s: list[float] = []
        repeats_s: list[float] = []
        shown = _timed(_pictures(container, stream, repeats_s), stamps_s)
        flashes = FlashCounter()
        seen = looks(shown, rates[0])
        if threads > 1:
            seen = run_ahead(seen, AHEAD)
        try:
            changes = frame_changes(seen, flashes)
            found = np.fromiter(changes, dtype=np.dtype((np.float64, 3)))
        finally:
            seen.close()
    if len(found) < 2:
        raise UserError(f"{video} has fewer than two frames: give a moving picture")
    times_s = early_stamped(np.array(stamps_s), rates[0])
    numbers, fps = frame_numbers(times_s, rates, video)
    start_s = 0.0 if np.isnan(times_s[0]) else float(times_s[0])
    # Repeats behind the last picture that differs belong to the film.
    last = max([numbers[-1], *(round((time_s - start_s) * fps) for time_s in repeats_s[-1:])])
    changes = np.zeros((3, last + 1))
    changes[:, numbers] = found.T
    flux, luma_flux, changed_share = changes
    return Picture(fps, start_s, flux, luma_flux, changed_share, flashes.found)


def picture_start_s(video: str | Path) -> float:
    """Return the time stamp of a video's first frame in seconds, as its container tells it."""
    with opened(Path(video)) as container:
        stream = container.streams.video[0]
        return float((stream.start_time or 0) * stream.time_base)
