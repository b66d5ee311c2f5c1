"""Collecting what the report shows from the files of a run."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from yellowsound.keyframes.brief import read_keyframes
from yellowsound.run.files import read_json, read_text_table
from yellowsound.study.report.contents import (
    Figure,
    ReportData,
    SectionView,
    StatisticsTable,
    Take,
    Track,
)
from yellowsound.study.report.scores import ScoreRow, metrics_of, score_rows

logger = logging.getLogger(__name__)


def collect(
    run: str,
    table: str | Path,
    *,
    signals: Sequence[str | Path] = (),
    schedules: Sequence[str | Path] = (),
    captions: Sequence[str | Path] = (),
    descriptions: Sequence[str | Path] = (),
    pictures: Mapping[str, Sequence[str]] | None = None,
    keyframes: Sequence[str | Path] = (),
    videos: Sequence[str | Path] = (),
    statistics: Sequence[StatisticsTable] = (),
    figures: Sequence[Figure] = (),
    models: Mapping[str, str] | None = None,
    missing: str | Path | None = None,
    factors: Sequence[str] = (),
) -> ReportData:
    """Collect what the report shows.

    Parameters
    ----------
    run
        The run's name.
    table
        The table of scores (TSV). Its columns `seed`, those of factors and
        `video` (the path of a video from elsewhere) may be missing.
    signals, videos
        `.../{take}/{schedule}.tsv` and `.../{take}/{schedule}.mp4`. A take is a
        pair, or `{pair}~seed{seed}` for a further seed.
    schedules
        `.../{take or pair}/{schedule}.tsv`.
    captions
        `.../{pair}.json`.
    descriptions
        `.../{picture}.json`, in words what pictures show.
    pictures
        Pair to the names of its artworks there.
    keyframes
        Folders `.../{take}`.
    statistics, figures
        Shown as they are.
    models
        Part to name, for parts that the captions and keyframes do not name (they name
        captioner and painter); a part given here is shown as given.
    missing
        The table of missing videos (TSV).
    factors
        Columns of the table that hold the factors of schedules.

    Returns
    -------
    ReportData
        Files that the table does not name are left out; a row without a
        video is shown in the table only, and logged.

    Raises
    ------
    UserError
        If the table cannot be used; see `scores.score_rows`.
    """
    files = _Files(
        signals=_by_two_names(signals),
        schedules=_by_two_names(schedules),
        videos=_by_two_names(videos),
        captions={Path(path).stem: Path(path) for path in captions},
        descriptions=_described(descriptions),
        pictures=pictures or {},
        keyframes={
            Path(path).name: _Keyframes(Path(path), read_keyframes(path)) for path in keyframes
        },
    )
    known = {take for take, _ in files.videos} | set(files.keyframes)
    rows = score_rows(table, known, factors)
    by_take: dict[str, list[ScoreRow]] = {}
    for row in rows:
        by_take.setdefault(row.take, []).append(row)
    takes = tuple(_take(name, members, files) for name, members in by_take.items())
    return ReportData(
        run=run,
        models={**_models_named(files), **(models or {})},
        metrics=metrics_of(rows),
        rows=tuple(rows),
        takes=tuple(take for take in takes if take.tracks),
        statistics=tuple(statistics),
        figures=tuple(figures),
        missing=() if missing is None else _missing(missing),
    )


def _missing(path: str | Path) -> tuple[dict[str, str], ...]:
    """Read the table of missing videos."""
    return tuple(read_text_table(path).to_dict("records"))


@dataclass(frozen=True)
class _Keyframes:
    """A folder of keyframes, and what its description says."""

    folder: Path
    said: dict[str, Any]


@dataclass(frozen=True)
class _Files:
    """The run's files by the names that tell what they are of."""

    signals: dict[tuple[str, str], Path]
    schedules: dict[tuple[str, str], Path]
    videos: dict[tuple[str, str], Path]
    captions: dict[str, Path]
    descriptions: dict[str, dict[str, Any]]
    pictures: Mapping[str, Sequence[str]]
    keyframes: dict[str, _Keyframes]


def _by_two_names(paths: Sequence[str | Path]) -> dict[tuple[str, str], Path]:
    """Return paths by (name of the folder, name without suffix)."""
    return {(Path(path).parent.name, Path(path).stem): Path(path) for path in paths}


def _described(paths: Sequence[str | Path]) -> dict[str, dict[str, Any]]:
    """Return what descriptions tell, by the names of their pictures."""
    told = map(read_json, paths)
    return {description["picture"]: description for description in told}


def _words(pair: str, files: _Files) -> tuple[tuple[str, str], ...]:
    """Return file name and description of those of a pair's artworks that are described."""
    found = (files.descriptions.get(name) for name in files.pictures.get(pair, ()))
    return tuple((told["file"], told["text"]) for told in found if told)


def _models_named(files: _Files) -> dict[str, str]:
    """Return the captioners, describers and painters that name themselves in their files."""
    captioners = {read_json(path)["captioner"]: None for path in files.captions.values()}
    painters = {}
    for keyframes in files.keyframes.values():
        model = keyframes.said["model"]
        names = [str(model[key]) for key in ("name", "revision") if model.get(key)]
        painters[" · ".join(names)] = None
    describers = {told["describer"]: None for told in files.descriptions.values()}
    found = {"captioner": captioners, "describer": describers, "painter": painters}
    return {part: "; ".join(names) for part, names in found.items() if names}


def _take(name: str, rows: Sequence[ScoreRow], files: _Files) -> Take:
    """Gather a take's files; one that is missing leaves its part empty."""
    pair = rows[0].pair
    tables = {}
    for row in rows:
        path = files.signals.get((name, row.schedule))
        tables[row.schedule] = None if path is None else pd.read_csv(path, sep="\t")
    measured = [(row, tables[row.schedule]) for row in rows if tables[row.schedule] is not None]
    paces = {row.schedule: _schedule(name, row, files) for row in rows}
    song = read_json(files.captions[pair]) if pair in files.captions else {}
    keyframes = files.keyframes.get(name) or files.keyframes.get(pair)
    tracks = [_track(name, row, tables[row.schedule], paces[row.schedule], files) for row in rows]
    own_pace = next((table for table in paces.values() if table is not None), None)
    first_row, first = measured[0] if measured else (rows[0], None)
    return Take(
        name=name,
        pair=pair,
        genre=rows[0].genre,
        style=song.get("style") or "",
        fps=first_row.fps,
        duration_s=first_row.duration_s,
        energy=None if own_pace is None else own_pace["energy"].to_numpy(),
        onset=None if first is None else first["onset"].to_numpy(),
        beats_s=_times(first, "beat", first_row.fps),
        strong_beats_s=_times(first, "strong_beat", first_row.fps),
        sections=_sections(song, keyframes),
        artwork=_artwork(keyframes),
        tracks=tuple(track for track in tracks if track is not None),
        words=_words(pair, files),
    )


def _schedule(name: str, row: ScoreRow, files: _Files) -> pd.DataFrame | None:
    """Read the schedule of a video; one from elsewhere has none."""
    paths = (files.schedules.get((take, row.schedule)) for take in (name, row.pair))
    path = next((path for path in paths if path is not None), None)
    return None if path is None or row.video else pd.read_csv(path, sep="\t")


def _track(
    name: str,
    row: ScoreRow,
    signals: pd.DataFrame | None,
    pace: pd.DataFrame | None,
    files: _Files,
) -> Track | None:
    """Gather what is known of one video; None without a file."""
    video = Path(row.video) if row.video else files.videos.get((name, row.schedule))
    if video is None:
        logger.warning("%s, %s: no video is given, so that the page shows none", name, row.schedule)
        return None
    return Track(
        schedule=row.schedule,
        video=video,
        fps=row.fps,
        flux=None if signals is None else signals["flux"].to_numpy(),
        events_s=_times(signals, "event", row.fps),
        visual_onsets_s=_times(signals, "visual_onset", row.fps),
        t=None if pace is None else pace["t"].to_numpy(),
        scores=row,
    )


def _times(signals: pd.DataFrame | None, column: str, fps: float) -> np.ndarray:
    """Return the times in seconds of the frames that a column marks."""
    if signals is None or column not in signals:
        return np.zeros(0)
    return np.flatnonzero(signals[column].to_numpy()) / fps


def _sections(song: Mapping[str, Any], keyframes: _Keyframes | None) -> tuple[SectionView, ...]:
    """Return the sections that the captions tell of, each with its keyframe."""
    painted = [] if keyframes is None else keyframes.said["images"]
    images = {image["section"]: keyframes.folder / image["file"] for image in painted}
    return tuple(
        SectionView(
            number=section["section"],
            start_s=section["start_s"],
            end_s=section["end_s"],
            text=section["text"],
            style=section.get("style") or "",
            image=images.get(section["section"]),
        )
        for section in song.get("sections", ())
    )


def _artwork(keyframes: _Keyframes | None) -> Path | None:
    """Return the picture that keyframes were painted from, if their description names it."""
    name = None if keyframes is None else keyframes.said.get("artwork")
    return keyframes.folder / name if name else None
