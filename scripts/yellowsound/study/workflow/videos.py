"""The videos of a study: takes in variants, and those from elsewhere; scored, made or missing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from yellowsound.inputs.external import ExternalVideo
from yellowsound.inputs.pairs import Pair
from yellowsound.run.moves import is_painted
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.plug_ins import shared_by
from yellowsound.run.registry import IN_FAMILIES
from yellowsound.run.second_pass import UpToDate
from yellowsound.schedule.moving import FOLLOWED
from yellowsound.study.contrasts import Primary
from yellowsound.study.design import (
    Take,
    Variant,
    drawn_pairs,
    factors_of,
    facts_of,
    walks_of,
)
from yellowsound.study.figures.sheet_layout import pages_of
from yellowsound.study.missing import explain_missing
from yellowsound.study.workflow.asked import Asked

Video = tuple[str, str]
"""Take, and variant or label."""


@dataclass(frozen=True)
class Videos:
    """The videos of a study.

    Attributes
    ----------
    asked
        The configuration.
    second_pass
        Whether what is there is summed up, after a run that failed in part: what is not scored
        is missing then.
    takes, variants
        By name; see `study.design`.
    schedules
        The schedules' plug-ins by name.
    moves
        The moves of each set by its name, each with its name, plug-in and settings.
    external
        The videos from elsewhere, by take and label.
    primary
        The comparison that the study is made for; None without one.
    """

    asked: Asked
    second_pass: bool
    takes: Mapping[str, Take]
    variants: Mapping[str, Variant]
    schedules: Mapping[str, PlugIn]
    moves: Mapping[str, list]
    external: Mapping[Video, ExternalVideo]
    primary: Primary | None

    @cached_property
    def walks(self) -> dict[str, str]:
        """The variant whose frames each one takes: moves that no walker paints come later."""
        painted = {
            name: [(named, own) for named, p, own in moves if is_painted(p)]
            for name, moves in self.moves.items()
        }
        return walks_of(self.variants, painted)

    @cached_property
    def factors(self) -> list[str]:
        """The columns of the table of scores that tell what videos differ in."""
        return ["moves", *factors_of(self.schedules.values())]

    @cached_property
    def all(self) -> list[Video]:
        """Every video to be scored, in the table's order."""
        made = [(take, variant) for take in self.takes for variant in self.variants]
        place = {take: number for number, take in enumerate(self.takes)}
        # A video from elsewhere stands behind those of its take. The sort keeps the rest in order.
        return sorted([*made, *self.external], key=lambda v: place.get(v[0], len(place)))

    @cached_property
    def scored(self) -> list[Video]:
        """The videos that are summed up."""
        return [video for video in self.all if not self.second_pass or self._is_scored(*video)]

    @cached_property
    def missing(self) -> list[Video]:
        """The videos that could not be scored."""
        return sorted(set(self.all) - set(self.scored))

    @cached_property
    def made(self) -> list[Video]:
        """Those of the scored videos that the study makes."""
        return [video for video in self.scored if video not in self.external]

    @cached_property
    def shown_takes(self) -> list[str]:
        """The takes that have a video: only then their captions and keyframes are there."""
        return list(dict.fromkeys(take for take, _ in self.made))

    @cached_property
    def shown_pairs(self) -> list[str]:
        """Their pairs."""
        return list(dict.fromkeys(self.takes[take].pair for take in self.shown_takes))

    @cached_property
    def sheet_pairs(self) -> list[str]:
        """The pairs on the sheet of keyframes, which shows the first seed of each."""
        return [pair for pair in self.shown_pairs if pair in self.shown_takes]

    @cached_property
    def sheet_pictures(self) -> int:
        """How many pictures a pair has on the sheet, at most: artworks, opening, keyframes."""
        asked = self.asked
        return 1 + max((asked.starts(p) + len(asked.sections(p)) for p in asked.pairs), default=1)

    @cached_property
    def sheets(self) -> dict[str, list[str]]:
        """The pairs on each page of the sheet, by its number."""
        width_mm = self.asked.config["figure_width_mm"]
        return pages_of(self.sheet_pairs, self.sheet_pictures, width_mm)

    @cached_property
    def drawn(self) -> list[str]:
        """The pairs that figures are drawn of."""
        missing = {take for take, _ in self.missing}
        pairs = drawn_pairs(self.asked.config["figure_pairs"], self.asked.pairs)
        return [pair for pair in pairs if pair not in missing]

    @cached_property
    def labels(self) -> list[str]:
        """The variants and labels that have a scored video."""
        return list(dict.fromkeys(name for _, name in self.scored))

    @cached_property
    def is_up_to_date(self) -> UpToDate:
        """Tells which files are of these settings, in a second pass."""
        return UpToDate(self.asked.results)

    @cached_property
    def songs(self) -> dict[str, str]:
        """The name of each take's song: the first pair's that has the same excerpt of it."""
        first: dict[tuple, str] = {}
        named = {}
        for name, pair in self.asked.pairs.items():
            start_s = pair.starts_at_s(self.asked.config["excerpt_start_s"])
            excerpt = (self.asked.contents[str(pair.song)], start_s, self.asked.planned_s[name])
            named[name] = first.setdefault(excerpt, name)
        return {name: named[take.pair] for name, take in self.takes.items()}

    @cached_property
    def first_of_song(self) -> dict[str, Video]:
        """The first scored video of each song: its sound is heard with the pictures of others."""
        return {self.song_of(video[0]): video for video in reversed(self.scored)}

    def song_of(self, take: str) -> str:
        """Return the name of a video's song; of one from elsewhere its own name."""
        return self.songs.get(take, take)

    def songs_scored(self) -> list[str]:
        """Return the names of the songs of all scored videos."""
        return list(dict.fromkeys(self.song_of(take) for take, _ in self.scored))

    def judged_song(self, song: str) -> str:
        """Return the file that tells what the judge heard of a song: its first scored video's."""
        take, schedule = self.first_of_song[song]
        return f"<results>/synchrony/{take}/{schedule}.judged.json"

    def pair_named(self, take: str) -> str:
        """Return the pair that a scored video is of; of one from elsewhere its own name."""
        return self.takes[take].pair if take in self.takes else take

    def scored_of(self, schedule: str) -> list[str]:
        """Return the takes of the scored videos of a schedule (or label), in the table's order."""
        return [take for take, name in self.scored if name == schedule]

    def pair_of(self, wildcards: Any) -> Pair:
        """Return the pair that a take is of."""
        return self.asked.pairs[self.takes[wildcards.take].pair]

    def seed_of(self, wildcards: Any) -> int:
        """Return the seed of a take."""
        return self.takes[wildcards.take].seed

    def of_pair(self, pattern: str) -> Callable[[Any], str]:
        """Return a function from a take to the file of its pair."""
        return lambda wildcards: pattern.format(
            pair=self.takes[wildcards.take].pair, **dict(wildcards.items())
        )

    def all_scores(self, pattern: str) -> list[str]:
        """Return the files of every video that is scored, as `pattern` names them."""
        return [pattern.format(take=take, schedule=name) for take, name in self.scored]

    def all_made(self, pattern: str) -> list[str]:
        """Return the files of every video that the study makes, as `pattern` names them."""
        return [
            pattern.format(take=take, pair=self.takes[take].pair, schedule=name)
            for take, name in self.made
        ]

    def scores_of_pair(self, pattern: str) -> Callable[[Any], list[str]]:
        """Return a function from a pair to the files of its videos, those from elsewhere too."""
        return lambda wildcards: [
            pattern.format(take=take, schedule=name)
            for take, name in self.scored
            if take == wildcards.pair
        ]

    def parts_of(self, wildcards: Any) -> list[str]:
        """Return the files of a job's video's frames."""
        return self.parts(wildcards.take, wildcards.schedule)

    def parts(self, take: str, schedule: str) -> list[str]:
        """Return the files of a video's frames, a few sections each, in order."""
        folder = f"<results>/frames/{take}/{self.walks[schedule]}"
        return [f"{folder}/{part}.mkv" for part in self.asked.parts(self.takes[take].pair)]

    def video_of(self, wildcards: Any) -> str | list[str]:
        """Return the video of a take in a variant; a video from elsewhere is no input."""
        if (wildcards.take, wildcards.schedule) in self.external:
            return []
        return f"<results>/videos/{wildcards.take}/{wildcards.schedule}.mp4"

    def external_of(self, wildcards: Any) -> dict[str, str]:
        """Return the files of a video from elsewhere; {} of a take.

        The song is there where the video is not scored against its own sound.
        """
        external = self.external.get((wildcards.take, wildcards.schedule))
        if not external:
            return {}
        files = {"video": external.video, "song": external.song}
        return {kind: str(path) for kind, path in files.items() if path}

    def external_hold(self, wildcards: Any) -> dict[str, str | None]:
        """Return what the files of a video from elsewhere hold, by their kind; {} of a take."""
        return {k: self.asked.contents[path] for k, path in self.external_of(wildcards).items()}

    def external_paths(self) -> list[str | None]:
        """Return where each scored video from elsewhere lies; None of one that the study makes."""
        found = [self.external.get(video) for video in self.scored]
        return [_from_here(external.video) if external else None for external in found]

    def facts_of(self, wildcards: Any) -> dict[str, Any]:
        """Return what the table of scores tells of how a video was made."""
        if external := self.external.get((wildcards.take, wildcards.schedule)):
            return {"pair": external.take, "seed": None, "shared": ""}
        take, variant = self.takes[wildcards.take], self.variants[wildcards.schedule]
        shared = shared_by(self.followed_by(variant), self.asked.config)
        facts = facts_of(take, variant, self.factors)
        return {"pair": take.pair, **facts, "shared": ", ".join(shared)}

    def followed_by(self, variant: Variant) -> tuple[str, ...]:
        """Return what of the hearing a variant follows, with its schedule and its moves."""
        follows = self.schedules[variant.schedule].follows
        follows = IN_FAMILIES if follows is None else follows
        moved = [
            kind
            for _, _, own in self.moves[variant.moves]
            for kind in FOLLOWED.get(own["follows"], ())
        ]
        return tuple(dict.fromkeys([*follows, *moved]))

    def missing_rows(self) -> list[dict[str, Any]]:
        """Return a row for each video that is missing, with the reason that the logs tell."""
        logs = self.asked.places.logs
        return [
            explain_missing(logs, self.pair_named(take), take, schedule, self._words_of(take))
            for take, schedule in self.missing
        ]

    def _words_of(self, take: str) -> list[str]:
        """Return the names of the pictures whose descriptions a take's keyframes wait for."""
        if take not in self.takes or not self.asked.plug_in("painter").takes_words:
            return []
        pair = self.asked.pairs[self.takes[take].pair]
        return [self.asked.picture_names[str(path)] for path in (*pair.artworks, *pair.corpus)]

    def _is_scored(self, take: str, schedule: str) -> bool:
        """Tell whether a video has been scored by these settings, all of its files whole."""
        scores = f"{self.asked.results}/synchrony/{take}/{schedule}"
        nulls = f"{self.asked.results}/nulls/{take}/{schedule}.tsv"
        files = [*(f"{scores}{end}" for end in (".json", ".tsv", ".judged.json")), nulls]
        return self.is_up_to_date((take, schedule), files)


def _from_here(path: Path) -> str:
    """Return a path as whoever runs the workflow would write it, wherever that lies."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
