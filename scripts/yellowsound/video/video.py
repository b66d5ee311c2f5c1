"""Video: sections joined, with the excerpt's sound, as an MP4 that plays anywhere."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import ffmpeg

from yellowsound.run import ffmpeg_tools
from yellowsound.run.files import whole_file

HIGHEST_AUDIO_RATE_HZ = 48000
"""Players are not bound to decode AAC above this sample rate; songs above it are resampled."""


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
        Sample rate of the AAC track; 0 keeps the song's own, up to
        `HIGHEST_AUDIO_RATE_HZ`.
    audio_channels
        Channels of the AAC track; 0 keeps the excerpt's one or two.
    audio_bitrate_kbps
        Bit rate of the AAC track.
    """

    crf: int = 10
    preset: str = "medium"
    audio_rate_hz: int = 0
    audio_channels: int = 0
    audio_bitrate_kbps: int = 192


def write_video(
    sections: Sequence[str | Path],
    excerpt: str | Path,
    target: str | Path,
    fps: int,
    encoding: Encoding,
    tags: dict[str, str],
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

    Raises
    ------
    FfmpegError
        If ffmpeg fails.
    """
    import soundfile

    own_rate_hz = soundfile.info(excerpt).samplerate
    audio = {"ar": encoding.audio_rate_hz or min(own_rate_hz, HIGHEST_AUDIO_RATE_HZ)}
    if encoding.audio_channels:
        audio["ac"] = encoding.audio_channels
    with whole_file(target) as partial, tempfile.TemporaryDirectory() as folder:
        listing = Path(folder) / "sections.txt"
        listing.write_text(
            "".join(_listing_line(path) for path in sections if Path(path).stat().st_size),
            encoding="utf-8",
        )
        video = ffmpeg.input(ffmpeg_tools.url(listing), format="concat", safe=0, r=fps)
        sound = ffmpeg.input(ffmpeg_tools.url(excerpt))
        stream = ffmpeg.output(
            video.video,
            sound.audio,
            ffmpeg_tools.url(partial),
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
        ffmpeg_tools.run(stream)


def _listing_line(path: str | Path) -> str:
    """Return a line of ffmpeg's list of files, quotes in the name escaped."""
    absolute = str(Path(path).resolve()).replace("'", "'\\''")
    return f"file '{absolute}'\n"
