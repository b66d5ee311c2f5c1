"""What models cost before they are fetched or run: bytes, memory, operations, seconds.

Sizes and operations are counted from the published configurations (parts.tsv, which
benchmarks/work.py writes); seconds follow from a device's peak (devices.tsv), or from what
benchmarks/gpu.py measured on one (measured.tsv).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from yellowsound.run.work import Groups, Work

if TYPE_CHECKING:
    import pandas as pd

HERE = Path(__file__).parent

SHARE_OF_PEAK = 0.3
"""Share of a device's peak that models reach picture by picture: an assumption, by which the
seconds that are computed may be wrong by a factor of two or three either way."""

SIDES_PX = (512, 768)
"""Sides of the square frames at which parts.tsv counts."""

SMALL_BYTES = {
    "musicnn": 6_400_000,
    "beatnet": 1_600_000,
    "bart-base": 2_700_000,
    "clip-interrogator-words": 1_900_000,
    "clip-interrogator-embeddings": 171_800_000,
}
"""Bytes of what has no part that is counted: networks and words of packages, a tokenizer, and the
table of embeddings, which is made and not fetched."""

BYTES = {"fp32": 4, "fp16": 2, "bf16": 2}
"""Bytes of a number in each precision."""


@dataclass(frozen=True)
class Part:
    """One part of a model.

    Attributes
    ----------
    parameters
        How many numbers it has learnt.
    bytes_each
        Bytes of each of them in the hub's file.
    tflop
        Operations of one pass, in 10^12, for frames of 512x512 and of 768x768.
    """

    parameters: int
    bytes_each: int
    tflop: tuple[float, float]

    def tflop_at(self, mpixels: float) -> float:
        """Return the operations of one pass for frames of so many million pixels, in 10^12.

        Convolutions grow with the pixels, attention with their square: a line and a square
        through the two counts. What is equal in both, like a text, has no pixels.
        """
        small, large = (side**2 / 1e6 for side in SIDES_PX)
        at_small, at_large = self.tflop
        if at_small == at_large:
            return at_small
        square = (at_large / large - at_small / small) / (large - small)
        return mpixels * (at_small / small + square * (mpixels - small))


@dataclass(frozen=True)
class Device:
    """A kind of device: its memory in GB, its peaks in TFLOP a second."""

    name: str
    memory_gb: float
    fp32_tflops: float
    half_tflops: float

    def seconds(self, tflop: float, precision: str) -> float:
        """Return how long so many operations take, reckoned by `SHARE_OF_PEAK`."""
        peak = self.fp32_tflops if precision == "fp32" else self.half_tflops
        return tflop / (SHARE_OF_PEAK * peak)

    @property
    def is_cpu(self) -> bool:
        """Whether it is a CPU, on which `auto` precision is fp32."""
        return self.name.startswith("CPU")


@cache
def parts() -> dict[tuple[str, str], Part]:
    """Return the parts that are known, by model and name."""
    table = _table("parts")
    return {
        (row.model, row.part): Part(
            int(row.parameters), int(row.bytes_each), (row.tflop_512, row.tflop_768)
        )
        for row in table.itertuples()
    }


@cache
def devices() -> tuple[Device, ...]:
    """Return the kinds of devices that are told of."""
    table = _table("devices")
    return tuple(
        Device(row.device, row.memory_gb, row.fp32_tflops, row.half_tflops)
        for row in table.itertuples()
    )


def measured() -> "pd.DataFrame":
    """Return what benchmarks/gpu.py measured: device, precision, model, part, side_px, seconds."""
    return _table("measured")


def _table(name: str) -> "pd.DataFrame":
    """Return a table that lies beside this file.

    The Snakefile imports this module and asks for none: it does not wait for pandas.
    """
    import pandas as pd

    return pd.read_csv(HERE / f"{name}.tsv", sep="\t")


def download_bytes(models: Iterable[str]) -> dict[str, int | None]:
    """Return the bytes of the weights of some models on the hub; None of one that is not known."""
    sizes: dict[str, int] = dict(SMALL_BYTES)
    for (model, _), part in parts().items():
        sizes[model] = sizes.get(model, 0) + part.parameters * part.bytes_each
    return {model: sizes.get(model) for model in models}


def weight_bytes(groups: Groups, precision: str) -> int | None:
    """Return the bytes of weights that lie on the device at most; None where a part is not known.

    Parameters
    ----------
    groups
        Parts that lie there together, group after group.
    precision
        fp32, fp16 or bf16.
    """
    known = parts()
    sizes = []
    for group in groups:
        named = dict.fromkeys((work.model, work.part) for work in group)
        if any(name not in known for name in named):
            return None
        sizes.append(sum(known[name].parameters for name in named))
    return BYTES[precision] * max(sizes, default=0)


def operations(groups: Groups, mpixels: float) -> dict[str, float] | None:
    """Return the operations of a unit and of what comes once for a job, in 10^12.

    Parameters
    ----------
    groups
        What is computed.
    mpixels
        Million pixels of a frame.

    Returns
    -------
    dict or None
        `unit` and `job`; None where a part is not known.
    """
    known = parts()
    total = {"unit": 0.0, "job": 0.0}
    for work in (work for group in groups for work in group):
        part = known.get((work.model, work.part))
        if part is None or np.isnan(part.tflop[0]):
            return None
        total[work.of] += work.passes * part.tflop_at(mpixels)
    return total


def measured_seconds(
    groups: Groups, mpixels: float, precision: str, rows: "pd.DataFrame"
) -> dict[str, float] | None:
    """Return the seconds of a unit and of a job, put together from measured passes.

    Parameters
    ----------
    groups
        What is computed.
    mpixels
        Million pixels of a frame: passes at the nearest measured side are scaled by their
        operations, or by pixels where these are not known.
    precision
        fp32, fp16 or bf16; rows of another are passed over.
    rows
        Rows of `measured` of one device.

    Returns
    -------
    dict or None
        `unit` and `job`; None where a part was not measured.
    """
    total = {"unit": 0.0, "job": 0.0}
    for work in (work for group in groups for work in group):
        found = rows[(rows["model"] == work.model) & (rows["part"] == work.part)]
        found = found[found["precision"] == precision]
        if found.empty:
            return None
        distance = (found["side_px"] ** 2 / 1e6 - mpixels).abs()
        nearest = found.loc[distance.idxmin()]
        total[work.of] += work.passes * nearest["seconds"] * _scale(work, nearest, mpixels)
    return total


def _scale(work: Work, row: Mapping[str, float], mpixels: float) -> float:
    """Return how much longer a pass takes at another size than the measured one."""
    was = row["side_px"] ** 2 / 1e6
    if not was:
        return 1.0  # a text or a picture of a size of its own
    part = parts().get((work.model, work.part))
    if part is None or np.isnan(part.tflop[0]):
        return mpixels / was
    return part.tflop_at(mpixels) / part.tflop_at(was)
