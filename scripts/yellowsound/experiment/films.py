"""The videos of an experiment as files that a browser plays."""

from pathlib import Path

import ffmpeg

from yellowsound.run import ffmpeg_tools

UNTOLD = {
    "movflags": "+faststart",
    "fflags": "+bitexact",
    "flags:v": "+bitexact",
    "flags:a": "+bitexact",
    # Titles, comments and chapters tell what a video is.
    "map_metadata": -1,
    "map_metadata:s": -1,
    "map_chapters": -1,
}
"""How a file is written so that it tells nothing but picture and sound, each time the same."""

PICTURE = {"vcodec": "libx264", "pix_fmt": "yuv420p", "preset": "medium", "threads": 1, **UNTOLD}
"""How a picture is encoded anew, the same on every machine."""

FINER = 4
"""A picture that is encoded for the second time is by so many steps of crf better, so that the
second time is not seen."""


def put(source: str | Path, target: str | Path) -> None:
    """Write a video of the study anew, picture and sound bit for bit, without what it tells."""
    given = ffmpeg.input(ffmpeg_tools.url(source))
    out = ffmpeg.output(
        given.video, given.audio, ffmpeg_tools.url(target), vcodec="copy", acodec="copy", **UNTOLD
    )
    ffmpeg_tools.run(out)


def shift(source: str | Path, target: str | Path, frames: int, crf: int) -> None:
    """Write a video whose picture is early by so many frames, its sound as it was.

    The sound is copied bit for bit. The picture cannot be: it would have to begin with a
    frame that can be decoded by itself, and the frames in question cannot. It is encoded
    again; for its last frames the last one stands still.

    Parameters
    ----------
    source
        The video, at a constant rate.
    target
        The MP4 file.
    frames
        How many frames its picture is early, at least 1.
    crf
        Quality of the study's pictures.
    """
    given = ffmpeg.input(ffmpeg_tools.url(source))
    early = given.video.filter("trim", start_frame=frames).filter("setpts", "PTS-STARTPTS")
    held = early.filter("tpad", stop=frames, stop_mode="clone")
    out = ffmpeg.output(
        held,
        given.audio,
        ffmpeg_tools.url(target),
        acodec="copy",
        crf=max(crf - FINER, 0),
        **PICTURE,
    )
    ffmpeg_tools.run(out)


def convert(source: str | Path, sound: str | Path | None, target: str | Path, crf: int) -> None:
    """Write a video from elsewhere as H.264 and AAC, its sides made even.

    Parameters
    ----------
    source
        The video.
    sound
        A song that takes the place of its own sound; None for that.
    target
        The MP4 file, as long as the shorter of picture and sound.
    crf
        Quality of the picture, as of the study's videos.
    """
    given = ffmpeg.input(ffmpeg_tools.url(source))
    heard = ffmpeg.input(ffmpeg_tools.url(sound)) if sound else given
    even = given.video.filter("scale", "trunc(iw/2)*2", "trunc(ih/2)*2")
    out = ffmpeg.output(
        even,
        heard.audio,
        ffmpeg_tools.url(target),
        acodec="aac",
        audio_bitrate="192k",
        shortest=None,
        crf=crf,
        **PICTURE,
    )
    ffmpeg_tools.run(out)
