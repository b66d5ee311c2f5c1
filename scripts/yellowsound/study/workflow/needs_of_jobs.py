"""What jobs ask for: memory in MB, time in minutes, GPUs, as functions of wildcards."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from yellowsound.run.needs import grown, stage_memory_mb, stage_runtime_min
from yellowsound.study.workflow.asked import Asked
from yellowsound.study.workflow.videos import Videos

Resource = Callable[[Any, int], int]
"""What a job needs, by its wildcards and its attempt, counted from 1."""


@dataclass(frozen=True)
class Needs:
    """Tells rules the resources of jobs, which grow with each new attempt.

    Attributes
    ----------
    asked
        The configuration.
    videos
        The study's videos.
    """

    asked: Asked
    videos: Videos

    def excerpt_s(self, wildcards: Any) -> float:
        """Return the length in seconds of the excerpt of a job's take or pair, if the song lasts.

        A video from elsewhere may be of no pair, and a picture is of none: those get the
        longest.
        """
        name = getattr(wildcards, "take", None) or getattr(wildcards, "pair", None)
        take = self.videos.takes.get(name)
        pair = take.pair if take else name
        longest_s = self.asked.config["excerpt_duration_s"] or max(self.asked.planned_s.values())
        return self.asked.planned_s.get(pair, longest_s)

    def at_least(self, base: float, per_s: float = 0) -> Resource:
        """Return a resource: `base`, and more for each second of the excerpt."""
        return _grows(lambda w: base + (per_s * self.excerpt_s(w) if per_s else 0))

    def gpus(self, stage: str) -> int:
        """Return how many GPUs a job of a stage's plug-in asks for."""
        wants = self.asked.plug_in(stage).gpu and self.asked.config["device"] != "cpu"
        return 1 if wants else 0

    def memory_mb(self, stage: str) -> Resource:
        """Return the memory of a job of a stage's plug-in."""
        return self.at_least(stage_memory_mb(stage, self.asked.config, self.gpus(stage) > 0))

    def runtime_min(self, stage: str) -> Resource:
        """Return the longest time of a job of a stage's plug-in."""
        config, gpu = self.asked.config, self.gpus(stage) > 0
        return _grows(lambda w: stage_runtime_min(stage, config, gpu, self.excerpt_s(w)))


def _grows(needed: Callable[[Any], float]) -> Resource:
    return lambda wildcards, attempt: grown(needed(wildcards), attempt)
