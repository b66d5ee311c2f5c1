"""The captioner `musicnn`: tags by MusiCNN, and the sentence that a musician would make of them."""

import itertools
import math
from collections.abc import Mapping, Sequence

import numpy as np

from yellowsound.captions.brief import (
    CaptionBrief,
    Measures,
    SectionCaption,
    SongCaptions,
    read_section,
    to_mono,
)
from yellowsound.captions.genres import NO_GENRE, genre_from_tags
from yellowsound.models.musicnn_tags import TAG_SETS
from yellowsound.run.plug_in import PlugIn

SAID = 0.2
"""A tag is put into words from this probability on."""

LOUD_DBFS = -14.0
QUIET_DBFS = -23.0
"""A section is loud from streaming's usual target level on, quiet from broadcasting's
(EBU R 128) down."""

ANDANTE_BPM = (76, 108)
"""Slow is not said of a section above this range of tempi, fast not below it."""

SILENT_DBFS = -70.0
"""Nothing is heard below the absolute gate of ITU-R BS.1770."""

Tags = Mapping[str, Mapping[str, float]]


def caption(brief: CaptionBrief) -> SongCaptions:
    """Caption a song from its tags.

    The song's genre, unless it is given, is the one of its mean tags over all
    patches of its audible sections; every section carries it, since a genre
    is a property of the song.

    Raises
    ------
    UserError
        If the weights are missing or damaged.
    """
    patches = _tag_sections(brief)
    heard = [
        section_patches
        for section_patches, measures in zip(patches, brief.measures, strict=True)
        if audible(measures)
    ]
    match = brief.given or NO_GENRE
    if heard and not brief.given:
        match = genre_from_tags(_mean_tags(heard), brief.genres)
    tags = [_mean_tags([section_patches]) for section_patches in patches]
    return SongCaptions(
        match=match,
        sections=[
            SectionCaption(text=sentence(found, measures, match.name), match=match, tags=found)
            for found, measures in zip(tags, brief.measures, strict=True)
        ],
    )


def _tag_sections(brief: CaptionBrief) -> list[dict[str, np.ndarray]]:
    """Return for each section and tag set the probabilities, of shape (patches, 50)."""
    from yellowsound.models.networks.musicnn import SAMPLE_RATE_HZ, Tagger

    taggers = {tag_set: Tagger(brief.models["musicnn"], tag_set) for tag_set in TAG_SETS}
    tagged = []
    for section in brief.sections:
        audio = to_mono(*read_section(brief.excerpt, section), SAMPLE_RATE_HZ)
        tagged.append({tag_set: tagger.tag(audio) for tag_set, tagger in taggers.items()})
    return tagged


def _mean_tags(sections: Sequence[Mapping[str, np.ndarray]]) -> dict[str, dict[str, float]]:
    """Return the mean of each tag over all patches of some sections, to 4 decimals."""
    means = {}
    for tag_set, tags in TAG_SETS.items():
        stacked = np.concatenate([patches[tag_set] for patches in sections])
        mean = stacked.mean(axis=0, dtype=np.float64)
        means[tag_set] = {tag: round(float(p), 4) for tag, p in zip(tags, mean, strict=True)}
    return means


def _level_dbfs(measures: Measures) -> float:
    return -math.inf if measures.loudness_dbfs is None else measures.loudness_dbfs


def audible(measures: Measures) -> bool:
    """Tell whether there is anything to hear."""
    return _level_dbfs(measures) >= SILENT_DBFS


# What is said for which tags, of either set. Of the words of one group that
# contradict each other only the most probable is said. Tags of taste ('sexy',
# 'catchy') and of genre are not put into words here.
_PACES = {"fast": ("fast",), "slow": ("slow",)}
_TEMPERS = {"happy": ("happy",), "sad": ("sad",)}
_MOODS = {
    "gentle": ("soft",),
    "mellow": ("Mellow", "easy listening"),
    "relaxed": ("chill", "chillout"),
    "beautiful": ("beautiful",),
    "strange": ("weird",),
    "ambient": ("ambient",),
    "meditative": ("new age",),
    "experimental": ("experimental",),
    "acoustic": ("acoustic",),
    "danceable": ("dance",),
}
_DECADES = {
    "60s-style": ("60s",),
    "70s-style": ("70s",),
    "80s-style": ("80s",),
    "90s-style": ("90s",),
    "2000s-style": ("00s",),
}
_INSTRUMENTS = {
    "guitar": ("guitar",),
    "drums": ("drums",),
    "piano": ("piano",),
    "synthesizer": ("synth",),
    "violin": ("violin",),
    "cello": ("cello",),
    "strings": ("strings",),
    "harpsichord": ("harpsichord",),
    "flute": ("flute",),
    "harp": ("harp",),
    "sitar": ("sitar",),
}
_VOICES = {
    "a female voice": (
        *("female", "woman", "female vocal", "female voice"),
        *("female vocalists", "female vocalist"),
    ),
    "a male voice": ("male", "man", "male vocal", "male voice", "male vocalists"),
    "an operatic voice": ("opera",),
    "a choir": ("choir", "choral"),
}
_SINGING = {
    "vocals": ("vocal", "vocals", "voice", "singing", *itertools.chain(*_VOICES.values())),
    "instrumental": ("no vocals", "no vocal", "no voice", "instrumental"),
}
_NOUNS = {"classical": "piece"}


def sentence(tags: Tags, measures: Measures, genre: str | None) -> str:
    """Put a section into one English sentence.

    Parameters
    ----------
    tags
        Tag set -> tag -> probability.
    measures
        Its tempo, and its loudness, which also decides between loud and quiet.
    genre
        What to call it; None for a piece of music.

    Returns
    -------
    str
        E.g. 'A fast, loud rock track with guitar and drums, at about 128 BPM and -9 dBFS.'
    """
    if not audible(measures):
        return "Silence."
    loudness = _loudness_word(_level_dbfs(measures))
    moods = _words(tags, _MOODS, most=2)
    if loudness == ["loud"] and "gentle" in moods:
        moods.remove("gentle")
    paces = [word for word in _words(tags, _PACES) if not _contradicts(word, measures.tempo_bpm)]
    adjectives = [*paces, *loudness, *_words(tags, _TEMPERS), *moods]
    # First whether anybody sings, then who: 'no vocals' can outweigh 'female', not 'guitar'.
    singing = _words(tags, _SINGING)
    voice = (_words(tags, _VOICES) or singing) if singing == ["vocals"] else []
    instrumental = singing if singing == ["instrumental"] else []
    subject = [
        *([", ".join(adjectives)] if adjectives else []),
        *_words(tags, _DECADES),
        *instrumental,
        "piece of music" if genre is None else f"{genre} {_NOUNS.get(genre, 'track')}",
    ]
    text = _with_article(" ".join(subject))
    parts = [*_words(tags, _INSTRUMENTS, most=3), *voice]
    if parts:
        text += f" with {_enumeration(parts)}"
    tempo = "" if measures.tempo_bpm is None else f"about {measures.tempo_bpm:.0f} BPM and "
    return f"{text}, at {tempo}{round(measures.loudness_dbfs)} dBFS."


def _words(tags: Tags, vocabulary: Mapping[str, Sequence[str]], most: int = 1) -> list[str]:
    """Return the words that are probable enough, the most probable first, at most `most`.

    A word is as probable as its most probable tag; equals keep the vocabulary's order.
    """
    probable = {
        word: max(known.get(tag, 0.0) for known in tags.values() for tag in meaning)
        for word, meaning in vocabulary.items()
    }
    said = [word for word, probability in probable.items() if probability >= SAID]
    return sorted(said, key=lambda word: -probable[word])[:most]


def _contradicts(pace: str, tempo_bpm: float | None) -> bool:
    """Tell whether 'slow' or 'fast' is at odds with a tempo."""
    slowest, fastest = ANDANTE_BPM
    if tempo_bpm is None:
        return False
    return tempo_bpm > fastest if pace == "slow" else tempo_bpm < slowest


def _loudness_word(loudness_dbfs: float) -> list[str]:
    if loudness_dbfs >= LOUD_DBFS:
        return ["loud"]
    return ["quiet"] if loudness_dbfs <= QUIET_DBFS else []


def _with_article(words: str) -> str:
    """Put 'A' or 'An' before words, by the sound of the first ('an 80s', 'an R&B')."""
    spelt = not words[1].islower() and words[0] in "FHLMNRSX8"
    return f"{'An' if spelt or words[0].lower() in 'aeiou' else 'A'} {words}"


def _enumeration(parts: Sequence[str]) -> str:
    """Join words as in 'guitar, drums and a male voice'."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


PLUG_IN = PlugIn(
    "captioner",
    "musicnn",
    caption,
    "tags by MusiCNN, and the sentence that a musician would make of them",
    environment="musicnn",
    models=("musicnn",),
    cpu_mem_mb=2000,
    cpu_s_per_unit=10,
)
