"""Inputs: every song and artwork of a study opened, before anything heavy runs."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yellowsound.inputs.checked import COLUMNS, OF_SONG, as_given
from yellowsound.inputs.pairs import LIST_SEPARATOR, Pair
from yellowsound.inputs.prompts import wrong_count
from yellowsound.run.content import contents_of
from yellowsound.run.errors import UserError
from yellowsound.run.sections import split_sections

if TYPE_CHECKING:
    import pandas as pd


SONG_PROBLEM = "song_problem"


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
        is known stands there, of all else nothing. `song_problem` is beside
        them: what is wrong with its song alone.

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
            start_s = pair.starts_at_s(default_start_s)
            asked = pair.song, start_s, pair.duration_s, default_duration_s
            songs[pair.row] = once(check_planned_song, *asked)
        pictures = {path: once(check_artwork, path) for pair in pairs for path in pair.pictures}
        lent = [
            (named, once(check_artwork, Path(path)))
            for named, paths in ({} if keep_going else genre_pictures or {}).items()
            for path in paths
        ]
        problems: dict[str, list[str]] = {}
        of_songs: dict[str, str] = {}
        for pair in pairs:
            checks = [("song", songs[pair.row])]
            checks += [("artwork", pictures[path]) for path in pair.artworks]
            checks += [("style", pictures[path]) for path in pair.styles]
            checks += [("corpus", pictures[path]) for path in pair.corpus]
            for kind, check in checks:
                if problem := _problem(check):
                    said = f"{pair.place(table)}: {kind} {problem}"
                    problems.setdefault(pair.name, []).append(said)
                    if kind == "song":
                        of_songs[pair.name] = said
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
        row = {
            "pair": pair.name,
            "problem": "; ".join(problems.get(pair.name, ())),
            SONG_PROBLEM: of_songs.get(pair.name, ""),
        }
        if pair.name not in of_songs:
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
    return pd.DataFrame(rows, columns=[*COLUMNS, SONG_PROBLEM]).astype(whole)


def songs_of(checked: "pd.DataFrame") -> "pd.DataFrame":
    """Return what was found out about the songs alone, with the columns `OF_SONG`.

    A song has a problem where it does not serve itself, whatever the pair's pictures are.
    """
    return checked[list(OF_SONG)].assign(problem=checked[SONG_PROBLEM])


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
