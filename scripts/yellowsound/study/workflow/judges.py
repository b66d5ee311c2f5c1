"""Judges that could have been: whom the specification curve asks, and of what."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from yellowsound.run.plug_in import PlugIn
from yellowsound.run.plug_ins import chosen, family_of, load, models_of, names_of, settings_of
from yellowsound.run.registry import IN_FAMILIES, REGISTRY
from yellowsound.study.contrasts import Contrast
from yellowsound.study.headline import headline_contrast, headline_metrics
from yellowsound.study.workflow.asked import Asked
from yellowsound.study.workflow.versions import Versions
from yellowsound.study.workflow.videos import Video, Videos


@dataclass(frozen=True)
class Judges:
    """Tells the rule of specifications which judges hear which videos.

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

    @cached_property
    def contrast(self) -> Contrast | None:
        """The headline's two schedules."""
        return headline_contrast(list(self.videos.variants), self.videos.primary)

    @cached_property
    def metrics(self) -> list[str]:
        """The headline's metrics, by their own names."""
        return headline_metrics(list(chosen("metric", self.asked.config)), self.videos.primary)

    @cached_property
    def named(self) -> dict[str, dict[str, str]]:
        """The detectors and trackers whose models the run has anyway, by kind and own name.

        First those of the configuration; of ours all that need no other model.
        """
        at_hand = {*models_of(self.asked.config)}
        return {
            kind: {
                load(kind, name).name: name
                for name in (
                    *names_of(kind, self.asked.config),
                    *(n for n in REGISTRY[kind] if at_hand.issuperset(load(kind, n).models)),
                )
            }
            for kind in IN_FAMILIES
        }

    @property
    def plug_ins(self) -> list[PlugIn]:
        """All of them."""
        return [load(kind, name) for kind, names in self.named.items() for name in names.values()]

    @cached_property
    def compared(self) -> list[Video]:
        """The scored videos of the headline's two schedules.

        Their songs are the excerpts of pairs: a video from elsewhere that is of no pair has none.
        """
        both = (self.contrast.schedule, self.contrast.baseline) if self.contrast else ()
        takes = self.videos.takes
        return [video for video in self.videos.scored if video[1] in both and video[0] in takes]

    @property
    def songs(self) -> list[str]:
        """The names of their songs."""
        return list(dict.fromkeys(self.videos.song_of(take) for take, _ in self.compared))

    @property
    def excerpts(self) -> list[str]:
        """The pair whose excerpt each of the songs is heard in: the first that was compared.

        Of others that have the same excerpt some job may have failed.
        """
        takes = self.videos.takes
        first = {self.videos.song_of(take): takes[take].pair for take, _ in reversed(self.compared)}
        return [first[song] for song in self.songs]

    @property
    def followed(self) -> list[str]:
        """The detectors and trackers that the headline's videos share with a judge.

        They follow them, or they hear with a model of what it follows.
        """
        variant = self.videos.variants.get(self.contrast.schedule) if self.contrast else None
        if variant is None:
            return []
        hearing = family_of("hearing", self.asked.config)
        kinds = self.videos.followed_by(variant)
        heard_by = [hearing.get(kind, hearing["tracker"]) for kind in kinds]
        models = {model for plug_in in heard_by for model in plug_in.models}
        related = [
            name
            for kind, names in self.named.items()
            for name, named in names.items()
            if models.intersection(load(kind, named).models)
        ]
        return list(dict.fromkeys([*(plug_in.name for plug_in in heard_by), *related]))

    def files(self, pattern: str) -> list[str]:
        """Return the files of the compared videos, as `pattern` names them."""
        return [pattern.format(take=take, schedule=name) for take, name in self.compared]

    def params(self) -> dict[str, Any]:
        """Return what the job is told."""
        videos, config = self.videos, self.asked.config
        contrast = self.contrast
        metrics = {name: load("metric", name) for name in names_of("metric", config)}
        return {
            "pictures": [
                [videos.pair_named(take), videos.song_of(take), name]
                for take, name in self.compared
            ],
            "songs": self.songs,
            "contrast": [contrast.schedule, contrast.baseline] if contrast else None,
            "metrics": [
                named for name in self.metrics for named, p in metrics.items() if p.name == name
            ],
            "named": self.named,
            "own": {
                kind: {name: settings_of(load(kind, n), config) for name, n in names.items()}
                for kind, names in self.named.items()
            },
            "chosen": {kind: p.name for kind, p in family_of("judging", config).items()},
            "shared": self.followed,
            "settings": self._settings(p for p in metrics.values() if p.name in self.metrics),
            "seed": self.asked.seed,
            "code": self.versions.of_plug_ins(
                "specifications",
                [
                    *((kind, n) for kind, names in self.named.items() for n in names.values()),
                    *(("metric", name) for name in metrics),
                ],
            ),
        }

    def metric_settings(self) -> dict[str, dict[str, Any]]:
        """Return the settings of the metrics that have some, by name."""
        return self._settings(chosen("metric", self.asked.config).values())

    def _settings(self, metrics: Iterable[PlugIn]) -> dict[str, dict[str, Any]]:
        return {p.name: settings_of(p, self.asked.config) for p in metrics if p.settings}
