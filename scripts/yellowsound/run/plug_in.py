"""What a plug-in declares beside its function."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from yellowsound.run.settings import Setting

SHARED_ENVIRONMENT = "analysis"
"""The environment of detectors, trackers, schedules and metrics, of which one job runs several."""


@dataclass(frozen=True)
class PlugIn:
    """What a plug-in is, and what its jobs need.

    Attributes
    ----------
    kind
        captioner, detector, tracker, painter, walker, schedule or metric.
    name
        How configurations, tables and files call it.
    make
        Its function. A captioner, painter or walker answers a brief
        (`captions.brief`, `keyframes.brief`, `frames.brief`); a detector or tracker takes
        mono audio, the folders of its models and its own settings, and returns
        `hearing.novelty.Novelty` or `hearing.ears.Beats`; a schedule takes
        a section's rows and its own settings (`schedule.schedule`); a metric
        takes its own settings and returns what `synchrony.kinds.Metric` asks for.
    meaning
        What it does, in one line.
    environment
        Name of its file in envs/, or the path of a file that lies beside the plug-in's.
    models
        Names of its folders in resources/models/: of the table of models, musicnn or beatnet.
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
        captioner hears, a million pixels that a painter paints or a walker renders.
    cpu_s_per_unit
        The same where the model runs on the CPU.
    takes_styles
        Whether a painter paints in the style of any picture that it is given
        (`keyframes.brief.Brief.lenders`): only then pairs may have `styles`.
    frame_px
        Width and height that a painter was made for: the frame where none is set.
    follows
        What of the hearing a schedule follows: `detector`, `tracker`, `downbeats` (of the
        tracker); None where it does not say, which counts as all.
    tells
        What a tracker tells: `beats`, and `downbeats` where it knows them.
    walks
        Painters whose keyframes a walker can walk between; None: those of any.
    check
        Takes the settings and returns in one sentence what is wrong with them
        together, though each fits by itself; None where nothing is.
    same
        Takes the settings and returns what is equal where a schedule does the same.
    """

    kind: str
    name: str
    make: Callable[..., Any]
    meaning: str
    environment: str = SHARED_ENVIRONMENT
    models: tuple[str, ...] = ()
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
    takes_styles: bool = False
    frame_px: tuple[int, int] = (512, 512)
    follows: tuple[str, ...] | None = None
    tells: tuple[str, ...] = ()
    walks: tuple[str, ...] | None = None
    check: Callable[[Mapping[str, Any]], str | None] | None = None
    same: Callable[[Mapping[str, Any]], Hashable] | None = None

    @property
    def defaults(self) -> dict[str, Any]:
        """Its settings where nobody sets them."""
        return {name: setting.default for name, setting in self.settings.items()}

    @property
    def factors(self) -> list[str]:
        """Names of the settings that may be lists, each value a variant."""
        return [name for name, setting in self.settings.items() if setting.factor]

    def kept(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Return those of its settings that its results depend on."""
        return {
            name: settings[name] for name, setting in self.settings.items() if not setting.execution
        }
