"""What a schedule's job is told: settings, files of its pair, moves, version of its code."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from yellowsound.inputs.ahead import check_files_of_pairs
from yellowsound.run.plug_ins import names_of
from yellowsound.run.sections import split_sections
from yellowsound.study.workflow.asked import Asked
from yellowsound.study.workflow.versions import Versions
from yellowsound.study.workflow.videos import Videos


@dataclass(frozen=True)
class Schedules:
    """Tells the rule of schedules what each of its jobs needs.

    Attributes
    ----------
    asked
        The configuration.
    videos
        The study's videos.
    versions
        Of the code.
    """

    asked: Asked
    videos: Videos
    versions: Versions

    def name(self, wildcards: Any) -> str:
        """Return the name of the schedule that a variant is of."""
        return self.videos.variants[wildcards.schedule].schedule

    def moves(self, wildcards: Any) -> list[list]:
        """Return the moves of a variant, each by its name with its settings."""
        moves = self.videos.moves[self.videos.variants[wildcards.schedule].moves]
        return [[named, own] for named, _, own in moves]

    def files(self, wildcards: Any) -> dict[str, str]:
        """Return the pair's files that a schedule reads, by the setting that names them."""
        return self._files(wildcards.schedule, wildcards.pair)

    def settings(self, wildcards: Any) -> dict[str, Any]:
        """Return the settings of a schedule, of files what they hold, wherever they lie."""
        held = {key: self.asked.contents[path] for key, path in self.files(wildcards).items()}
        return {**self.videos.variants[wildcards.schedule].settings, **held}

    def version(self, wildcards: Any) -> int:
        """Return the version of the code of a variant's schedule and of its moves."""
        return self._versions[wildcards.schedule]

    @cached_property
    def _versions(self) -> dict[str, int]:
        """Those of all variants, by name: a large study asks once for each of its jobs."""
        names = names_of("schedule", self.asked.config)
        named = dict(zip(self.videos.schedules, names, strict=True))
        versions = {}
        for name, variant in self.videos.variants.items():
            moves = [("move", move) for move, *_ in self.videos.moves[variant.moves]]
            chosen = [("schedule", named[variant.schedule]), *moves]
            versions[name] = self.versions.of_plug_ins("schedule", chosen)
        return versions

    def add_contents(self) -> None:
        """Find out what the files hold that schedules read of pairs."""
        self.asked.add_contents(
            path
            for variant in self.videos.variants
            for pair in self.asked.pairs
            for path in self._files(variant, pair).values()
        )

    def check_files(self) -> None:
        """Check the files that schedules read of pairs.

        Raises
        ------
        UserError
            If one is missing, or does not fit its pair's excerpt.
        """
        config, variants = self.asked.config, self.videos.variants.values()
        in_seconds = config["section_grid"] == "seconds"
        check_files_of_pairs(
            [(self.videos.schedules[v.schedule], v.settings) for v in variants],
            {
                name: split_sections(length_s, config["section_s"]) if in_seconds else None
                for name, length_s in self.asked.planned_s.items()
            },
            config["fps"],
        )

    def _files(self, variant: str, pair: str) -> dict[str, str]:
        """Return the pair's files that the schedule of a variant reads."""
        asked = self.videos.variants[variant]
        return self.videos.schedules[asked.schedule].files_of(asked.settings, pair)
