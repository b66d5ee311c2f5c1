"""What a run will cost before it is started: downloads, disk, memory, operations, hours."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yellowsound.models.costs import (
    SHARE_OF_PEAK,
    devices,
    download_bytes,
    measured,
    measured_seconds,
    operations,
    weight_bytes,
)
from yellowsound.run.plug_in import PlugIn

GB = 1e9

VIDEO_BITS = 0.6
"""Bits of a finished video for each pixel of each frame, at CRF 10 with the default painter: in
the demo at the preset `medium` 0.5 without moves, 0.9 with lively ones. Still pictures take less,
noise more."""

SECTION_BITS = 13.0
"""Bits of a section's lossless file for each pixel of each frame, in the demo; of stills 13.5."""

UNITS = {
    "describer": "pictures",
    "captioner": "sections",
    "painter": "keyframes",
    "walker": "frames",
}
"""What each stage that has a model works on, one after the other."""


@dataclass(frozen=True)
class Stage:
    """A stage of a run: how much it has to do, and by which plug-in.

    Attributes
    ----------
    kind
        A key of `UNITS`.
    plug_in, settings
        The plug-in, with its settings.
    units, jobs
        How many units there are in the whole run, and how many jobs they are spread over.
    mpixels
        Million pixels of a picture that the model works on.
    """

    kind: str
    plug_in: PlugIn
    settings: Mapping[str, Any]
    units: int
    jobs: int
    mpixels: float

    def work(self, **changed: Any):
        """Return the groups of what is computed, with some settings changed; None if not told."""
        if self.plug_in.work is None:
            return None
        return self.plug_in.work({**self.settings, **changed})

    def precision_on(self, cpu: bool) -> str:
        """Return the precision that a GPU or a CPU computes in."""
        chosen = self.settings.get("precision", "fp32")
        return chosen if chosen != "auto" else "fp32" if cpu else "fp16"


def tell_costs(
    title: str,
    stages: Sequence[Stage],
    models: Sequence[str],
    on_disk: Mapping[str, int],
    mpixels: float,
    frames: int,
) -> list[str]:
    """Return the lines that tell what a run costs; each figure says where it is from.

    Parameters
    ----------
    title
        What run it is.
    stages
        Its stages that have a plug-in with a model.
    models
        Names of the models that it needs.
    on_disk
        Bytes of those that are there.
    mpixels
        Million pixels of a frame.
    frames
        Frames of all finished videos together.
    """
    heavy = [stage for stage in stages if stage.work() is not None]
    light = ", ".join(stage.plug_in.name for stage in stages if stage.work() is None)
    lines = [title, "", *_downloads(models, on_disk), *_disk(mpixels, frames), ""]
    for part in (_memory(heavy), _operations(heavy), _time(heavy)):
        lines += [*part, ""] if part else []
    if light:
        lines.append(f"Not counted, for they tell no work of a model's: {light}.")
    return lines


def _downloads(models: Sequence[str], on_disk: Mapping[str, int]) -> list[str]:
    rows = [["model", "GB", "", ""]]
    missing, unknown = 0.0, []
    for model, size in download_bytes(models).items():
        if model in on_disk:
            rows.append([model, _gb(on_disk[model]), "measured", "is there"])
        elif size is None:
            unknown.append(model)
            rows.append([model, "?", "not known", "to fetch"])
        else:
            missing += size
            rows.append([model, _gb(size), "computed", "to fetch"])
    if len(rows) == 1:
        return ["Downloads: none."]
    told = f" and {', '.join(unknown)}" if unknown else ""
    return [f"Downloads: {_gb(missing)} GB{told} to fetch.", *_aligned(rows)]


def video_bytes(mpixels: float, frames: int) -> float:
    """Return about how many bytes finished videos take."""
    return VIDEO_BITS / 8 * mpixels * 1e6 * frames


def section_bytes(mpixels: float, frames: int) -> float:
    """Return about how many bytes the lossless sections of a video take until they are joined."""
    return SECTION_BITS / 8 * mpixels * 1e6 * frames


def _disk(mpixels: float, frames: int) -> list[str]:
    size = _gb(video_bytes(mpixels, frames))
    return [f"Videos: about {size} GB on the disk (computed from those of the demo)."]


def _memory(stages: Sequence[Stage]) -> list[str]:
    rows = [["stage", "plug-in", "precision", "offload", "GB", ""]]
    for stage in stages:
        offloads = stage.plug_in.settings.get("offload")
        choices = offloads.schema["enum"] if offloads else [None]
        for offload in choices:
            changed = {} if offload is None else {"offload": offload}
            groups = stage.work(**changed)
            if groups is None or not stage.plug_in.gpu:
                continue
            precision = stage.precision_on(cpu=False)
            size = weight_bytes(groups, precision)
            mark = "as configured" if offload == stage.settings.get("offload") else ""
            gb = "?" if size is None else _gb(size)
            rows.append([stage.kind, stage.plug_in.name, precision, offload or "-", gb, mark])
    if len(rows) == 1:
        return ["GPU memory: no stage uses a GPU."]
    return [
        "GPU memory of weights (computed; what is computed with them comes on top):",
        *_aligned(rows),
    ]


def _operations(stages: Sequence[Stage]) -> list[str]:
    """Return a table of what is computed; nothing where no stage tells."""
    rows = [["stage", "plug-in", "units", "TFLOP a unit", "PFLOP in all", ""]]
    for stage in stages:
        groups = stage.work()
        found = None if groups is None else operations(groups, stage.mpixels)
        count = f"{stage.units} {UNITS[stage.kind]}"
        if found is None:
            rows.append([stage.kind, stage.plug_in.name, count, "?", "?", "see below"])
            continue
        total = (stage.units * found["unit"] + stage.jobs * found["job"]) / 1e3
        cells = [f"{found['unit']:.3g}", f"{total:.3g}", "computed"]
        rows.append([stage.kind, stage.plug_in.name, count, *cells])
    if len(rows) == 1:
        return []
    return ["Operations, at most (frames that hardly differ are held or blended):", *_aligned(rows)]


def _time(stages: Sequence[Stage]) -> list[str]:
    """Return a table of how long it takes; nothing where that is not known of any device."""
    heads = [f"{stage.kind}, s a {UNITS[stage.kind][:-1]}" for stage in stages]
    rows = [["device", *heads, "hours in all", ""]]
    for device in devices():
        cells = []
        for stage in stages:
            groups = stage.work()
            found = None if groups is None else operations(groups, stage.mpixels)
            precision = stage.precision_on(device.is_cpu)
            cells.append(
                found and {of: device.seconds(value, precision) for of, value in found.items()}
            )
        if any(cells):
            rows.append([device.name, *_row(stages, cells), "computed"])
    for name, of_device in measured().groupby("device", sort=False):
        is_cpu = bool((of_device["kind"] == "cpu").all())
        cells = []
        for stage in stages:
            groups = stage.work()
            precision = stage.precision_on(is_cpu)
            cells.append(groups and measured_seconds(groups, stage.mpixels, precision, of_device))
        if any(cells):
            rows.append([str(name), *_row(stages, cells), "measured"])
    if len(rows) == 1:
        return []
    return [
        "Seconds and hours on one device, loading of models not counted:",
        *_aligned(rows),
        f"computed: by counted operations at {SHARE_OF_PEAK} of a device's peak, "
        "within a factor of three;",
        "measured: put together from passes that benchmarks/gpu.py timed.",
    ]


def _row(stages: Sequence[Stage], cells: Sequence[Mapping[str, float] | None]) -> list[str]:
    """Return what a device needs for a unit of each stage, and for all of them in hours."""
    told, total_s = [], 0.0
    for stage, found in zip(stages, cells, strict=True):
        if found is None:
            told.append("?")
            total_s = math.nan
            continue
        told.append(_seconds(found["unit"]))
        total_s += stage.units * found["unit"] + stage.jobs * found["job"]
    return [*told, "?" if math.isnan(total_s) else _seconds(total_s / 3600)]


def _seconds(value: float) -> str:
    return f"{value:.2g}" if value < 10 else f"{value:.0f}"


def _gb(size: float) -> str:
    return f"{size / GB:.2f}"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines of columns: text to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]

    def cell(text: str, width: int, column: int) -> str:
        numeric = rows[-1][column][:1].isdigit() or text == "?"
        return text.rjust(width) if numeric else text.ljust(width)

    return [
        "  "
        + "  ".join(
            cell(text, width, column)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
