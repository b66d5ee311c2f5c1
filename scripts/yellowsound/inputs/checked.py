"""What was found out about songs and artworks: its columns, what it rests on, and reading it."""

import csv
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yellowsound.inputs.pairs import LIST_SEPARATOR, Pair
from yellowsound.inputs.prompts import SEPARATOR
from yellowsound.run.errors import UserError

COLUMNS = (
    *("pair", "song", "artworks", "weights", "styles", "corpus", "prompts"),
    *("start_s", "duration_s", "sections"),
    *("genre", "codec", "sample_rate_hz", "channels", "song_duration_s", "song_sha256"),
    *("artwork_sha256", "style_sha256", "corpus_sha256", "mended", "problem"),
)
"""Columns of the checked table."""

GIVEN = ("song", "artworks", "weights", "styles", "corpus", "prompts", "genre")
"""Those that only repeat the pair's row: where files lie, what later stages are asked for. They
stand in the table of the study alone, not in what is kept of each pair: that holds wherever its
files are moved, and whatever is asked for."""


OF_SONG = ("pair", "start_s", "duration_s", "sections", "codec", "sample_rate_hz", "channels")
OF_SONG += ("song_duration_s", "song_sha256", "mended", "problem")
"""Columns of what is kept of each pair's song alone: what is heard in it rests on no picture."""


@dataclass(frozen=True)
class CheckedSong:
    """What was found out about a pair's song.

    Attributes
    ----------
    pair
        The pair's name.
    song_sha256
        The hash of the song's bytes.
    start_s, duration_s
        The excerpt, in seconds, on whole samples of the song.
    sections
        How many sections the excerpt is cut into.
    codec, sample_rate_hz, channels, song_duration_s
        What the song is; channels as stored.
    mended
        What was mended in the song's time stamps, in words; '' where nothing was.
    """

    pair: str
    start_s: float
    duration_s: float
    sections: int
    codec: str
    sample_rate_hz: int
    channels: int
    song_duration_s: float
    song_sha256: str
    mended: str


def stamp_pair(pair: Pair, contents: Mapping[str, str | None], settings: Mapping[str, Any]) -> str:
    """Return a short digest of what a pair's check rests on: its row, its files, the settings.

    A file counts by what it holds (`run.content`), wherever it lies; a missing
    one counts too. Genre and weights are asked of later stages, and do not count.
    """
    row = (pair.name, pair.start_s, pair.duration_s, len(pair.prompts))
    return _stamp(row, (pair.song, *pair.pictures), contents, settings)


def stamp_song(pair: Pair, contents: Mapping[str, str | None], settings: Mapping[str, Any]) -> str:
    """Return a short digest of what the check of a pair's song alone rests on; see `stamp_pair`."""
    return _stamp((pair.name, pair.start_s, pair.duration_s), (pair.song,), contents, settings)


def _stamp(
    row: Sequence[Any],
    files: Sequence[Path],
    contents: Mapping[str, str | None],
    settings: Mapping[str, Any],
) -> str:
    held = [contents[str(path)] for path in files]
    text = json.dumps([row, held, dict(settings)], sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]


def as_given(pair: Pair) -> dict[str, str]:
    """Return what the checked table repeats of a pair's row, by the columns `GIVEN`."""
    return {
        "song": str(pair.song),
        "artworks": LIST_SEPARATOR.join(map(str, pair.artworks)),
        "weights": LIST_SEPARATOR.join(map(repr, pair.weights)),
        "styles": LIST_SEPARATOR.join(map(str, pair.styles)),
        "corpus": LIST_SEPARATOR.join(map(str, pair.corpus)),
        "prompts": SEPARATOR.join(pair.prompts),
        "genre": pair.genre or "",
    }


def refuse_problems(path: str | Path) -> list[dict[str, str]]:
    """Return the rows of a table that `check_inputs` made, if every one of them serves.

    Raises
    ------
    UserError
        If it tells of a problem.
    """
    with Path(path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    if problems := [row["problem"] for row in rows if row.get("problem")]:
        raise UserError("\n".join(problems))
    return rows


def read_songs(path: str | Path) -> dict[str, CheckedSong]:
    """Read the songs of a table that `check_inputs` made, by their pairs, in its order.

    Raises
    ------
    UserError
        If it tells of a problem.
    """
    return {
        row["pair"]: CheckedSong(
            pair=row["pair"],
            start_s=float(row["start_s"]),
            duration_s=float(row["duration_s"]),
            sections=int(row["sections"]),
            codec=row["codec"],
            sample_rate_hz=int(row["sample_rate_hz"]),
            channels=int(row["channels"]),
            song_duration_s=float(row["song_duration_s"]),
            song_sha256=row["song_sha256"],
            mended=row["mended"],
        )
        for row in refuse_problems(path)
    }
