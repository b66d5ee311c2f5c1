"""What each captioner, painter and walker needs: an environment, models, settings, a GPU, memory.

Rules read it when the workflow is parsed: nothing heavy is imported here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class PlugIn:
    """What the jobs of a plug-in need.

    Attributes
    ----------
    environment
        Name of its file in envs/.
    models
        Names of its folders in resources/models/: of the table of models, or musicnn.
    settings
        Keys of the configuration that its results depend on.
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
    """

    environment: str
    models: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    gpu: bool = False
    threads: int = 1
    mem_mb: int = 3000
    cpu_mem_mb: int = 3000
    mem_mb_per_mpixel: int = 0
    runtime_min: int = 10
    s_per_unit: float = 0.0
    cpu_s_per_unit: float = 0.0


PLUG_INS = {
    "musicnn": PlugIn("musicnn", ("musicnn",), cpu_mem_mb=2000, cpu_s_per_unit=10),
    "lp-musiccaps": PlugIn(
        "lp-musiccaps",
        ("lp-music-caps", "bart-base"),
        ("captioner_precision", "caption_beams", "caption_max_tokens", "genre_matching"),
        gpu=True,
        threads=2,
        mem_mb=6000,
        cpu_mem_mb=6000,
        s_per_unit=20,
        cpu_s_per_unit=120,
    ),
    "style-network": PlugIn(
        "style",
        settings=("variation",),
        cpu_mem_mb=1000,
        mem_mb_per_mpixel=2000,
        cpu_s_per_unit=20,
    ),
    "kandinsky-2.2": PlugIn(
        "diffusion",
        ("kandinsky-2-2-prior", "kandinsky-2-2-decoder"),
        (
            *("painter_precision", "painter_steps", "painter_guidance", "prior_steps"),
            *("prior_guidance", "prior_weights", "prior_weights_no_genre", "negative_prompt"),
        ),
        gpu=True,
        threads=2,
        mem_mb=24000,
        cpu_mem_mb=24000,
        mem_mb_per_mpixel=2000,
        runtime_min=20,
        s_per_unit=90,
        cpu_s_per_unit=3600,
    ),
    "sd-image-variations": PlugIn(
        "diffusion",
        ("sd-image-variations", "sd-image-variations-vae"),
        ("painter_precision", "painter_steps", "painter_guidance", "safety_checker"),
        gpu=True,
        threads=2,
        mem_mb=12000,
        cpu_mem_mb=12000,
        mem_mb_per_mpixel=2000,
        runtime_min=20,
        s_per_unit=90,
        cpu_s_per_unit=3600,
    ),
    # One core a section: sections in parallel render more frames a second than one on all cores.
    "style-path": PlugIn(
        "style", cpu_mem_mb=1000, mem_mb_per_mpixel=2000, runtime_min=5, cpu_s_per_unit=2
    ),
    "vae-slerp": PlugIn(
        "diffusion",
        ("sd-image-variations-vae",),
        ("walker_precision", "vae_normalisation"),
        gpu=True,
        threads=2,
        mem_mb=4000,
        cpu_mem_mb=5000,
        mem_mb_per_mpixel=4000,
        runtime_min=5,
        s_per_unit=1,
        cpu_s_per_unit=120,
    ),
}
"""Plug-ins by the name that the configuration gives them."""

EXECUTION = ("device", "offload", "painter_batch", "frame_batch", "compile")
"""Keys on how models run. What they make is the same but for rounding, so that
changing them makes nothing anew: no rule has them among its parameters."""


def plug_in_of(stage: str, config: Mapping[str, Any]) -> PlugIn:
    """Return what the configured `captioner`, `painter` or `walker` needs."""
    return PLUG_INS[config[stage]]


def settings_of(stage: str, config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of the configured plug-in, its precision as `precision`."""
    return {
        "precision" if key == f"{stage}_precision" else key: config[key]
        for key in plug_in_of(stage, config).settings
    }


def execution_of(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings on how models run."""
    return {key: config[key] for key in EXECUTION}


def models_of(config: Mapping[str, Any]) -> list[str]:
    """Return the names of all models that the configured plug-ins need, each once."""
    stages = ("captioner", "painter", "walker")
    return list(dict.fromkeys(name for s in stages for name in plug_in_of(s, config).models))
