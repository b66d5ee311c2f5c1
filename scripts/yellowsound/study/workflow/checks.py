"""The files of what is found out about pairs and their songs before anything is made of them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from yellowsound.inputs.checked import stamp_pair, stamp_song
from yellowsound.run.code import code_version
from yellowsound.study.workflow.asked import Asked

CHECKED = ("excerpt_start_s", "excerpt_duration_s", "section_s")
"""The settings that the check of a pair rests on."""


@dataclass(frozen=True)
class Checks:
    """Names the files of checks by what they rest on, so that each is there until that changes.

    Attributes
    ----------
    asked
        The configuration.
    """

    asked: Asked

    @property
    def counted(self) -> bool:
        """Whether an excerpt has as many sections as its length tells, and prompts are counted."""
        return self.asked.config["section_grid"] == "seconds"

    @cached_property
    def pairs(self) -> dict[str, str]:
        """The file of what is found out about each pair, by its name."""
        return self._named("pairs", stamp_pair, counted=self.counted)

    @cached_property
    def songs(self) -> dict[str, str]:
        """The file of what is found out about each pair's song alone.

        It is there still when the pair has other pictures.
        """
        return self._named("songs", stamp_song)

    @cached_property
    def due(self) -> dict[str, dict[str, str]]:
        """The files that are not there yet, by pair: those of `pairs` and of `songs`."""
        return {
            kind: {name: path for name, path in found.items() if not Path(path).exists()}
            for kind, found in (("pairs", self.pairs), ("songs", self.songs))
        }

    @property
    def files_due(self) -> list[str]:
        """The files that are not there yet."""
        return [path for found in self.due.values() for path in found.values()]

    @property
    def pairs_due(self) -> int:
        """How many pairs are to be checked."""
        return len(set().union(*self.due.values()))

    def _named(self, kind: str, stamp: Callable[..., str], **more: Any) -> dict[str, str]:
        asked = self.asked
        code = code_version(asked.script("check_inputs"))
        by = {**asked.settings(*CHECKED), "code": code, **more}
        return {
            name: f"{asked.results}/checked/{kind}/{name}.{stamp(pair, asked.contents, by)}.tsv"
            for name, pair in asked.pairs.items()
        }
