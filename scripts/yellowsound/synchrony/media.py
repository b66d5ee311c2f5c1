"""Decoding one muxed video: how much its picture changes, and what sounds with it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import av
import numpy as np
from av.audio.resampler import AudioResampler
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter

from yellowsound.run.errors import UserError
from yellowsound.run.ffmpeg_tools import url


@dataclass(frozen=True)
class Picture:
    """What changes from frame to frame of a video.

    Attributes
    ----------
    fps
        Frames per second; frame k stands at k / fps.
    start_s
        Time stamp of frame 0 in the file, in seconds: where the audio's time 0 lies.
    flux
        Mean absolute difference of luma between a frame and the one before
        it, shape (n_frames,), in [0, 255]. Frame 0 has no predecessor: its 0
        is a placeholder, which no metric reads.
    changed_share
        Share of the red, green and blue values of all pixels that differ from
        the frame before, shape (n_frames,), in [0, 1]; 0 at frame 0.
    """

    fps: float
    start_s: float
    flux: np.ndarray
    changed_share: np.ndarray


@contextmanager
def _opened(video: Path) -> Iterator[InputContainer]:
    """Open a video or a song; what its decoder cannot read becomes a `UserError`."""
    if not video.is_file():
        raise UserError(f"{video} does not exist: give the path of a file that does")
    try:
        with av.open(url(video)) as container:
            yield container
    except av.error.FFmpegError as error:
        raise UserError(
            f"{video} cannot be decoded ({error.strerror}): give an intact file"
        ) from error


def frame_changes(frames: Iterable[VideoFrame]) -> Iterator[tuple[float, float]]:
    """Yield each frame's flux and changed share; see `Picture`.

    Only two frames are held at a time, however long the video is.
    """
    to_luma, to_rgb = VideoReformatter(), VideoReformatter()
    before: tuple[np.ndarray, np.ndarray] | None = None
    for frame in frames:
        luma = to_luma.reformat(frame, format="gray").to_ndarray()
        rgb = to_rgb.reformat(frame, format="rgb24").to_ndarray()
        if before is None:
            yield 0.0, 0.0
        else:
            old_luma, old_rgb = before
            # |a - b| of unsigned bytes, without widening them.
            difference = np.maximum(luma, old_luma) - np.minimum(luma, old_luma)
            yield (
                float(difference.mean(dtype=np.float64)),
                np.count_nonzero(rgb != old_rgb) / rgb.size,
            )
        before = luma, rgb


def _steady(
    frames: Iterable[VideoFrame], start_s: float, fps: float, video: Path
) -> Iterator[VideoFrame]:
    """Pass frames on; refuse a variable frame rate, whose frame k does not stand at k / fps."""
    for number, frame in enumerate(frames):
        # Containers without time stamps (AVI, raw H.264) have a constant rate.
        time_s = number / fps if frame.time is None else frame.time - start_s
        if abs(time_s * fps - number) > 1.0:
            raise UserError(
                f"{video} has a variable frame rate (frame {number} stands at {time_s:.3f} s "
                f"instead of {number / fps:.3f} s): convert it to a constant rate, e.g. with "
                "ffmpeg's filter fps=30"
            )
        yield frame


def decode_picture(video: str | Path, *, threads: int = 1) -> Picture:
    """Measure a video's picture in one pass over its frames.

    Parameters
    ----------
    video
        A file with a video stream of constant frame rate, of any size.
    threads
        Threads of the decoder, at least 1.

    Returns
    -------
    Picture
        The changes from frame to frame.

    Raises
    ------
    UserError
        If the file is missing or broken, has no video stream, fewer than two
        frames, or a variable frame rate.
    """
    video = Path(video)
    with _opened(video) as container:
        stream = container.streams.best("video")
        if stream is None:
            raise UserError(f"{video} has no video stream: give a video, not an audio file")
        stream.thread_type = "AUTO"
        stream.codec_context.thread_count = threads
        rate = stream.average_rate or stream.guessed_rate
        if not rate:
            raise UserError(f"{video} does not say its frame rate: convert it to MP4")
        fps = float(rate)
        frames = container.decode(stream)
        opening = list(islice(frames, 1))
        start_s = (opening[0].time or 0.0) if opening else 0.0
        frames = _steady(chain(opening, frames), start_s, fps, video)
        changes = np.fromiter(frame_changes(frames), dtype=np.dtype((np.float64, 2)))
    if len(changes) < 2:
        raise UserError(f"{video} has fewer than two frames: give a moving picture")
    return Picture(fps=fps, start_s=start_s, flux=changes[:, 0], changed_share=changes[:, 1])


def decode_audio(
    video: str | Path, sample_rate_hz: int, *, start_s: float | None, duration_s: float
) -> np.ndarray:
    """Decode a video's audio, or a song, to mono, on the picture's clock.

    The encoder's priming samples are left out, as the file's edit list or
    codec delay says; what the file plays at `start_s` is sample 0.

    Parameters
    ----------
    video
        A file with an audio stream.
    sample_rate_hz
        Sample rate to convert to.
    start_s
        Time stamp of the picture's frame 0, in seconds; None for a song of
        its own, which begins with the picture.
    duration_s
        Length of the picture in seconds: longer audio is cut, shorter audio
        ends in silence.

    Returns
    -------
    np.ndarray
        Mean of the channels, float32, full scale 1, shape
        (round(duration_s * sample_rate_hz),).

    Raises
    ------
    UserError
        If the file is missing or broken or has no audio stream.
    """
    video = Path(video)
    audio = np.zeros(round(duration_s * sample_rate_hz), dtype=np.float32)
    with _opened(video) as container:
        stream = container.streams.best("audio")
        if stream is None:
            raise UserError(
                f"{video} has no audio stream: give the video muxed with its song, or a song"
            )
        resampler = AudioResampler(format="fltp", rate=sample_rate_hz)
        position: int | None = None
        for frame in _resampled(container.decode(stream), resampler):
            if position is None:
                begin_s = 0.0 if frame.time is None else frame.time
                position = 0 if start_s is None else round((begin_s - start_s) * sample_rate_hz)
            samples = frame.to_ndarray().mean(axis=0)
            first, last = max(position, 0), min(position + samples.size, audio.size)
            if first < last:
                audio[first:last] = samples[first - position : last - position]
            position += samples.size
    return audio


def _resampled(
    frames: Iterable[av.AudioFrame], resampler: AudioResampler
) -> Iterator[av.AudioFrame]:
    """Yield the resampled frames, and at the end what the resampler still holds."""
    for frame in frames:
        yield from resampler.resample(frame)
    yield from resampler.resample(None)
