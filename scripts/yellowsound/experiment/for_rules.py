"""What the rules of the experiment and of its answers are told, as `study.workflow` does it."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from yellowsound.experiment.chosen import metric_of_catches
from yellowsound.experiment.design import Video, fitting
from yellowsound.experiment.files import check_experiment, response_files
from yellowsound.experiment.items import FIGURES, TABLES
from yellowsound.experiment.texts import read_texts
from yellowsound.run.plug_ins import chosen
from yellowsound.study.workflow.asked import Asked
from yellowsound.study.workflow.videos import Videos


@dataclass(frozen=True)
class Seen:
    """What people see of a study: the first seed of each pair, and what stands beside it.

    Attributes
    ----------
    asked
        The configuration.
    videos
        The study's videos.
    """

    asked: Asked
    videos: Videos

    @cached_property
    def all(self) -> list[tuple[str, str]]:
        """Take and condition of each video."""
        return [video for video in self.videos.scored if video[0] in self.asked.pairs]

    def films(self) -> list[str]:
        """Return the videos that the study makes of them; one from elsewhere is no input."""
        seen = [video for video in self.all if video not in self.videos.external]
        return [f"<results>/videos/{take}/{name}.mp4" for take, name in seen]

    def heard(self) -> list[str]:
        """Return what was heard of their songs."""
        return [f"<results>/hearing/{take}.json" for take in dict.fromkeys(t for t, _ in self.all)]

    def told(self) -> list[dict[str, Any]]:
        """Return what the job is told of each video."""
        rows = []
        for take, name in self.all:
            external = self.videos.external.get((take, name))
            made = f"{self.asked.results}/videos/{take}/{name}.mp4"
            rows.append(
                {
                    "take": take,
                    "condition": name,
                    "song": self.videos.song_of(take),
                    "path": str(external.video) if external else made,
                    "sound": str(external.song or "") if external else "",
                    "external": bool(external),
                }
            )
        return rows

    def hold(self) -> list[str | None]:
        """Return what the files of videos from elsewhere hold."""
        found = (self.videos.external[video] for video in self.all if video in self.videos.external)
        return self.asked.hold(p for v in found for p in (v.video, v.song) if p)

    def scores(self) -> list[str]:
        """Return the scores of what people see.

        Raises
        ------
        UserError
            If no experiment can be made of it, before anything else is.
        """
        config = self.asked.config
        shown = [
            Video("", take, name, self.videos.song_of(take), "", self.asked.planned_s[take])
            for take, name in self.all
        ]
        layout, minutes = config["experiment_layout"], config["experiment_minutes"]
        fitting(shown, minutes, layout, config["run"])
        return [f"<results>/synchrony/{take}/{name}.json" for take, name in self.all]

    def plan(self) -> dict[str, Any]:
        """Return how the experiment is laid out."""
        config = self.asked.config
        metrics = list(chosen("metric", config))
        return {
            "run": config["run"],
            "seed": self.asked.seed,
            "minutes": config["experiment_minutes"],
            "participants": config["experiment_participants"],
            "layout": config["experiment_layout"],
            "metric": metric_of_catches(config["primary_metric"], metrics),
            "fps": config["fps"],
            "crf": config["crf"],
            "post": config["experiment_post"],
            "analysis": _analysis(self.asked, self.videos),
        }


@dataclass(frozen=True)
class People:
    """What people have answered.

    Attributes
    ----------
    asked
        The configuration.
    videos
        The study's videos.
    responses
        The files of responses; none where the configuration names no folder.
    questions
        Keys of the researcher's questions; none without responses.
    """

    asked: Asked
    videos: Videos
    responses: tuple[Path, ...]
    questions: tuple[str, ...] = ()

    @property
    def experiment(self) -> str:
        """What was shown to people. It stays as it was: no input that would be made anew."""
        return f"{self.asked.results}/experiment/experiment.json"

    @property
    def tables(self) -> list[str]:
        """The tables that the report shows; none without answers."""
        return ["participants", "choices", "deviations", *TABLES] if self.responses else []

    @property
    def figures(self) -> list[str]:
        """The figures that the report shows; none without answers."""
        return [*FIGURES] if self.responses else []

    def check(self) -> None:
        """Make sure that there are answers, and what they answer.

        Raises
        ------
        UserError
            If there is no folder of responses, none in it, or no experiment.
        """
        response_files(self.asked.config["responses"])
        check_experiment(self.experiment)

    def params(self) -> dict[str, Any]:
        """Return what the job of the answers rests on."""
        return {
            "held": self.asked.hold(self.responses),
            "answered": self.asked.contents.get(self.experiment),
            **_analysis(self.asked, self.videos),
        }

    def plan(self) -> dict[str, Any]:
        """Return what the job is told that reckons how many people are needed."""
        config, seen = self.asked.config, Seen(self.asked, self.videos).all
        return {
            "conditions": list(dict.fromkeys(name for _, name in seen)),
            "songs": len({self.videos.song_of(take) for take, _ in seen}),
            "share": config["people_share"],
            "power": config["people_power"],
            "seed": self.asked.seed,
        }


def _analysis(asked: Asked, videos: Videos) -> dict[str, Any]:
    """Return how answers are judged: what experiment.json holds before there is one."""
    config, primary = asked.config, videos.primary
    return {
        "limits": {
            "catch_right": config["people_catch_right"],
            "least_watched": config["people_least_watched"],
            "too_fast": config["people_too_fast"],
        },
        "primary": [primary.schedule, primary.baseline] if primary else [],
        "seed": asked.seed,
    }


def read_people(asked: Asked, videos: Videos) -> People:
    """Find the files of responses, and what they and the experiment's texts hold.

    Raises
    ------
    UserError
        If the configured folder is none, holds no responses or what can be
        none, or if the texts that were shown cannot be read.
    """
    folder, people = asked.config["responses"], People(asked, videos, ())
    if folder:
        asks = read_texts(asked.config["experiment_texts"])["questions"]
        keys = tuple(str(each["key"]) for each in asks)
        people = People(asked, videos, tuple(response_files(folder)), keys)
    answered = [people.experiment, *people.responses] if people.responses else []
    asked.add_contents([asked.config["experiment_texts"], *answered])
    return people
