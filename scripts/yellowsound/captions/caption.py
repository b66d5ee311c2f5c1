"""The captions stage: for each section of a song, what it sounds like, in words and numbers."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median_low
from typing import Any

import numpy as np

from yellowsound.captions.brief import (
    CaptionBrief,
    Measures,
    SongCaptions,
    read_section,
)
from yellowsound.captions.genres import Genre, GenreMatch, find_genre
from yellowsound.run.errors import UserError
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.sections import Section


def caption_sections(
    captioner: PlugIn,
    pair: str,
    excerpt: str | Path,
    sections: Sequence[Section],
    genres: Sequence[Genre],
    models: Mapping[str, Path],
    beats_s: np.ndarray,
    given_genre: str | None = None,
    threads: int = 1,
    options: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Caption the sections of one song.

    Parameters
    ----------
    captioner
        The captioner. Its function answers a brief, all sections of the song
        at once, with `SongCaptions`, and honours a given genre.
    pair
        Name of the pair.
    excerpt
        A WAV file of one or more channels, at any sample rate.
    sections
        The excerpt's sections.
    genres
        The genre table.
    models
        The folders of the captioner's models, by their names.
    beats_s
        Times of the song's beats in seconds from the excerpt's start, ascending:
        its tempo comes from them.
    given_genre
        A genre of the table, or an alias; None or '' lets the captioner find it.
    threads
        Threads of the captioner.
    options
        Settings of the captioner alone, by name.

    Returns
    -------
    dict
        JSON-ready: pair, captioner, model (where the captioner tells it),
        genre (name, probability, matched; or null), style, and sections:
        section (its number), start_s, end_s, text, tempo_bpm and
        loudness_dbfs (or null), tags (set -> tag -> probability, all tags, 4
        decimals), genre (or null), matched, style.

    Raises
    ------
    UserError
        If the given genre is unknown, a model is missing or damaged, or what
        the captioner returns is not what was asked for.
    """
    given = None
    if given_genre:
        given = GenreMatch(find_genre(given_genre, genres), None, "given in the pairs table")
    measures = measure_sections(excerpt, sections, beats_s)
    song = captioner.make(
        CaptionBrief(
            excerpt=Path(excerpt),
            sections=sections,
            measures=measures,
            genres=genres,
            given=given,
            models=models,
            pair=pair,
            threads=threads,
            options=options or {},
        )
    )
    if problem := no_captions(song, len(sections)):
        raise UserError(f"the captioner {captioner.name} returns {problem}")
    genre = {
        "name": song.match.name,
        "probability": song.match.probability,
        "matched": song.match.how,
    }
    return {
        "pair": pair,
        "captioner": captioner.name,
        **({"model": dict(song.model)} if song.model else {}),
        "genre": genre if song.match.genre else None,
        "style": song.match.style,
        "sections": [
            {
                "section": section.number,
                "start_s": round(section.start_s, 6),
                "end_s": round(section.end_s, 6),
                "text": caption.text,
                "tempo_bpm": measured.tempo_bpm,
                "loudness_dbfs": measured.loudness_dbfs,
                "tags": {name: dict(tags) for name, tags in caption.tags.items()},
                "genre": caption.match.name,
                "matched": caption.match.how,
                "style": caption.match.style,
            }
            for section, measured, caption in zip(sections, measures, song.sections, strict=True)
        ],
    }


def no_captions(song: SongCaptions, count: int) -> str | None:
    """Return in what a captioner's answer is not what was asked for; None where it is."""
    if not isinstance(song, SongCaptions):
        return f"a {type(song).__name__}: SongCaptions of captions.brief are due"
    if len(song.sections) != count:
        return f"{len(song.sections)} captions: one for each of {count} sections is due"
    return None


OCTAVE_NEAR = 0.2
"""Two tempos are octaves apart where they are within so much of a whole number of octaves: apart
by a factor of 1.74 to 2.3."""

BREAK = 2.5
"""Beats that are farther apart than so many usual ones have a break between them."""


def measure_sections(
    excerpt: str | Path, sections: Sequence[Section], beats_s: np.ndarray
) -> list[Measures]:
    """Measure tempo (to 0.1 BPM, in one octave) and loudness (to 0.01 dB) of each section."""
    tempos = [tempo_bpm(beats_s, section) for section in sections]
    loudnesses = [loudness_dbfs(read_section(excerpt, section)[0]) for section in sections]
    return [
        Measures(
            tempo_bpm=None if tempo is None else round(tempo, 1),
            loudness_dbfs=None if loudness is None else round(loudness, 2),
        )
        for tempo, loudness in zip(in_one_octave(tempos), loudnesses, strict=True)
    ]


def in_one_octave(tempos: Sequence[float | None]) -> list[float | None]:
    """Halve or double tempos that are about half or twice what most others are.

    A beat tracker that follows the half notes in one section and the quarter
    notes in the next has not heard a change of tempo. One that is not within
    `OCTAVE_NEAR` of an octave away has.
    """
    found = [tempo for tempo in tempos if tempo is not None]
    if not found:
        return list(tempos)
    alike = [[other for other in found if _is_octave(math.log2(one / other))] for one in found]
    middle = median_low(max(alike, key=len))
    return [tempo and tempo * 2.0 ** _octaves(math.log2(middle / tempo)) for tempo in tempos]


def _octaves(away: float) -> int:
    """Return how many octaves two tempos are apart; 0 where it is no whole number."""
    return round(away) if _is_octave(away) else 0


def _is_octave(away: float) -> bool:
    return abs(away - round(away)) <= OCTAVE_NEAR


def tempo_bpm(beats_s: np.ndarray, section: Section) -> float | None:
    """Return a section's tempo: 60 s by the mean interval of its beats; None for fewer than two.

    Intervals longer than `BREAK` times their median are left out: a break is no slow beat.
    """
    inside = beats_s[(beats_s >= section.start_s) & (beats_s < section.end_s)]
    if inside.size < 2:
        return None
    intervals_s = np.diff(inside)
    return float(60.0 / intervals_s[intervals_s <= BREAK * np.median(intervals_s)].mean())


def loudness_dbfs(audio: np.ndarray) -> float | None:
    """Return the root mean square of samples in dB relative to 1.0; None for digital silence."""
    power = float(np.mean(np.square(audio, dtype=np.float64)))
    return 10.0 * float(np.log10(power)) if power > 0 else None
