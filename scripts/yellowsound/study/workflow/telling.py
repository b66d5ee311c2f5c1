"""What a run tells of itself: forecast, costs, the report's guide."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yellowsound import __version__
from yellowsound.run.needs import painted_mpixels
from yellowsound.run.plug_ins import family_of, options_of
from yellowsound.run.registry import FAMILIES, NONE
from yellowsound.study.costs import Stage
from yellowsound.study.forecast import Forecast
from yellowsound.study.workflow.asked import STAGES, Asked
from yellowsound.study.workflow.models_of_jobs import Models
from yellowsound.study.workflow.videos import Videos


@dataclass(frozen=True)
class Telling:
    """Sums up a study for people.

    Attributes
    ----------
    asked
        The configuration.
    videos
        The study's videos.
    models
        Where the models lie.
    """

    asked: Asked
    videos: Videos
    models: Models

    def forecast(self, takes: Iterable[str]) -> Forecast:
        """Return what a run makes of videos, of those takes one each."""
        frames = [self.asked.frames(self.videos.takes[take].pair) for take in takes]
        kept = (self.asked.config[name] for name in ("keep_sections", "keep_frames"))
        return Forecast(len(frames), sum(frames), self.asked.mpixels, *kept)

    def videos_before(self, planned: int) -> int:
        """Return how many videos are made, where a run is to make a number of others."""
        results = self.asked.results
        made = [f"{results}/videos/{take}/{name}.mp4" for take, name in self.videos.made]
        rest = max(len(made) - planned, 0)
        # Of a run for some of the videos alone, those are all.
        return rest if sum(Path(video).exists() for video in made) >= rest else 0

    def frames_of_part(self) -> float:
        """Return how many frames a part of a video has in the mean; 0 where there is none."""
        pairs = [take.pair for take in self.videos.takes.values()]
        parts = sum(len(self.asked.parts(pair)) for pair in pairs)
        return sum(map(self.asked.frames, pairs)) / parts if parts else 0.0

    def costs(self, models: str) -> dict[str, Any]:
        """Return what the costs of a run are reckoned from, for a rule's params.

        Parameters
        ----------
        models
            The folder of the models, for `<models>`.
        """
        config, takes = self.asked.config, self.videos.takes
        videos = len(takes) * len(self.videos.variants)
        of_takes = sum(self.asked.frames(take.pair) for take in takes.values())
        return {
            "stages": [
                {**vars(stage), "plug_in": config[stage.kind]} for stage in self.costly_stages()
            ],
            "folders": {
                name: str(Path(path.replace("<models>", models)).parent)
                for name, path in self.models.of_run().items()
            },
            "mpixels": self.asked.mpixels,
            "frames": of_takes * len(self.videos.variants),
            "title": (
                f"{config['run']} (preset {config['preset']}): {len(self.asked.pairs)} pairs, "
                f"{len(takes)} takes, {videos} videos of {config['width']}x{config['height']} at "
                f"{config['fps']} frames a second"
            ),
        }

    def costly_stages(self) -> list[Stage]:
        """Return the stages that run a model, each with what the whole run has for it to do."""
        asked = self.asked
        sections = asked.sections_of_pairs()
        takes = [take.pair for take in self.videos.takes.values()]
        walks = len(set(self.videos.walks.values()))
        # The first keyframe's picture before the first section is one more.
        opening = 1 if asked.config["opening"] == "first" else 0
        counts = {
            "captioner": (sum(sections.values()), len(asked.pairs)),
            "describer": (len(asked.pictures), len(asked.pictures)),
            "painter": (sum(sections[pair] + opening for pair in takes), len(takes)),
            "walker": (
                sum(map(asked.frames, takes)) * walks,
                sum(len(asked.parts(pair)) for pair in takes) * walks,
            ),
        }
        ordered = [
            kind for kind in ("describer", "captioner", "painter", "walker") if asked.has(kind)
        ]
        plug_ins = {kind: asked.plug_in(kind) for kind in ordered}
        painted = {"painter": painted_mpixels(asked.config)}
        # A walker between the keyframes of one painter paints with its networks, on its canvas.
        if asked.plug_in("walker").walks:
            painted["walker"] = painted["painter"]
        options = {kind: options_of(plug_in, asked.config) for kind, plug_in in plug_ins.items()}
        walker = options["walker"]
        if walker.get("condition") == "text":
            # What a walk between texts does not set is that of the keyframes.
            for name in ("steps", "guidance"):
                if walker.get(name) == 0:
                    walker[name] = options["painter"].get(name, 0)
        # A walker that makes fewer frames a second holds the others.
        fps = asked.config["fps"]
        share = min(walker.get("walk_fps", 0) or fps, fps) / fps
        frames, parts = counts["walker"]
        counts["walker"] = (math.ceil(frames * share), parts)
        return [
            Stage(
                kind,
                plug_in,
                options[kind],
                *counts[kind],
                mpixels=painted.get(kind, asked.mpixels),
            )
            for kind, plug_in in plug_ins.items()
        ]

    def guide(self) -> dict[str, Any]:
        """Return what the report tells a reader who has not made the study."""
        config, schedules = self.asked.config, self.videos.schedules
        meanings = {
            name: schedules[v.schedule].meaning
            + (f", with the moves {v.moves}" if v.moves != NONE else "")
            for name, v in self.videos.variants.items()
        }
        made_by = [self.asked.plug_in(stage) for stage in STAGES if self.asked.has(stage)]
        ears = {
            family: [plug_in.name for plug_in in family_of(family, config).values()]
            for family in FAMILIES
        }
        length_s = config["excerpt_duration_s"]
        return {
            "schedules": {name: f"{meaning}." for name, meaning in meanings.items()},
            "facts": {
                "Excerpt": (
                    f"{length_s:g} s of each song, if it lasts" if length_s else "whole songs"
                ),
                "Sections": f"{config['section_s']:g} s each ({config['section_grid']})",
                "Frames": f"{config['width']}x{config['height']}, {config['fps']} a second",
                **{p.kind.capitalize(): f"{p.name}: {p.meaning}" for p in made_by},
                "Schedules hear by": " and ".join(ears["hearing"]),
                "Scores hear by": " and ".join(ears["judging"]),
                "Preset": config["preset"],
                "Version": __version__,
            },
            "again": f"snakemake --cores all --configfile {self.asked.results}/config/config.yaml",
            "used": [*(p.name for p in made_by), *ears["hearing"], *ears["judging"]],
        }
