"""What a plug-in declares beside its function."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from yellowsound.run.sections import Section
from yellowsound.run.settings import Setting
from yellowsound.run.work import Groups

PAIR = "{pair}"
"""What stands for a pair's name in the path of a file of each pair."""

SHARED_ENVIRONMENT = "analysis"
"""The environment of detectors, trackers, schedules and metrics, of which one job runs several."""


@dataclass(frozen=True)
class PlugIn:
    """What a plug-in is, and what its jobs need.

    Attributes
    ----------
    kind
        captioner, describer, detector, tracker, painter, walker, schedule, move or metric.
    name
        How configurations, tables and files call it.
    make
        Its function. A captioner, describer, painter or walker answers a brief
        (`captions.brief`, `descriptions.brief`, `keyframes.brief`, `frames.brief`); a
        detector or tracker takes
        mono audio, the folders of its models and its own settings, and returns
        `hearing.novelty.Novelty` or `hearing.ears.Beats`; a schedule takes
        a section's rows and its own settings (`schedule.schedule`); a move
        levels, ways and its own settings (`schedule.moving`); a metric
        takes its own settings and returns what `synchrony.kinds.Metric` asks for.
    meaning
        What it does, in one line.
    environment
        Name of its file in envs/, or the path of a file that lies beside the plug-in's.
    models
        Names of its folders in resources/models/: of the table of models, musicnn or beatnet.
    models_by
        Takes the settings and returns which of `models` they need; None where it is always all.
    package
        The Python package that its weights ship in, '' if none.
    tables
        Keys of the configured tables that it reads: genres, styles.
    settings
        Its own settings by name.
    gpu
        Whether its jobs take a GPU (unless the configured device is the CPU).
    threads
        Threads of a job.
    mem_mb
        Main memory of a job in MB, on a GPU.
    cpu_mem_mb
        The same where the model runs on the CPU.
    mem_mb_per_mpixel
        More of it for each million pixels of a frame.
    runtime_min
        Longest time in minutes until a job has its model and begins.
    s_per_unit
        Longest time in seconds, on a GPU, for each unit of its work: a section that a
        captioner hears, a picture that a describer sees, a million pixels that a painter
        paints or a walker renders.
    cpu_s_per_unit
        The same where the model runs on the CPU.
    work
        Takes the settings and returns what its models compute for each unit, in groups of
        parts that lie on the device together; None where nobody has told.
    takes_styles
        Whether a painter paints in the style of any picture that it is given
        (`keyframes.brief.Brief.lenders`): only then pairs may have `styles`.
    takes_words
        Whether a painter reads artworks in words (`keyframes.brief.Brief.descriptions` and
        `.corpus`): only then it is given them, paints anew where they change, and pairs may
        have a `corpus`.
    takes_prompts
        Whether a painter paints by prompts that it is given
        (`keyframes.brief.Brief.prompts`): only then pairs may have `prompts`.
    frame_px
        Width and height that a painter was made for: the frame where none is set.
    follows
        What of the hearing a schedule follows: `detector`, `tracker`, `downbeats` (of the
        tracker); None where it does not say, which counts as all.
    tells
        What a tracker tells: `beats`, and `downbeats` where it knows them.
    walks
        Painters whose keyframes a walker can walk between; None: those of any.
    walks_by
        Takes the settings and returns `walks` for them; None where it is always the same.
    accents
        Whether keyframes of a painter hold an accent of style, or a walker paints it.
    channels
        What a move changes of a frame: names of `schedule.channels`.
    check
        Takes the settings and returns in one sentence what is wrong with them
        together, though each fits by itself; None where nothing is.
    same
        Takes the settings and returns what is equal where a schedule does the same.
    check_pair
        Takes a schedule's settings, in them a pair's own files (`files_of`), the sections
        that the pair's excerpt has if its song lasts (None where only the hearing tells
        them), and the frames per second. Returns in one sentence what is wrong with these
        files; None where nothing is.
    """

    kind: str
    name: str
    make: Callable[..., Any]
    meaning: str
    environment: str = SHARED_ENVIRONMENT
    models: tuple[str, ...] = ()
    models_by: Callable[[Mapping[str, Any]], tuple[str, ...]] | None = None
    package: str = ""
    tables: tuple[str, ...] = ()
    settings: Mapping[str, Setting] = field(default_factory=dict)
    gpu: bool = False
    threads: int = 1
    mem_mb: int = 3000
    cpu_mem_mb: int = 3000
    mem_mb_per_mpixel: int = 0
    runtime_min: int = 10
    s_per_unit: float = 0.0
    cpu_s_per_unit: float = 0.0
    work: Callable[[Mapping[str, Any]], Groups] | None = None
    takes_styles: bool = False
    takes_words: bool = False
    takes_prompts: bool = False
    frame_px: tuple[int, int] = (512, 512)
    follows: tuple[str, ...] | None = None
    tells: tuple[str, ...] = ()
    walks: tuple[str, ...] | None = None
    walks_by: Callable[[Mapping[str, Any]], tuple[str, ...] | None] | None = None
    accents: bool = False
    channels: tuple[str, ...] = ()
    check: Callable[[Mapping[str, Any]], str | None] | None = None
    same: Callable[[Mapping[str, Any]], Hashable] | None = None
    check_pair: Callable[[Mapping[str, Any], Sequence[Section] | None, int], str | None] | None = (
        None
    )

    @property
    def defaults(self) -> dict[str, Any]:
        """Its settings where nobody sets them."""
        return {name: setting.default for name, setting in self.settings.items()}

    @property
    def factors(self) -> list[str]:
        """Names of the settings that may be lists, each value a variant."""
        return [name for name, setting in self.settings.items() if setting.factor]

    def models_for(self, settings: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the names of the models that some settings need."""
        return self.models_by(settings) if self.models_by else self.models

    def walks_for(self, settings: Mapping[str, Any]) -> tuple[str, ...] | None:
        """Return the painters between whose keyframes it can walk with some settings."""
        return self.walks_by(settings) if self.walks_by else self.walks

    def walks_between(self, painter: str, settings: Mapping[str, Any]) -> bool:
        """Tell whether it can walk between a painter's keyframes with some settings."""
        walks = self.walks_for(settings)
        return walks is None or painter in walks

    def kept(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Return those of its settings that its results depend on."""
        return {
            name: settings[name] for name, setting in self.settings.items() if not setting.execution
        }

    def files_of(self, settings: Mapping[str, Any], pair: str) -> dict[str, str]:
        """Return the paths of a pair's files that its settings name, by setting."""
        return {
            name: str(settings[name]).replace(PAIR, pair)
            for name, setting in self.settings.items()
            if setting.of_pair
        }
