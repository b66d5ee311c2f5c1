"""What the page says where all videos are of one song: of each video, and what one song can tell.

What sums up or compares songs is left out there: it could decide nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from yellowsound.run.move_sets import NONE
from yellowsound.study.contrasts import BASELINE
from yellowsound.study.headline import headline_metrics
from yellowsound.study.paired_tests import ALPHA, pairs_needed
from yellowsound.study.report.contents import ReportData, StatisticsTable
from yellowsound.study.report.evidence import (
    AGREEING,
    HARDLY_VISIBLE,
    p_said,
    shared_said,
    songs_needed,
)
from yellowsound.study.report.metric_texts import text_of
from yellowsound.study.report.notes import noted
from yellowsound.study.report.numbers import share_text, value_text
from yellowsound.study.report.scores import ScoreRow

ESTIMATES = ("estimate", "auc", "mean")
"""Columns of which a table of trust needs one that is defined somewhere."""


@dataclass(frozen=True)
class VideoSaid:
    """What is said of one video.

    Attributes
    ----------
    row
        What was measured of it.
    name
        Its schedule, with its take where the song has several.
    said
        How its picture moves, how well that follows the song, and what can be seen of it: a
        sentence or two each.
    """

    row: ScoreRow
    name: str
    said: tuple[str, ...]


@dataclass(frozen=True)
class OneSong:
    """What is said of a song's videos.

    Attributes
    ----------
    pair
        The pair that all are of.
    metric
        The metric that the sentences go by.
    videos
        In the order of the table of scores.
    limits
        What a single video can tell, and what it cannot.
    needs
        What is left out, and from how many songs on it can decide; '' where nothing is.
    agreement
        How far two trackers agree on the song's beats; '' where that is unknown.
    notes
        What is not measured, why, and of which videos where not of all.
    """

    pair: str
    metric: str
    videos: tuple[VideoSaid, ...]
    limits: str
    needs: str
    agreement: str
    notes: tuple[tuple[str, str], ...]

    def said_of(self, take: str) -> dict[str, list[str]]:
        """Return what is said of a take's videos, by schedule."""
        return {v.row.schedule: list(v.said) for v in self.videos if v.row.take == take}


def one_song_of(data: ReportData) -> OneSong | None:
    """Return what is said of a song's videos; None where they are of several."""
    if len({row.pair for row in data.rows}) != 1:
        return None
    evidence = data.evidence
    metric = evidence.metric if evidence else headline_metrics(data.metrics)[0]
    several_takes = len({row.take for row in data.rows}) > 1
    names = [f"{row.schedule}, {row.take}" if several_takes else row.schedule for row in data.rows]
    meanings = data.guide.schedules if data.guide else {}
    return OneSong(
        pair=data.rows[0].pair,
        metric=metric,
        videos=tuple(
            VideoSaid(row, name, _said(row, metric, meanings.get(row.schedule, "")))
            for row, name in zip(data.rows, names, strict=True)
        ),
        limits=_limits(data),
        needs=_needs(data),
        agreement=_agreement(data.rows[0].agreement),
        notes=_notes(data.rows, names),
    )


def of_one_song(data: ReportData) -> ReportData:
    """Leave out what tells nothing of one song: what sums songs up, and what is all undefined."""
    trust = tuple(table for table in data.trust if _tells(table))
    titles = {table.title for table in trust}
    return replace(
        data,
        statistics=tuple(table for table in data.statistics if not table.over_songs),
        figures=tuple(
            figure
            for figure in data.figures
            if not figure.over_songs and (figure.section != "trust" or figure.title in titles)
        ),
        trust=trust,
    )


def _tells(table: StatisticsTable) -> bool:
    """Tell whether a table of trust has a number; without any its figure is empty, too."""
    found = [name for name in ESTIMATES if name in table.table]
    return not found or bool(table.table[found].notna().any(axis=None))


def _said(row: ScoreRow, metric: str, meaning: str) -> tuple[str, ...]:
    """Return what is said of a video, without what is unknown."""
    moves = f"The picture moves {meaning}" if meaning else ""
    told = " ".join(filter(None, (follows_said(row, metric), shared_said(row.shared))))
    return tuple(filter(None, (moves, told, _seen(row.visible))))


def follows_said(row: ScoreRow, metric: str) -> str:
    """Say how well a video follows its song by a metric: no more than its null allows.

    Parameters
    ----------
    row
        What was measured of it.
    metric
        A metric of the table.
    """
    score, label = row.scores[metric], text_of(metric).label
    if score.value is None:
        return f"By {label} nothing can be said: the picture or the song gives too little of it."
    if score.p is None:
        return f"{_first(label)} is {value_text(score.value)}; there is no chance to compare with."
    shifted = "" if score.null_mean is None else f", {value_text(score.null_mean)} when shifted"
    numbers = f"{label} is {value_text(score.value)}{shifted}"
    if row.schedule == BASELINE and row.design.get("moves") in (None, NONE):
        if score.is_significant:
            return (
                "Deaf to the song by design, yet shifted against it the picture seldom does as "
                f"well ({numbers}; {p_said(score.p)}): something else ties them, or it is chance."
            )
        return (
            f"Deaf to the song by design, and nothing shows otherwise ({numbers}; "
            f"{p_said(score.p)})."
        )
    if score.is_significant:
        return (
            "The picture goes better with the song than when it is shifted against it "
            f"({numbers}; a shift seldom does as well, {p_said(score.p)})."
        )
    return (
        "Nothing shows that the picture goes better with the song than when it is shifted against "
        f"it ({numbers}; how often a shift does as well: {p_said(score.p)})."
    )


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]


def _seen(visible: float | None) -> str:
    """Say whether viewers can see it."""
    if visible is None:
        return ""
    told = f"change is visible at {share_text(visible)} of the strong beats."
    return f"It can hardly be seen: a {told}" if visible < HARDLY_VISIBLE else f"A {told}"


def _limits(data: ReportData) -> str:
    """Say what a single video can tell, and what it cannot."""
    tested = sum(score.p is not None for row in data.rows for score in row.scores.values())
    by_chance = round(ALPHA * tested)
    told = (
        f"Of the {tested} p below, about {by_chance} would be under {ALPHA} if no picture followed "
        "anything."
        if by_chance > 1
        else f"If no picture followed anything, one p in {1 / ALPHA:.0f} would be under {ALPHA}."
    )
    return (
        "A single video tells whether its picture goes better with its song than the same picture "
        "shifted against it. It tells neither whether its schedule follows songs, nor which of two "
        f"follows better. {told} On a steady tempo a shift by a beat does as well, so that even a "
        "video that follows may show nothing."
    )


def _needs(data: ReportData) -> str:
    """Say what is left out, and from how many songs on it can decide."""
    if not data.evidence and not any(table.over_songs for table in data.statistics):
        return ""
    judged = [one for one in data.evidence.schedules if not one.is_deaf] if data.evidence else []
    tests = max(1, len(judged))
    of_run = f", with the {tests} schedules of this run," if tests > 1 else ""
    return (
        "What compares songs is left out. The test that pairs pictures with songs can decide from "
        f"{songs_needed(tests)} songs on{of_run} and a comparison of two schedules from "
        f"{pairs_needed(1)}, or from more where several are corrected for each other."
    )


def _agreement(f: float | None) -> str:
    """Say how far two trackers agree, and what follows."""
    if f is None:
        return ""
    told = f"Two beat trackers agree on the beats of this song by F = {f:.2f} (0 to 1)"
    if f < AGREEING:
        return f"{told}, which is below {AGREEING}: do not read its beat scores alone."
    return f"{told}."


def _notes(rows: Sequence[ScoreRow], names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return what is not measured and why, each once."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for row, name in zip(rows, names, strict=True):
        for label, reason in noted(row):
            found.setdefault((label, reason), {})[name] = None
    return tuple(
        (label, reason if len(of) == len(names) else f"{reason} ({', '.join(of)})")
        for (label, reason), of in found.items()
    )
