"""Whole songs as excerpts: a plan has to know how long a song is before any is decoded.

Plans of other excerpts import this too, so that what opens songs is imported where it is used.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from yellowsound.inputs.pairs import Pair
from yellowsound.run.errors import UserError

if TYPE_CHECKING:
    from yellowsound.inputs.songs import CheckedSong

SLACK_S = 1.0
"""How much longer a song may decode than it declares, in seconds: encoders pad its end."""


def planned_s(pair: Pair, default_start_s: float, default_duration_s: float) -> float:
    """Return the length of a pair's excerpt in seconds, if the song lasts.

    Parameters
    ----------
    pair
        The pair; its duration goes before the default, and 0 is the whole song
        from the excerpt's start.
    default_start_s, default_duration_s
        Start and duration in seconds where the pair has none; 0 as above.
    """
    duration_s = default_duration_s if pair.duration_s is None else pair.duration_s
    start_s = default_start_s if pair.start_s is None else pair.start_s
    return duration_s or longest_s(pair.song, start_s)


def longest_s(path: str | Path, start_s: float) -> float:
    """Return the longest excerpt that a song may give from `start_s` on, in seconds.

    It is what its headers declare, and `SLACK_S`. Only a song without such a
    header is read to its end, and decoded where its frames have none either.

    Returns
    -------
    float
        At least `songs.MIN_EXCERPT_S`, which is also what a song has that does
        not serve: that is told where it is checked.
    """
    from yellowsound.inputs.songs import MIN_EXCERPT_S

    try:
        song_s = _declared_s(path)
    except UserError:
        song_s = 0.0
    return max(song_s - start_s + SLACK_S, MIN_EXCERPT_S)


def check_whole_song(path: str | Path, start_s: float, fps: float) -> "CheckedSong":
    """Decode a song once from end to end, and make sure that it serves as a whole.

    Parameters
    ----------
    path, start_s, fps
        See `songs.check_song`.

    Raises
    ------
    UserError
        As `songs.check_song`, or if the song lasts longer than it declares.
    """
    from yellowsound.inputs.songs import check_song

    song = check_song(path, start_s, None, longest_s(path, start_s), fps)
    if song.song_duration_s - song.start_s - song.duration_s > 1e-6:  # less than any sample
        raise UserError(
            f"{path} lasts {song.song_duration_s:.2f} s, which is more than its headers declare: "
            "give the duration of its excerpt in the pairs table, or export it again"
        )
    return song


def _declared_s(path: str | Path) -> float:
    """Return what a song declares of its length in seconds, in its headers or its frames."""
    import av

    from yellowsound.inputs.excerpt import decoded_blocks
    from yellowsound.inputs.songs import probe_song
    from yellowsound.inputs.track import frames_end_s
    from yellowsound.run.ffmpeg_tools import FfmpegError

    info = probe_song(path)
    if info.declared_duration_s is not None:
        return info.declared_duration_s
    try:
        if (end_s := frames_end_s(path)) is not None:
            return end_s
        blocks = decoded_blocks(path, info.sample_rate_hz, info.channels, strict=False)
        return sum(map(len, blocks)) / info.sample_rate_hz
    except (av.FFmpegError, FfmpegError):
        raise UserError(f"{path} cannot be read to its end: export or download it again") from None
