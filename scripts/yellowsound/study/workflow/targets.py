"""What the command line asks for by name: refused in a sentence where the study has no such."""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from yellowsound.run.errors import UserError
from yellowsound.run.near_names import hint_at, path_problem
from yellowsound.study.runs import BETWEEN
from yellowsound.study.workflow.asked import Asked
from yellowsound.study.workflow.videos import Videos

Values = dict[str, str]
"""Values of a rule's wildcards, by their names."""

Outputs = Mapping[str, Sequence[str]]
"""The patterns of each rule's outputs, by the rule's name."""


@dataclass(frozen=True)
class Targets:
    """Tells what can be asked for.

    Attributes
    ----------
    asked
        The configuration.
    videos
        The study's videos.
    """

    asked: Asked
    videos: Videos

    def check(
        self,
        targets: Iterable[str],
        outputs: Outputs,
        makers: Mapping[str, Sequence[tuple[str, Values]]],
    ) -> None:
        """Check what the command line asks for.

        Snakemake would end at the first name that is not of the study, in the midst of a rule.

        Parameters
        ----------
        targets
            Rules and files that are to be made.
        outputs
            Of all rules.
        makers
            For each target that is no rule those whose files may be called so, with their
            wildcards.

        Raises
        ------
        UserError
            One line for each that is not of the study.
        """
        told = [self._problem(target, outputs, makers.get(target, ())) for target in targets]
        if problems := [f"target {problem}" for problem in sorted(filter(None, told))]:
            raise UserError("\n".join(problems))

    def has(self, rule: str, values: Values) -> bool:
        """Tell whether a rule has a job with these values of its wildcards, as far as is known."""
        known = self.values(rule, values)
        return known is None or values in known

    def values(self, rule: str, wildcards: Iterable[str]) -> list[Values] | None:
        """Return what the wildcards of a rule may be, job by job; None if nobody knows."""
        of_rule = self._of_rules.get(rule)
        return self._of_wildcards.get(frozenset(wildcards)) if of_rule is None else of_rule

    def files(self, outputs: Outputs) -> dict[str, None]:
        """Return every file that some rules make, each once."""
        return dict.fromkeys(
            pattern.format(**values)
            for rule, patterns in outputs.items()
            for pattern in patterns
            for values in self.values(rule, _wildcards(pattern)) or ()
        )

    @cached_property
    def _of_wildcards(self) -> dict[frozenset[str], list[Values]]:
        """Most rules are for the study, for each pair, or for each schedule of a pair."""
        pairs, variants = self.asked.pairs, self.videos.variants
        return {
            frozenset(): [{}],
            frozenset(("pair",)): [{"pair": pair} for pair in pairs],
            frozenset(("pair", "schedule")): [
                {"pair": pair, "schedule": name} for pair in pairs for name in variants
            ],
        }

    @cached_property
    def _of_rules(self) -> dict[str, list[Values]]:
        asked, videos = self.asked, self.videos
        made = [{"take": take, "schedule": v} for take in videos.takes for v in videos.variants]
        scored = [{"take": take, "schedule": name} for take, name in videos.all]
        parts = {pair: asked.parts(pair) for pair in asked.pairs}
        in_parts = [
            {**video, "part": part}
            for video in made
            for part in parts[videos.takes[video["take"]].pair]
        ]
        takes = dict.fromkeys(take for take, _ in videos.all)
        labels = dict.fromkeys(label for _, label in videos.all)
        return {
            "describe": [{"picture": name} for name in dict.fromkeys(asked.picture_names.values())],
            "fetch_model": [{"model": name} for name in asked.hub_models],
            "keyframes": [{"take": take} for take in videos.takes],
            "frames": in_parts,
            **dict.fromkeys(("stills", "video"), made),
            **dict.fromkeys(("synchrony", "synchrony_plot", "small_video"), scored),
            "crossed": [{"schedule": label} for label in labels],
            "signal_figure": [
                {"pair": take, "schedule": name} for take, name in videos.all if take in asked.pairs
            ],
            "null_figure": [{"pair": take} for take in takes if BETWEEN not in take],
            "contact_sheet": [{"page": page} for page in videos.sheets],
        }

    def _problem(self, target: str, outputs: Outputs, makers: Sequence[tuple[str, Values]]) -> str:
        """Return what is wrong with a target; '' if nothing is."""
        if target in outputs:
            return self._problem_of_rule(target, outputs)
        if any(self.has(rule, values) for rule, values in makers):
            return ""
        if "/" not in target:
            single = [name for name in outputs if not _is_of_many(outputs[name])]
            hint = hint_at(target, single, outputs)
            return f"{target} is no rule and no file of this study: {hint}"
        files = self.files(outputs)
        path = os.path.normpath(target)
        if Path(path).is_absolute() and path not in files:
            path = os.path.relpath(path)
        if path in files:
            return f"{target} is a file of this study by another name: write it as {path}"
        if problem := self._of_another_run(target, path, files):
            return problem
        return f"{target} is no file of this study, for {path_problem(path, files)}"

    def _problem_of_rule(self, rule: str, outputs: Outputs) -> str:
        """Return what is wrong with a rule as a target: it may be one for many files."""
        if not _is_of_many(outputs[rule]):
            return ""
        files = list(self.files({rule: outputs[rule]}))
        example = f", as {files[0]}" if files else ""
        every = f"{rule}s"
        hint = f", or for all by {every}" if every in outputs else ""
        return f"{rule} is a rule for one file of many: ask for that file{example}{hint}"

    def _of_another_run(self, target: str, path: str, files: Iterable[str]) -> str:
        """Return that a target is another run's, if it is one's beside this run."""
        mine, run = Path(self.asked.results), self.asked.config["run"]
        beside = Path(path).parts[: len(mine.parts)]
        # Where folders are moved by pathvars, that of a run may not be called so.
        if mine.name != run or len(mine.parts) == 1 or Path(*beside).parent != mine.parent:
            return ""
        if (other := beside[-1]) == run or BETWEEN in other:
            return ""
        here = str(mine / Path(path).relative_to(Path(*beside)))
        hint = f", or ask for {here}" if here in files else ""
        return f"{target} is of another run than {run}: name that by --config run={other}{hint}"


def _wildcards(pattern: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", pattern))


def _is_of_many(patterns: Iterable[str]) -> bool:
    return any(map(_wildcards, patterns))
