"""A study as its configuration asks for it: what the rules are written against."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yellowsound.inputs.external import read_external
from yellowsound.run.move_sets import sets_in_use, sets_of
from yellowsound.run.moves import moves_of
from yellowsound.run.plug_ins import chosen, family_of, settings_of
from yellowsound.run.settings import as_list
from yellowsound.study.contrasts import primary_of
from yellowsound.study.design import takes_of, variants_of
from yellowsound.study.workflow.asked import Asked, Places, read_asked
from yellowsound.study.workflow.checks import Checks
from yellowsound.study.workflow.files import Files
from yellowsound.study.workflow.judges import Judges
from yellowsound.study.workflow.models_of_jobs import Models
from yellowsound.study.workflow.needs_of_jobs import Needs
from yellowsound.study.workflow.schedules import Schedules
from yellowsound.study.workflow.targets import Targets
from yellowsound.study.workflow.telling import Telling
from yellowsound.study.workflow.versions import Versions
from yellowsound.study.workflow.videos import Videos


@dataclass(frozen=True)
class Study:
    """A study: what was asked for, and what follows from it.

    Attributes
    ----------
    asked
        The configuration and its tables.
    videos
        The study's videos.
    checks, versions, models, needs, schedules, judges, files, targets, telling
        What jobs and people are told; see each class.
    """

    asked: Asked
    videos: Videos
    checks: Checks
    versions: Versions
    models: Models
    needs: Needs
    schedules: Schedules
    judges: Judges
    files: Files
    targets: Targets
    telling: Telling

    def names_of_family(self, family: str) -> dict[str, str]:
        """Return the names of the detector and the tracker of `hearing` or `judging`, by kind."""
        return {kind: p.name for kind, p in family_of(family, self.asked.config).items()}

    def settings_of_family(self, family: str) -> dict[str, dict[str, Any]]:
        """Return the settings of the detector and the tracker of a family, by kind."""
        config = self.asked.config
        return {kind: settings_of(p, config) for kind, p in family_of(family, config).items()}


def read_study(
    config: Mapping[str, Any],
    home: str | Path,
    places: Places,
    second_pass: bool = False,
    check: bool = True,
) -> Study:
    """Read a study's tables and lay it out.

    Parameters
    ----------
    config
        The whole configuration; see `run.config.read_config`.
    home
        The workflow's folder.
    places
        Where the run lies.
    second_pass
        Whether what is there is summed up, after a run that failed in part.
    check
        Whether files are opened that jobs would open again.

    Raises
    ------
    UserError
        If the configuration or one of its tables is wrong.
    """
    asked = read_asked(config, home, places)
    schedules = chosen("schedule", config)
    sets = {name: sets_of(name, config) for name in schedules}
    variants = variants_of(schedules, config, sets)
    songs = {name: pair.song for name, pair in asked.pairs.items()}
    external = read_external(config["external"], songs, variants) if config["external"] else {}
    labels = dict.fromkeys(label for _, label in external)
    videos = Videos(
        asked,
        second_pass,
        takes_of(asked.pairs, as_list(config["seed"])),
        variants,
        schedules,
        {name: moves_of(name, config) for name in sets_in_use(config)},
        external,
        primary_of(config, list(chosen("metric", config)), [*variants, *labels]),
    )
    versions, models = Versions(asked), Models(asked)
    study = Study(
        asked,
        videos,
        Checks(asked),
        versions,
        models,
        Needs(asked, videos),
        Schedules(asked, videos, versions),
        Judges(asked, videos, versions),
        Files(asked, videos),
        Targets(asked, videos),
        Telling(asked, videos, models),
    )
    # Each that is wrong is told before any job begins.
    _ = videos.drawn, videos.walks
    asked.add_contents(
        path for video in external.values() for path in (video.video, video.song) if path
    )
    study.schedules.add_contents()
    if check:
        study.schedules.check_files()
    return study
