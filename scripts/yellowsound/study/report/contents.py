"""What the report shows, as plain data: videos, what was measured of them, tables and figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from yellowsound.study.report.evidence import Evidence
from yellowsound.study.report.scores import ScoreRow


@dataclass(frozen=True)
class StatisticsTable:
    """A table of statistics: its title, what it shows, and what each column holds.

    `folded` and `over_songs` are those of its `items.Item`.
    """

    title: str
    caption: str
    table: pd.DataFrame
    columns: Mapping[str, str] = field(default_factory=dict)
    folded: bool = False
    over_songs: bool = False


@dataclass(frozen=True)
class Figure:
    """A picture file with its title, its caption, and a text for those who cannot see it.

    `section` is the section of the page that it stands in: glance, people, trust or figures.
    `over_songs` is that of its `items.Item`, `kind` the name of that; figures of one kind that
    follow each other stand together.
    """

    path: Path
    title: str
    caption: str
    alt: str
    section: str = "figures"
    over_songs: bool = False
    kind: str = ""


@dataclass(frozen=True)
class SectionView:
    """One section: its number from 1, times in seconds, words, and its keyframe if there is one."""

    number: int
    start_s: float
    end_s: float
    text: str
    style: str
    image: Path | None


@dataclass(frozen=True)
class Track:
    """One video of a take and what was measured of it.

    Attributes
    ----------
    schedule
        The schedule, or the label of a video from elsewhere.
    video
        The file.
    fps
        Frames per second of its signals; 0 where there are none.
    flux
        Visual flux in units of CIELAB, shape (n_frames,), or None.
    events_s, visual_onsets_s
        Times in seconds, ascending.
    t
        Where each frame stands between two keyframes, 0 to 1, or None.
    scores
        The row of the table of scores, or None.
    """

    schedule: str
    video: Path
    fps: float
    flux: np.ndarray | None
    events_s: np.ndarray
    visual_onsets_s: np.ndarray
    t: np.ndarray | None
    scores: ScoreRow | None


@dataclass(frozen=True)
class Take:
    """A pair rendered from one seed: what one player shows.

    Attributes
    ----------
    name
        Its name in the run's folders.
    pair, genre, style
        The pair, and what its captions say.
    fps, duration_s
        Of the first video that is measured.
    energy, onset
        Energy of the song and novelty, frame by frame, or None.
    beats_s, strong_beats_s
        Times in seconds, ascending.
    sections
        In order.
    artwork
        The picture that the keyframes were painted from, or None.
    words
        What its artworks show, in words, those that are described: name of the file, text.
    tracks
        Its videos, in the order of the table of scores.
    """

    name: str
    pair: str
    genre: str
    style: str
    fps: float
    duration_s: float
    energy: np.ndarray | None
    onset: np.ndarray | None
    beats_s: np.ndarray
    strong_beats_s: np.ndarray
    sections: tuple[SectionView, ...]
    artwork: Path | None
    tracks: tuple[Track, ...]
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Guide:
    """What a reader needs who has not made the study.

    Attributes
    ----------
    schedules
        Each schedule, or variant of one, with what it does in a line.
    facts
        How the videos were made: what, and its value.
    again
        The command that makes the study again.
    used
        Names of the plug-ins that made it, whose sources are to be cited with those of the
        metrics.
    """

    schedules: Mapping[str, str]
    facts: Mapping[str, str]
    again: str
    used: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReportData:
    """All that the page shows.

    Attributes
    ----------
    run
        The run's name.
    models
        What made it: part (captioner, painter, ...) to name and revision.
    metrics
        The metrics in the table, in its order.
    rows
        The table of scores, a row a video.
    takes
        In the order of the table.
    statistics, figures
        In the order in which they are shown.
    trust
        Tables that tell how far the study can be trusted.
    trust_said
        What they say in a sentence each.
    people
        Tables of what people have answered, who were asked to choose between the videos.
    people_said
        What they say in a sentence each.
    evidence
        What stands first; None where the pairing was not tested.
    missing
        Rows of the table of missing videos; see `yellowsound.missing`.
    guide
        How to read the page; None to leave that out.
    """

    run: str
    models: Mapping[str, str]
    metrics: tuple[str, ...]
    rows: tuple[ScoreRow, ...]
    takes: tuple[Take, ...]
    statistics: tuple[StatisticsTable, ...] = ()
    figures: tuple[Figure, ...] = ()
    missing: tuple[Mapping[str, str], ...] = ()
    trust: tuple[StatisticsTable, ...] = ()
    trust_said: tuple[str, ...] = ()
    people: tuple[StatisticsTable, ...] = ()
    people_said: tuple[str, ...] = ()
    evidence: Evidence | None = None
    guide: Guide | None = None

    @property
    def seeds(self) -> list[int]:
        """The seeds of the videos, in ascending order; empty where the table names none."""
        return sorted({row.design["seed"] for row in self.rows if row.design["seed"] is not None})
