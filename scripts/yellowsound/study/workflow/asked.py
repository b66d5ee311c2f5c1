"""What a configuration and its tables ask for, read and checked as a whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from yellowsound.captions.genres import Genre, genre_words, read_genres
from yellowsound.descriptions.pictures import digits_of, names_of_pictures
from yellowsound.inputs.ahead import check_needs, check_places, check_taken
from yellowsound.inputs.checked import as_given
from yellowsound.inputs.one_song import pairs_given
from yellowsound.inputs.pairs import Pair
from yellowsound.inputs.whole import planned_s
from yellowsound.keyframes.styles import read_affinities
from yellowsound.models.table import HubModel, read_models
from yellowsound.run.content import contents_of
from yellowsound.run.needs import mpixels, sections_a_job
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.plug_ins import environment_of, names_of, options_of, the
from yellowsound.run.sections import in_parts, split_sections
from yellowsound.run.settings import as_list

STAGES = ("captioner", "describer", "painter", "walker")
"""The stages whose plug-ins have environments of their own."""


@dataclass(frozen=True)
class Places:
    """Where a run lies.

    Attributes
    ----------
    results
        Its folder.
    logs
        The folder of its jobs' logs.
    """

    results: str
    logs: str


@dataclass(frozen=True)
class Asked:
    """A configuration, and what its tables list.

    Attributes
    ----------
    config
        The whole configuration; see `run.config.read_config`.
    home
        The workflow's folder.
    places
        Where the run lies.
    environments
        The file of the environment of each stage's plug-in, by the stage.
    hub_models
        The table of models.
    genres
        The table of genres.
    pairs
        The pairs by their names.
    contents
        What the user's files hold, by path: SHA-256, or None of what cannot be read. They are
        no inputs of rules: jobs are told of their hashes.
    """

    config: Mapping[str, Any]
    home: Path
    places: Places
    environments: Mapping[str, str]
    hub_models: Mapping[str, HubModel]
    genres: tuple[Genre, ...]
    pairs: Mapping[str, Pair]
    contents: dict[str, str | None] = field(repr=False)

    @property
    def results(self) -> str:
        """The run's folder."""
        return self.places.results

    @property
    def seed(self) -> int:
        """The first seed, which serves what is not of one take."""
        return as_list(self.config["seed"])[0]

    @property
    def script_folder(self) -> Path:
        """The folder of the rules' scripts."""
        return self.home / "scripts"

    @cached_property
    def mpixels(self) -> float:
        """Millions of pixels of a frame."""
        return mpixels(self.config)

    @cached_property
    def genre_pictures(self) -> dict[str, list[str]]:
        """The pictures that lend genres their looks, by genre, if the painter takes any."""
        if not self.plug_in("painter").takes_styles:
            return {}
        return {g.name: list(map(str, g.pictures)) for g in self.genres if g.pictures}

    @cached_property
    def planned_s(self) -> dict[str, float]:
        """How long each pair's excerpt is in seconds, if the song lasts.

        It rests on the song's headers where much or all is taken, and never on what was
        decoded: a plan stays the same once it is carried out.
        """
        usual = self.config["excerpt_start_s"], self.config["excerpt_duration_s"]
        return {name: planned_s(pair, *usual) for name, pair in self.pairs.items()}

    @cached_property
    def picture_names(self) -> dict[str, str]:
        """The name of each picture that is put into words, by its path.

        These are the artworks, and each corpus that a painter reads. Equal ones have one name,
        and are described once.
        """
        there = Path(self.results, "descriptions").glob("*.json")
        pictures = [p for pair in self.pairs.values() for p in (*pair.artworks, *pair.corpus)]
        return names_of_pictures(
            {str(path): self.contents[str(path)] for path in pictures},
            [path.stem for path in there],
        )

    @cached_property
    def pictures(self) -> dict[str, str]:
        """A path of each picture that is put into words, by the digits of its name.

        By the digits alone: a job's own file is away while it is made anew.
        """
        return {digits_of(name): path for path, name in reversed(self.picture_names.items())}

    def picture_of(self, wildcards: Any) -> str:
        """Return a path of a job's picture."""
        return self.pictures[digits_of(wildcards.picture)]

    def script(self, name: str) -> Path:
        """Return the script of a rule."""
        return self.script_folder / f"{name}.py"

    def settings(self, *keys: str) -> dict[str, Any]:
        """Return the configured values of some keys, for a rule's params."""
        return {key: self.config[key] for key in keys}

    def told(self) -> dict[str, Any]:
        """Return the configuration as others are told it, the workflow's own tables by name.

        Where the workflow lies is no setting: a copy of it elsewhere is configured alike.
        """
        ours = str(self.home / "config") + "/"
        return {
            key: value.replace(ours, "config/", 1)
            if isinstance(value, str) and value.startswith(ours)
            else value
            for key, value in self.config.items()
        }

    def plug_in(self, stage: str) -> PlugIn:
        """Return the configured plug-in of a stage: captioner, describer, painter or walker."""
        return the(stage, self.config)

    def starts(self, pair: str) -> int:
        """Return from how many pictures a pair is painted: its artworks in turn, or one of all."""
        in_turn = options_of(self.plug_in("painter"), self.config).get("artworks") == "in-turn"
        return len(self.pairs[pair].artworks) if in_turn else 1

    def has(self, stage: str) -> bool:
        """Tell whether a plug-in of a stage is configured."""
        return bool(names_of(stage, self.config))

    def tables(self, *names: str) -> dict[str, str | None]:
        """Return what configured tables hold, by their keys, wherever they lie."""
        return {name: self.contents[str(self.config[name])] for name in names}

    def hold(self, paths: Iterable[str | Path]) -> list[str | None]:
        """Return what some of the user's files hold, wherever they lie."""
        return [self.contents[str(path)] for path in paths]

    def add_contents(self, paths: Iterable[str | Path]) -> None:
        """Find out what further files of the user hold."""
        self.contents.update(contents_of(paths))

    def sections(self, pair: str) -> list[int]:
        """Return the numbers of the sections that a pair's excerpt has, if the song lasts.

        A song that ends before its excerpt has fewer: the files of the sections that are
        missing are empty. So the plan is known before any song is decoded.
        """
        length_s, section_s = self.planned_s[pair], self.config["section_s"]
        return [section.number for section in split_sections(length_s, section_s)]

    def sections_of_pairs(self) -> dict[str, int]:
        """Return how many sections each pair's excerpt has."""
        return {name: len(self.sections(name)) for name in self.pairs}

    def parts(self, pair: str) -> list[str]:
        """Return the names of the parts in which a pair's videos are rendered, a job each."""
        return in_parts(self.sections(pair), sections_a_job(self.config))

    def frames(self, pair: str) -> int:
        """Return how many frames a video of a pair has, if the song lasts."""
        return round(self.planned_s[pair] * self.config["fps"])

    def lenders_hold(self, pair: str) -> list[str | None] | dict[str, list[str | None]]:
        """Return what the pictures hold that may lend a pair its style, by genre where these do.

        Which genre a song is of may not be known yet.
        """
        if styles := self.pairs[pair].styles:
            return self.hold(styles)
        return {genre: self.hold(paths) for genre, paths in self.genre_pictures.items()}

    def described(self, pictures: Iterable[str | Path]) -> list[str]:
        """Return the files that tell in words what some pictures show; none without a describer."""
        if not self.has("describer"):
            return []
        names = [self.picture_names[str(path)] for path in pictures]
        return [f"<results>/descriptions/{name}.json" for name in names]

    def given(self) -> dict[str, dict[str, str]]:
        """Return what the checked table repeats of each pair's row."""
        return {name: as_given(pair) for name, pair in self.pairs.items()}


def read_asked(config: Mapping[str, Any], home: str | Path, places: Places) -> Asked:
    """Read the tables of a configuration, and check what can be checked before any job.

    Parameters
    ----------
    config
        The whole configuration; see `run.config.read_config`.
    home
        The workflow's folder.
    places
        Where the run lies.

    Raises
    ------
    UserError
        If a table is wrong, the configuration asks for what a plug-in cannot do, or a path
        cannot be used.
    """
    home = Path(home)
    environments = {
        stage: str(environment_of(stage, config[stage], home / "envs").absolute())
        for stage in STAGES
        if names_of(stage, config)
    }
    check_places([home, *environments.values()])
    hub_models = read_models(config["models"])
    check_needs(config, hub_models)
    genres = read_genres(config["genres"])
    painter = the("painter", config)
    if "styles" in painter.tables:
        read_affinities(config["styles"])
    pairs = {pair.name: pair for pair in pairs_given(config, genre_words(genres))}
    check_taken(config, pairs.values())
    asked = Asked(config, home, places, environments, hub_models, tuple(genres), pairs, {})
    asked.add_contents(
        [
            *(path for pair in pairs.values() for path in (pair.song, *pair.pictures)),
            *(path for pictures in asked.genre_pictures.values() for path in pictures),
            *(config[table] for table in ("genres", *painter.tables)),
        ]
    )
    return asked
