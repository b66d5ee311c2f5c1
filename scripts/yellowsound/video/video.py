"""Video: sections joined, with the excerpt's sound, as an MP4 that plays anywhere."""

import itertools
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import ffmpeg
import numpy as np

from yellowsound.frames.frames import raw_input
from yellowsound.run import ffmpeg_tools
from yellowsound.run.files import whole_file

AAC_RATES_HZ = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
"""Sample rates of AAC tracks. AAC knows higher ones, which players are not bound to decode."""

HIGHEST_AUDIO_RATE_HZ = AAC_RATES_HZ[-1]
"""Songs above this sample rate are resampled to it."""


@dataclass(frozen=True)
class Encoding:
    """How a video is encoded.

    Attributes
    ----------
    crf
        Constant rate factor of x264, 0 (lossless) to 51 (worst).
    preset
        Speed preset of x264.
    audio_rate_hz
        Sample rate of the AAC track, one of `AAC_RATES_HZ`; 0 takes the song's
        own as `aac_rate_hz` tells.
    audio_channels
        Channels of the AAC track; 0 keeps the excerpt's one or two.
    audio_bitrate_kbps
        Bit rate of the AAC track; the encoder lowers it to the most that AAC
        can hold, 6 bits for each sample of each channel.
    """

    crf: int = 10
    preset: str = "medium"
    audio_rate_hz: int = 0
    audio_channels: int = 0
    audio_bitrate_kbps: int = 192


def aac_rate_hz(song_rate_hz: int) -> int:
    """Return the sample rate of the AAC track of a song that is sampled at `song_rate_hz`.

    It is the lowest that AAC has at or above the song's own, so that nothing
    of the song is lost, but at most `HIGHEST_AUDIO_RATE_HZ`.
    """
    return next((rate for rate in AAC_RATES_HZ if rate >= song_rate_hz), HIGHEST_AUDIO_RATE_HZ)


def write_video(
    sections: Sequence[str | Path],
    excerpt: str | Path,
    target: str | Path,
    fps: int,
    encoding: Encoding,
    tags: dict[str, str],
    frames: Iterable[np.ndarray] | None = None,
) -> None:
    """Join section files and mux them with the excerpt: H.264 yuv420p, AAC, faststart.

    Parameters
    ----------
    sections
        The lossless section files in order; empty files are passed over.
    excerpt
        The excerpt's WAV file.
    target
        The MP4 file, whole or absent.
    fps
        Frames per second; time stamps are counted anew from the frames, so
        that nothing drifts over many sections.
    encoding
        Settings of the encoders.
    tags
        Metadata, e.g. title and comment.
    frames
        What is shown instead of the sections' own frames: RGB, uint8, all of
        one shape; None for these.

    Raises
    ------
    FfmpegError
        If ffmpeg fails.
    """
    with whole_file(target) as partial, tempfile.TemporaryDirectory() as folder:
        if frames is None:
            listing = Path(folder) / "sections.txt"
            listing.write_text("".join(map(_listing_line, _with_frames(sections))), "utf-8")
            video = ffmpeg.input(ffmpeg_tools.url(listing), format="concat", safe=0, r=fps)
            ffmpeg_tools.run(_muxed(video, excerpt, partial, fps, encoding, tags))
            return
        iterator = iter(frames)
        first = next(iterator)
        stream = _muxed(raw_input(first, fps), excerpt, partial, fps, encoding, tags)
        ffmpeg_tools.feed(
            stream, (np.ascontiguousarray(f).data for f in itertools.chain([first], iterator))
        )


def _muxed(
    video: ffmpeg.Stream,
    excerpt: str | Path,
    target: str | Path,
    fps: int,
    encoding: Encoding,
    tags: dict[str, str],
) -> ffmpeg.Stream:
    """Return the stream that encodes pictures with the excerpt's sound."""
    import soundfile

    own_rate_hz = soundfile.info(excerpt).samplerate
    audio = {"ar": encoding.audio_rate_hz or aac_rate_hz(own_rate_hz)}
    if encoding.audio_channels:
        audio["ac"] = encoding.audio_channels
    sound = ffmpeg.input(ffmpeg_tools.url(excerpt))
    return ffmpeg.output(
        video.video,
        sound.audio,
        ffmpeg_tools.url(target),
        vcodec="libx264",
        pix_fmt="yuv420p",
        crf=encoding.crf,
        preset=encoding.preset,
        # x264's result depends on its threads: a fixed number makes it reproducible.
        threads=1,
        r=fps,
        acodec="aac",
        audio_bitrate=f"{encoding.audio_bitrate_kbps}k",
        movflags="+faststart",
        fflags="+bitexact",
        **{"flags:v": "+bitexact", "flags:a": "+bitexact"},
        **{f"metadata:g:{n}": f"{key}={value}" for n, (key, value) in enumerate(tags.items())},
        **audio,
    )


def _with_frames(sections: Sequence[str | Path]) -> list[str | Path]:
    """Return the section files that are not empty."""
    return [path for path in sections if Path(path).stat().st_size]


def _listing_line(path: str | Path) -> str:
    """Return a line of ffmpeg's list of files, quotes in the name escaped."""
    absolute = str(Path(path).resolve()).replace("'", "'\\''")
    return f"file '{absolute}'\n"
