"""Small videos, to be sent: H.264 of at most 480 lines, and sound as AAC."""

from dataclasses import dataclass
from pathlib import Path

import ffmpeg

from yellowsound.run import ffmpeg_tools
from yellowsound.run.files import whole_file

CRF = 30
SOUND_KBPS = 64


@dataclass(frozen=True)
class Small:
    """How small a video is made.

    Attributes
    ----------
    lines
        Height at most, in pixels; a smaller video keeps its own.
    video_kbps
        Bit rate of the pictures at most; what `CRF` needs is mostly less.
    """

    lines: int
    video_kbps: int


def write_small(source: str | Path, target: str | Path, small: Small) -> None:
    """Encode a video anew: whole or absent, the same bytes each time.

    Parameters
    ----------
    source
        A video with or without sound.
    target
        The MP4, which plays while it is still being read.
    small
        Its size.

    Raises
    ------
    FfmpegError
        If ffmpeg fails.
    """
    with whole_file(target) as partial:
        ffmpeg_tools.run(
            ffmpeg.output(
                ffmpeg.input(ffmpeg_tools.url(source)),
                ffmpeg_tools.url(partial),
                map_metadata=-1,
                vcodec="libx264",
                pix_fmt="yuv420p",
                crf=CRF,
                maxrate=f"{small.video_kbps}k",
                bufsize=f"{2 * small.video_kbps}k",
                # Never larger than it was; both sides even, as yuv420p needs them.
                vf=f"scale=-2:'trunc(min(ih,{small.lines})/2)*2'",
                # x264's result depends on its threads: a fixed number makes it reproducible.
                threads=1,
                acodec="aac",
                audio_bitrate=f"{SOUND_KBPS}k",
                ac=2,
                movflags="+faststart",
                fflags="+bitexact",
                **{"flags:v": "+bitexact", "flags:a": "+bitexact"},
            )
        )
