"""Inputs: every song and artwork of a study opened, before anything heavy runs."""

import csv
import hashlib
import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yellowsound.inputs.pairs import LIST_SEPARATOR, Pair
from yellowsound.inputs.prompts import SEPARATOR, wrong_count
from yellowsound.run.content import contents_of
from yellowsound.run.errors import UserError
from yellowsound.run.sections import split_sections

if TYPE_CHECKING:
    import pandas as pd


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


def check_inputs(
    pairs: Sequence[Pair],
    table: str | Path,
    default_start_s: float,
    default_duration_s: float,
    section_s: float,
    workers: int,
    keep_going: bool = False,
    genre_pictures: Mapping[str, Sequence[str | Path]] | None = None,
    counted: bool = True,
) -> "pd.DataFrame":
    """Open and decode every song and picture of a pairs table.

    Parameters
    ----------
    pairs
        The rows of the table.
    table
        Its path, for messages.
    default_start_s, default_duration_s
        Start and longest duration of the excerpt, in seconds, where a row names none; a
        duration of 0, here or in a row, is the whole song from the start on.
    section_s
        Length of a section, in seconds.
    workers
        How many files are opened at once.
    keep_going
        Write problems into the table instead of refusing it.
    genre_pictures
        The pictures of the genre table, by what names them in messages. They are opened too;
        if `keep_going`, what is wrong with them is left to the jobs that need them.
    counted
        Whether an excerpt has as many sections as its length tells: then it must have as many
        prompts, where a row gives several.

    Returns
    -------
    pandas.DataFrame
        One row a pair, in the order of `pairs`, with the columns `COLUMNS`. Lists
        are joined by '|'; genre is empty where the table names none, `mended`
        where every frame of the song stands where its time stamp says. `problem`
        tells what is wrong with a pair that does not serve; of its song what
        is known stands there, of all else nothing.

    Raises
    ------
    UserError
        One line for each file that does not serve, with the row that names it;
        or if no ffmpeg serves.
    """
    import pandas as pd

    from yellowsound.inputs.artwork import check_artwork
    from yellowsound.inputs.whole import check_planned_song
    from yellowsound.run.ffmpeg_tools import binary

    # Asked for before the songs: an ffmpeg that does not serve is no fault of theirs.
    binary()
    with ThreadPoolExecutor(workers) as pool:
        once = _Once(pool)
        songs = {}
        for pair in pairs:
            start_s = default_start_s if pair.start_s is None else pair.start_s
            asked = pair.song, start_s, pair.duration_s, default_duration_s
            songs[pair.row] = once(check_planned_song, *asked)
        pictures = {path: once(check_artwork, path) for pair in pairs for path in pair.pictures}
        lent = [
            (named, once(check_artwork, Path(path)))
            for named, paths in ({} if keep_going else genre_pictures or {}).items()
            for path in paths
        ]
        problems: dict[str, list[str]] = {}
        for pair in pairs:
            checks = [("song", songs[pair.row])]
            checks += [("artwork", pictures[path]) for path in pair.artworks]
            checks += [("style", pictures[path]) for path in pair.styles]
            checks += [("corpus", pictures[path]) for path in pair.corpus]
            for kind, check in checks:
                if problem := _problem(check):
                    said = f"{pair.place(table)}: {kind} {problem}"
                    problems.setdefault(pair.name, []).append(said)
            if counted and pair.name not in problems:
                sections = len(split_sections(songs[pair.row].result().duration_s, section_s))
                if problem := wrong_count(len(pair.prompts), sections):
                    said = f"{pair.place(table)}: {problem}"
                    problems[pair.name] = [said]
        refused = [f"{named} {problem}" for named, check in lent if (problem := _problem(check))]
        if not keep_going:
            refused = [*itertools.chain(*problems.values()), *refused]
        if refused:
            raise UserError("\n".join(dict.fromkeys(refused)))

    hashes = contents_of(
        path
        for pair in pairs
        for path in (pair.song, *(() if pair.name in problems else pair.pictures))
    )

    def joined_hashes(paths: Sequence[Path]) -> str:
        return LIST_SEPARATOR.join(str(hashes[str(path)]) for path in paths)

    rows = []
    for pair in pairs:
        row = {"pair": pair.name, "problem": "; ".join(problems.get(pair.name, ()))}
        if _problem(songs[pair.row]) is None:
            song = songs[pair.row].result()
            row |= {
                "start_s": song.start_s,
                "duration_s": song.duration_s,
                "sections": len(split_sections(song.duration_s, section_s)),
                "codec": song.info.codec,
                "sample_rate_hz": song.info.sample_rate_hz,
                "channels": song.info.channels,
                "song_duration_s": song.song_duration_s,
                "song_sha256": hashes[str(pair.song)],
                "mended": song.mended,
            }
        if pair.name not in problems:
            row |= {
                **as_given(pair),
                "artwork_sha256": joined_hashes(pair.artworks),
                "style_sha256": joined_hashes(pair.styles),
                "corpus_sha256": joined_hashes(pair.corpus),
            }
        rows.append(row)
    # Whole numbers stay so beside a pair of which nothing is known.
    whole = dict.fromkeys(("sections", "sample_rate_hz", "channels"), "Int64")
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(whole)


def songs_of(checked: "pd.DataFrame") -> "pd.DataFrame":
    """Return what was found out about the songs alone, with the columns `OF_SONG`.

    A song has a problem where it does not serve itself, whatever the pair's pictures are.
    """
    songs = checked[list(OF_SONG)].copy()
    songs["problem"] = songs["problem"].where(songs["song_sha256"].isna(), "")
    return songs


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


class _Once:
    """Submit calls to a pool, equal ones only once."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._futures: dict[tuple[Any, ...], Future] = {}

    def __call__(self, function: Callable[..., Any], *arguments: Any) -> Future:
        key = (function, *arguments)
        if key not in self._futures:
            self._futures[key] = self._pool.submit(function, *arguments)
        return self._futures[key]


def _problem(check: Future) -> str | None:
    """Wait for a check, and return what it refuses; other exceptions are bugs and are raised."""
    try:
        check.result()
    except UserError as error:
        return str(error)
    return None
