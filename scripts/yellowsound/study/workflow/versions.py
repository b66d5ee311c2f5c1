"""The version of what makes a job's outputs: its code, its plug-ins', and their models'."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from yellowsound.run.code import code_version, numbered
from yellowsound.run.plug_ins import file_of, load, models_of_one, names_of
from yellowsound.run.registry import IN_FAMILIES
from yellowsound.study.workflow.asked import Asked

Chosen = tuple[str, str]
"""Kind and name of a plug-in, as the configuration names it."""


@dataclass(frozen=True)
class Versions:
    """Tells rules what of the code they rest on; see `run.code.code_version`.

    Attributes
    ----------
    asked
        The configuration.
    """

    asked: Asked

    def of(self, script: str, *kinds: str) -> int:
        """Return the version of a script, and of the configured plug-ins of some kinds."""
        config = self.asked.config
        return self.of_plug_ins(
            script, [(kind, name) for kind in kinds for name in names_of(kind, config)]
        )

    def of_family(self, script: str, family: str, *trackers: str) -> int:
        """Return the version of a script, of `hearing` or `judging`, and of further trackers."""
        chosen = [(kind, self.asked.config[family][kind]) for kind in IN_FAMILIES]
        return self.of_plug_ins(script, [*chosen, *(("tracker", name) for name in trackers)])

    def of_plug_ins(self, script: str, plug_ins: Iterable[Chosen]) -> int:
        """Return the version of a script, of plug-ins, and of the hub's models that they use.

        A model counts by where it is fetched from, and not by the time when it was.
        """
        plug_ins = list(plug_ins)
        version = code_version(
            self.asked.script(script), *(Path(file_of(kind, name)) for kind, name in plug_ins)
        )
        table, config = self.asked.hub_models, self.asked.config
        used = {m for chosen in plug_ins for m in models_of_one(load(*chosen), config)}
        sources = [
            [name, table[name].repository, table[name].revision, *table[name].files]
            for name in sorted(used & table.keys())
        ]
        return numbered(json.dumps([version, sources])) if sources else version
