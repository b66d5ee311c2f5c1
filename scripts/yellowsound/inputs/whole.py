"""Long excerpts and whole songs: a plan has to know how long a song is before any is decoded.

Plans of other excerpts import this too, so that what opens songs is imported where it is used.
"""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from yellowsound.inputs.pairs import Pair
from yellowsound.run.errors import UserError

if TYPE_CHECKING:
    from yellowsound.inputs.songs import CheckedSong

SLACK_S = 1.0
"""How much longer a song may decode than it declares, in seconds: encoders pad its end."""

LONG_S = 300.0
"""Only for longer excerpts a plan looks how long the song is, in seconds. To open each song of a
study takes time that every job spends anew, and shorter ones have few sections to plan in vain."""

MANY_SECTIONS = 100
"""Songs of more sections are warned of: each has a caption and a keyframe of its own."""


def planned_s(pair: Pair, default_start_s: float, default_duration_s: float) -> float:
    """Return the length of a pair's excerpt in seconds, if the song lasts.

    One above `LONG_S` is no longer than the song declares.

    Parameters
    ----------
    pair
        The pair; its duration goes before the default, and 0 is the whole song
        from the excerpt's start.
    default_start_s, default_duration_s
        Start and duration in seconds where the pair has none; 0 as above.
    """
    duration_s = default_duration_s if pair.duration_s is None else pair.duration_s
    if duration_s and duration_s <= LONG_S:
        return duration_s
    return min(duration_s or math.inf, longest_s(pair.song, pair.starts_at_s(default_start_s)))


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


def check_planned_song(
    path: str | Path, start_s: float, duration_s: float | None, default_duration_s: float
) -> "CheckedSong":
    """Decode a song once from end to end, and make sure that it serves as its plan has it.

    Parameters
    ----------
    path, start_s, duration_s, default_duration_s
        See `songs.check_song`; a duration of 0 is the whole song from the start on.

    Raises
    ------
    UserError
        As `songs.check_song`, or if the song gives more than was planned by its headers.
    """
    from yellowsound.inputs.songs import check_song

    asked_s = default_duration_s if duration_s is None else duration_s
    if asked_s and asked_s <= LONG_S:
        return check_song(path, start_s, duration_s, default_duration_s)
    declared_s, asked_s = longest_s(path, start_s), asked_s or math.inf
    song = check_song(path, start_s, duration_s or None, min(asked_s, declared_s))
    if min(asked_s, song.song_duration_s - song.start_s) - declared_s > 1e-6:  # no sample is less
        raise UserError(
            f"{path} lasts {song.song_duration_s:.2f} s, which is more than its headers declare: "
            "give a shorter duration of its excerpt in the pairs table, or export it again"
        )
    return song


def many_sections(sections: Mapping[str, int], section_s: float) -> str | None:
    """Return a sentence on the songs of very many sections; None where there is none.

    Parameters
    ----------
    sections
        Pair to the number of its sections.
    section_s
        Their length in seconds.
    """
    many = {pair: count for pair, count in sections.items() if count > MANY_SECTIONS}
    if not many:
        return None
    pair = max(many, key=many.__getitem__)
    others = f" ({len(many)} pairs have more than {MANY_SECTIONS})" if len(many) > 1 else ""
    return (
        f"{pair} has {many[pair]} sections of {section_s:g} s{others}, each with a caption and a "
        "keyframe of its own: set a longer section_s if that is not meant"
    )


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
