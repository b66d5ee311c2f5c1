"""What a job asks for: memory and time, from the size of its input; and what a machine has."""

import math
from collections.abc import Mapping
from typing import Any

import psutil

from yellowsound.run.plug_ins import the
from yellowsound.run.sections import SHORTEST_SECTION_S


def grown(amount: float, attempt: int) -> int:
    """Return what a job asks for at an attempt, counted from 1: twice as much at each new one."""
    return math.ceil(amount * 2 ** (attempt - 1))


def mpixels(config: Mapping[str, Any]) -> float:
    """Return the millions of pixels of a frame."""
    return config["width"] * config["height"] / 1e6


def painted_mpixels(config: Mapping[str, Any]) -> float:
    """Return the millions of pixels that are painted, on the painter's `canvas` if it has one."""
    shorter = min(config["width"], config["height"])
    canvas = config.get(the("painter", config).name, {}).get("canvas", 0) or shorter
    return mpixels(config) * (canvas / shorter) ** 2


def _most_mpixels(config: Mapping[str, Any]) -> float:
    """Return the millions of pixels of the canvas or of the frame, whichever has more."""
    return max(painted_mpixels(config), mpixels(config))


def stage_memory_mb(stage: str, config: Mapping[str, Any], gpu: bool) -> float:
    """Return the main memory of a job of a stage that has plug-ins.

    Parameters
    ----------
    stage
        captioner, describer, painter or walker.
    config
        The whole configuration.
    gpu
        Whether the job has a GPU.

    Returns
    -------
    float
        In MB.
    """
    plug_in = the(stage, config)
    base_mb = plug_in.mem_mb if gpu else plug_in.cpu_mem_mb
    return base_mb + plug_in.mem_mb_per_mpixel * _most_mpixels(config)


JOB_S = 600
"""Seconds that the sections may take, at worst, which one job renders without a GPU."""


def sections_a_job(config: Mapping[str, Any]) -> int:
    """Return how many sections of a video the walker renders in one job.

    A walker that wants a GPU renders one: each is worth a place of its own on a cluster, and
    little is lost where it fails. Of one that does not, a job starts up longer than a short
    section takes; it renders as many as `JOB_S` allows.
    """
    plug_in = the("walker", config)
    worst_s = config["section_s"] * config["fps"] * _most_mpixels(config)
    worst_s *= plug_in.cpu_s_per_unit
    if plug_in.gpu or not worst_s:
        return 1
    return max(1, int(JOB_S / worst_s))


def stage_runtime_min(stage: str, config: Mapping[str, Any], gpu: bool, excerpt_s: float) -> float:
    """Return the longest time of a job of a stage that has plug-ins.

    A captioner's job hears every section of an excerpt, a describer's sees one picture, a
    painter's paints a picture for each section and the opening, a walker's renders the frames
    of a few (`sections_a_job`).

    Parameters
    ----------
    stage, config, gpu
        As of `stage_memory_mb`.
    excerpt_s
        Length of the excerpt in seconds.

    Returns
    -------
    float
        In minutes.
    """
    plug_in = the(stage, config)
    sections = math.ceil(excerpt_s / config["section_s"])
    # A boundary that moves to a downbeat moves by half a section at most.
    longest_s = config["section_s"] * (2 if config["section_grid"] == "bars" else 1)
    if stage == "walker":
        longest_s *= sections_a_job(config)
    longest_s = min(longest_s + SHORTEST_SECTION_S, excerpt_s)
    units = {
        "captioner": sections,
        "describer": 1,
        "painter": (sections + 1) * _most_mpixels(config),
        "walker": longest_s * config["fps"] * _most_mpixels(config),
    }[stage]
    unit_s = plug_in.s_per_unit if gpu else plug_in.cpu_s_per_unit
    return plug_in.runtime_min + units * unit_s / 60


def main_memory_mb() -> int:
    """Return the main memory of this machine, in MB."""
    return psutil.virtual_memory().total // 10**6
