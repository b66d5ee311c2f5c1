"""Where the models lie that jobs read: the record in each model's folder."""

from collections.abc import Iterable
from dataclasses import dataclass

from yellowsound.models.folders import RECORD
from yellowsound.models.word_embeddings import EMBEDDINGS, stamp
from yellowsound.models.word_lists import WORDS
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.plug_ins import models_of, models_of_one
from yellowsound.study.workflow.asked import Asked

CLIP = "clip-vit-large-patch14"
"""The model whose directions of words are made here."""


@dataclass(frozen=True)
class Models:
    """Tells rules which models a job reads, as paths with `<models>` in them.

    Attributes
    ----------
    asked
        The configuration.
    """

    asked: Asked

    @property
    def embedded_words(self) -> str:
        """The record of CLIP's directions of words.

        They hold for one model and its lists, and lie in a folder that tells which.
        """
        return f"<models>/embedded/{stamp(self.asked.hub_models.get(CLIP))}/{EMBEDDINGS}/{RECORD}"

    def record(self, name: str) -> str:
        """Return the record of a model."""
        return self.embedded_words if name == EMBEDDINGS else f"<models>/{name}/{RECORD}"

    def records(self, names: Iterable[str]) -> list[str]:
        """Return the records of some models."""
        return [self.record(name) for name in names]

    def of_stage(self, stage: str) -> list[str]:
        """Return the records of the models of a stage's plug-in: captioner, describer, ..."""
        return self.records(models_of_one(self.asked.plug_in(stage), self.asked.config))

    def of_plug_ins(self, *plug_ins: PlugIn) -> list[str]:
        """Return the records of the models of some plug-ins, each once."""
        return self.records(dict.fromkeys(name for p in plug_ins for name in p.models))

    def of_run(self) -> dict[str, str]:
        """Return the records of all models of a run, by name."""
        return {name: self.record(name) for name in models_of(self.asked.config)}

    def fetched(self) -> list[str]:
        """Return the records of the run's models that are fetched, not made here."""
        return [path for name, path in self.of_run().items() if name != EMBEDDINGS]

    @property
    def words(self) -> str:
        """The record of the lists of words."""
        return self.record(WORDS)
