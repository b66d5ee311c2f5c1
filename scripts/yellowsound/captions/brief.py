"""What passes between the captions stage and a captioner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from yellowsound.captions.genres import Genre, GenreMatch
from yellowsound.run.sections import Section


@dataclass(frozen=True)
class Measures:
    """What is measured in a section's sound.

    Attributes
    ----------
    tempo_bpm
        Beats a minute; None where no beats are found.
    loudness_dbfs
        Root mean square of all samples of all channels, in dB relative to
        1.0 (a full-scale sine: -3.01); None for digital silence.
    """

    tempo_bpm: float | None
    loudness_dbfs: float | None


@dataclass(frozen=True)
class CaptionBrief:
    """What a captioner is asked for: all sections of one song at once.

    Attributes
    ----------
    excerpt
        A WAV file; `read_section` and `to_mono` give a section's sound.
    sections
        The excerpt's sections.
    measures
        Tempo and loudness of each section.
    genres
        The genre table.
    given
        The genre that the pairs table gives; None where the captioner finds it.
    models
        The folders of the captioner's models, by their names.
    pair
        Name of the pair.
    threads
        Threads to use.
    options
        Settings of the captioner alone, by name.
    """

    excerpt: Path
    sections: Sequence[Section]
    measures: Sequence[Measures]
    genres: Sequence[Genre]
    given: GenreMatch | None
    models: Mapping[str, Path]
    pair: str = ""
    threads: int = 1
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SectionCaption:
    """What a captioner says of one section.

    Attributes
    ----------
    text
        The caption.
    match
        The section's genre.
    tags
        Tag set -> tag -> probability, rounded; empty where the captioner knows no tags.
    """

    text: str
    match: GenreMatch
    tags: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class SongCaptions:
    """What a captioner returns.

    Attributes
    ----------
    match
        The genre of the whole song.
    sections
        One caption for each section of the brief, in its order.
    model
        The model and its revision (JSON-ready); empty where the name of the captioner
        tells all.
    """

    match: GenreMatch
    sections: Sequence[SectionCaption]
    model: Mapping[str, Any] = field(default_factory=dict)


def read_section(excerpt: str | Path, section: Section) -> tuple[np.ndarray, int]:
    """Read one section of a WAV file.

    Returns
    -------
    audio : np.ndarray
        float32, shape (samples, channels).
    sample_rate_hz : int

    Raises
    ------
    ValueError
        If the file ends before the section begins.
    """
    import soundfile

    with soundfile.SoundFile(excerpt) as file:
        start, end = (round(time * file.samplerate) for time in (section.start_s, section.end_s))
        if start >= file.frames:
            raise ValueError(f"{excerpt} ends before section {section.number} begins")
        file.seek(start)
        return file.read(end - start, dtype="float32", always_2d=True), file.samplerate


def to_mono(audio: np.ndarray, sample_rate_hz: int, target_hz: int) -> np.ndarray:
    """Return the mean of the channels of (samples, channels), resampled to `target_hz`."""
    from yellowsound.run.compiled import librosa

    return librosa.resample(audio.mean(axis=1), orig_sr=sample_rate_hz, target_sr=target_hz)
