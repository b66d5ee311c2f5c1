"""The design of an experiment: which videos are compared, by whom, in which order.

Everything follows from the videos, the minutes, the number of participants and the seed.
"""

import hashlib
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from yellowsound.experiment.dealing import (
    MOST_FLASHES,
    Pair,
    deal_catches,
    deal_pairs,
    deal_repeats,
    is_calm,
    pairs_of,
)
from yellowsound.experiment.order import ordered
from yellowsound.experiment.parts import Shown, Trial, Video, file_of
from yellowsound.experiment.timing import IN_TURN, SIDE_BY_SIDE, most_rounds, trial_s
from yellowsound.run.errors import UserError
from yellowsound.run.files import read_json
from yellowsound.run.seeds import derive_seed

VERSION = 1


@dataclass(frozen=True)
class Experiment:
    """An experiment as it is planned; as JSON it is what the page and the analysis read.

    Attributes
    ----------
    run, seed, minutes, participants, layout
        What it was planned from.
    catch_shift_s
        By how many seconds the picture of a catch trial's wrong video is early.
    conditions
        Labels of what is compared.
    videos, trials
        By their ids.
    lists
        For each participant the trials in order.
    texts_sha256
        Hash of what participants read and are asked; empty as long as there is no page.
    analysis
        How answers will be judged, as it was set before anybody gave one: `limits`, the two
        conditions of the `primary` comparison (or none), and the `seed`.
    """

    run: str
    seed: int
    minutes: float
    participants: int
    layout: str
    catch_shift_s: float
    conditions: tuple[str, ...]
    videos: Mapping[str, Video]
    trials: Mapping[str, Trial]
    lists: tuple[tuple[Shown, ...], ...]
    texts_sha256: str = ""
    analysis: Mapping[str, Any] = field(default_factory=dict)

    @property
    def shifted(self) -> dict[str, str]:
        """The ids of the videos whose picture is out of step, each with that of its original."""
        catches = (trial for trial in self.trials.values() if trial.kind == "catch")
        return {trial.b: trial.a for trial in catches}

    @property
    def hash(self) -> str:
        """SHA-256, in hexadecimal, of what makes answers belong together.

        That is all but how many participants there are: more of them add lists, and leave
        those before as they are. Of the lists the first is in it.
        """
        return _identity(self._content())

    def as_json(self) -> dict[str, Any]:
        """Return what experiment.json holds."""
        content = self._content()
        return {
            "version": VERSION,
            "experiment": _identity(content),
            "holds": hash_of(content),
            **content,
        }

    def _content(self) -> dict[str, Any]:
        content = asdict(replace(self, videos={}, trials={}))
        for kind, things in (("videos", self.videos), ("trials", self.trials)):
            content[kind] = {name: _without_id(thing) for name, thing in things.items()}
        content["conditions"] = list(self.conditions)
        content["lists"] = [[asdict(shown) for shown in shown_to] for shown_to in self.lists]
        return content


def _without_id(thing: Video | Trial) -> dict[str, Any]:
    return {key: value for key, value in asdict(thing).items() if key != "id"}


def _identity(content: Mapping[str, Any]) -> str:
    kept = {name: value for name, value in content.items() if name != "participants"}
    return hash_of({"version": VERSION, **kept, "lists": content["lists"][:1]})


def hash_of(content: Any) -> str:
    """Return the SHA-256 of the canonical JSON of something, in hexadecimal."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def fitting(
    videos: Sequence[Video], minutes: float, layout: str, run: str
) -> tuple[list[Pair], int]:
    """Return what can be compared, and how often a session has room for each of it.

    Raises
    ------
    UserError
        As `design_experiment`, but for catch trials.
    """
    some, pairs = pairs_of(videos, IN_TURN), pairs_of(videos, layout)
    if not some:
        conditions = ", ".join(dict.fromkeys(video.condition for video in videos))
        raise UserError(
            f"{run or 'this run'} has no song with videos of two conditions that may be shown "
            f"(conditions: {conditions or 'none'}): name at least two `schedules` or sets of "
            "`moves`, and make the study again"
        )
    if not pairs:
        raise UserError(
            f"{run or 'this run'} has no two videos of one song that flash at most "
            f"{MOST_FLASHES} times a second together (columns flashes_per_s and red_flashes_per_s "
            "of its scores): show them one after the other by `experiment_layout: in-turn`, or "
            "make them again with calmer moves"
        )
    longest_s = max(video.duration_s for video in videos)
    takes = [len(pair.takes) for pair in pairs]
    return pairs, most_rounds(minutes, trial_s(longest_s, layout), takes)


def design_experiment(
    videos: Sequence[Video],
    minutes: float,
    participants: int,
    seed: int,
    layout: str = SIDE_BY_SIDE,
    catch_shift_s: float = 0.5,
    run: str = "",
    catches: Sequence[str] | None = None,
) -> Experiment:
    """Plan who compares which videos, in which order.

    A list has as many trials as the minutes hold, counted with the longest video, so that no
    session takes longer; every two conditions equally often, each as often left as right, give
    or take one. Which takes they are of changes from list to list.

    Parameters
    ----------
    videos
        At least two conditions, each at most once for a take.
    minutes
        How long a session may take.
    participants
        How many lists are made, at least 1.
    seed
        The order, the sides and the choice of takes derive from it and the list's number.
    layout
        `side-by-side` or `in-turn`.
    catch_shift_s
        By how much the picture of a catch trial's wrong video is early.
    run
        Name of the run.
    catches
        Ids of the videos that catch trials are made of; None for all.

    Raises
    ------
    UserError
        If there are no two conditions of one take, if all that would stand side by side flash too
        often together, or if the minutes hold no trial for each two conditions.
    """
    pairs, rounds = fitting(videos, minutes, layout, run)
    compared = {name for pair in pairs for name in pair.conditions}
    names = dict.fromkeys(video.condition for video in videos)
    conditions = tuple(name for name in names if name in compared)
    by_id = {video.id: video for video in videos}
    named = list(videos) if catches is None else [by_id[name] for name in catches]
    pool = [video for video in named if is_calm(video, video, layout)]
    if not pool:
        raise UserError(
            f"{run or 'this run'} has no video of its own that may stand beside itself in a catch "
            f"trial: each flashes more than {MOST_FLASHES / 2:g} times a second (columns "
            "flashes_per_s and red_flashes_per_s of its scores): show them one after the other by "
            "`experiment_layout: in-turn`, or make them again with calmer moves"
        )
    lists = []
    dealt = deal_pairs(pairs, rounds, participants, seed)
    for number, chosen in enumerate(dealt):
        own = derive_seed(seed, "experiment", number)
        drawn = [*chosen, *deal_repeats(chosen, number, own), *deal_catches(pool, chosen, number)]
        lists.append(ordered(drawn, own))
    trials = _numbered(pairs, pool, seed)
    shifted = [
        replace(by_id[a], id=_shifted(a), file=file_of(_shifted(a), seed), sha256="")
        for kind, a, _ in trials
        if kind == "catch"
    ]
    ids = {key: trial.id for key, trial in trials.items()}
    return Experiment(
        run=run,
        seed=seed,
        minutes=minutes,
        participants=participants,
        layout=layout,
        catch_shift_s=catch_shift_s,
        conditions=conditions,
        videos={video.id: video for video in (*videos, *shifted)},
        trials={trial.id: trial for trial in sorted(trials.values(), key=lambda one: one.id)},
        lists=tuple(tuple(Shown(ids[draw.key], draw.left) for draw in shown) for shown in lists),
    )


def _shifted(name: str) -> str:
    return f"{name}s"


def _numbered(
    pairs: Sequence[Pair], pool: Sequence[Video], seed: int
) -> dict[tuple[str, str, str], Trial]:
    """Return all trials that a list may show, by what they show: pairs, repeats, catches.

    All, so that more participants change no trial's name; and names in no order, so that they
    do not tell which trial is what.
    """
    of_pairs = [(("pair", a.id, b.id), a.song) for pair in pairs for a, b in pair.takes.values()]
    keys = [
        *of_pairs,
        *((("repeat", *key[1:]), song) for key, song in of_pairs),
        *((("catch", video.id, video.id), video.song) for video in pool),
    ]
    names = [f"t{number:03d}" for number in range(1, len(keys) + 1)]
    random.Random(derive_seed(seed, "trials")).shuffle(names)
    trials: dict[tuple[str, str, str], Trial] = {}
    for name, ((kind, a, b), song) in zip(names, keys, strict=True):
        if kind == "catch":
            trials[kind, a, b] = Trial(name, kind, song, a, _shifted(a), right="a")
        else:
            of = trials["pair", a, b].id if kind == "repeat" else None
            trials[kind, a, b] = Trial(name, kind, song, a, b, of=of)
    return trials


def read_experiment(path: str | Path) -> Experiment:
    """Read experiment.json.

    Raises
    ------
    UserError
        If it is of another version, or was changed since it was written.
    """
    told = read_json(path)
    if told.get("version") != VERSION:
        raise UserError(
            f"{path} is no experiment of version {VERSION}: make the page again by `snakemake "
            "experiment`"
        )
    content = {k: v for k, v in told.items() if k not in ("version", "experiment", "holds")}
    if hash_of(content) != told.get("holds") or _identity(content) != told.get("experiment"):
        raise UserError(
            f"{path} was changed since it was written, its hash is another: make the page again "
            "by `snakemake experiment`, or take the file that the responses were given to"
        )
    videos = {name: Video(id=name, **video) for name, video in content["videos"].items()}
    trials = {name: Trial(id=name, **trial) for name, trial in content["trials"].items()}
    lists = tuple(tuple(Shown(**shown) for shown in shown_to) for shown_to in content["lists"])
    conditions = tuple(content["conditions"])
    return Experiment(
        **{**content, "conditions": conditions, "videos": videos, "trials": trials, "lists": lists}
    )
