"""Which of a study's videos people see, which serve catch trials, and how far these are shifted."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from yellowsound.experiment.dealing import MOST_FLASHES, pairs_of
from yellowsound.experiment.parts import Video, file_of
from yellowsound.experiment.timing import IN_TURN
from yellowsound.run.errors import UserError

logger = logging.getLogger(__name__)

CLEAR_Z = 2.0
"""Catch trials are made of videos that follow the music at least so clearly, where there are."""

FELT = "felt"
"""The metric that agrees best with people."""

SHIFTS_S = (0.4, 0.8)
"""Within these a shift is looked for; eyes and ears forgive a fifth of a second."""

DEFAULT_SHIFT_S = 0.5
"""Where no beat was heard."""


@dataclass(frozen=True)
class Scored:
    """A video of a study with its scores.

    Attributes
    ----------
    take, condition, song
        As in `design.Video`.
    path
        Where it lies.
    scores
        What the synchrony job wrote of it.
    sound
        The song of a video from elsewhere that is not scored by its own sound; '' else.
    external
        Whether it is from elsewhere.
    """

    take: str
    condition: str
    song: str
    path: str
    scores: Mapping[str, Any]
    sound: str = ""
    external: bool = False


def choose_videos(scored: Iterable[Scored], run: str) -> dict[str, Scored]:
    """Return the videos that may be shown, by the ids that they have in the experiment.

    None that flashes too often is among them.

    Raises
    ------
    UserError
        If there are videos, and all flash too often.
    """
    scored = list(scored)
    harmless = [video for video in scored if video.scores["flashes_pass"]]
    if scored and not harmless:
        raise UserError(
            f"{run}: all {len(scored)} videos flash too often to be shown to people (column "
            "flashes_pass of its scores): make them again with `flashes: tame`, or with calmer "
            "moves"
        )
    for video in scored:
        if not video.scores["flashes_pass"]:
            logger.warning(
                "%s, %s flashes too often to be shown to people: it is left out",
                video.take,
                video.condition,
            )
    return {f"v{number:03d}": video for number, video in enumerate(harmless, 1)}


def most_flashes(video: Scored) -> float:
    """Return the most flashes of a video in any second, of light or red, whichever are more."""
    return max(video.scores["flashes_per_s"], video.scores["red_flashes_per_s"])


def as_videos(chosen: Mapping[str, Scored], seed: int) -> list[Video]:
    """Return the chosen videos as the design has them; the names of files derive from the seed."""
    return [
        Video(
            id=name,
            take=video.take,
            condition=video.condition,
            song=video.song,
            file=file_of(name, seed),
            duration_s=round(video.scores["duration_s"], 3),
            flashes_per_s=most_flashes(video),
        )
        for name, video in chosen.items()
    ]


def tell_left_out(videos: Sequence[Video], layout: str) -> None:
    """Warn of videos that are not compared, since together they flash too often."""
    shown = {pair.conditions: len(pair.takes) for pair in pairs_of(videos, layout)}
    for pair in pairs_of(videos, IN_TURN):
        if left := len(pair.takes) - shown.get(pair.conditions, 0):
            logger.warning(
                "%s and %s stand side by side in %d of %d songs: in the others both together may "
                "flash more than %d times a second",
                *pair.conditions,
                len(pair.takes) - left,
                len(pair.takes),
                MOST_FLASHES,
            )


def metric_of_catches(primary: str, metrics: Sequence[str]) -> str:
    """Return the metric by which catch trials are chosen: the study's own, else `felt`, or any."""
    return primary or (FELT if FELT in metrics else metrics[0])


def choose_catches(chosen: Mapping[str, Scored], metric: str) -> list[str]:
    """Return the ids of the videos of catch trials: of each take the one that follows best.

    A shift can be seen only where something follows. So takes whose best does not follow
    clearly are left out, unless all are so.

    Parameters
    ----------
    chosen
        The videos that are shown.
    metric
        The metric whose z tells how well a video follows.
    """
    best: dict[str, tuple[float, str]] = {}
    for name, video in chosen.items():
        z = video.scores.get(f"{metric}_z")
        if not video.external:
            found = (float("-inf") if z is None else z, name)
            best[video.take] = max(best.get(video.take, found), found)
    clear = [name for z, name in best.values() if z >= CLEAR_Z]
    if best and not clear:
        logger.warning(
            "no video follows the music clearly (%s, z below %g): whoever fails a catch trial may "
            "have watched with care",
            metric,
            CLEAR_Z,
        )
    return clear or [name for _, name in best.values()]


def choose_shift(beats_s: Iterable[Sequence[float]], fps: float) -> float:
    """Return by how much the picture of a catch trial is early: far from whole beats.

    A picture that is a beat early follows the beat again. Of the whole frames within
    `SHIFTS_S` that shift is taken whose phase, in beats, is furthest from a whole number in
    the song where it is nearest to one.

    Parameters
    ----------
    beats_s
        The beats of each song that serves a catch trial, in seconds.
    fps
        Frames per second.

    Returns
    -------
    float
        Seconds, a whole number of frames, rounded to microseconds.
    """
    periods = [median(b - a for a, b in pairwise(beats)) for beats in beats_s if len(beats) > 2]
    least, most = (max(round(edge * fps), 1) for edge in SHIFTS_S)
    if not periods:
        return round(max(round(DEFAULT_SHIFT_S * fps), 1) / fps, 6)

    def off(frames: int) -> float:
        phases = (frames / fps / period % 1 for period in periods)
        return round(min(min(phase, 1 - phase) for phase in phases), 6)

    return round(max(range(least, most + 1), key=lambda n: (off(n), -n)) / fps, 6)
