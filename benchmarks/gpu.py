"""Time one pass through every part of every model on the device that is there.

The models have their published sizes and random weights, made in place: nothing is fetched, and
speed and memory are real. From the passes `snakemake show_costs` puts together what a run takes
on such a device.

    python benchmarks/gpu.py                        prints a table
    python benchmarks/gpu.py --write                and puts it into models/measured.tsv
    python benchmarks/gpu.py --json                 prints it as JSON
    [--device auto] [--precisions fp16 fp32] [--sides 512 768] [--parts unet vae] [--rounds 3]

A figure is the median of the rounds after one that warms up. `peak_gb` is what PyTorch allocated
on a GPU, weights and all; on a CPU it is not told.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd
import torch
from full_size import MODELS, on_meta
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

import work

from yellowsound.models.costs import HERE
from yellowsound.models.devices import PRECISIONS, choose_device
from yellowsound.models.networks.painting import PACKAGE
from yellowsound.run.files import whole_file

TABLE = HERE / "measured.tsv"

SIZED = {"unet", "movq", "vae"}
"""Parts that work on a frame of any size; the others have one of their own."""

PAINTERS = ("style-vectors", "style-network")
"""The default painters, which are timed on a CPU alone."""


def random_on(build, device: torch.device, dtype: torch.dtype) -> nn.Module:
    """Return a model at its full size on a device, with small random weights."""
    model = on_meta(build).to(dtype).to_empty(device=device)
    generator = torch.Generator(device).manual_seed(0)
    with torch.no_grad():
        for weight in (*model.parameters(), *model.buffers()):
            if weight.is_floating_point():
                weight.normal_(0, 0.02, generator=generator)
            else:
                # Positions and the like: any of them serves, but it must be one.
                weight.copy_(torch.zeros_like(weight))
    return model


class Inputs:
    """Makes the passes of `work` with numbers on a device instead of shapes alone."""

    def __init__(self, device: torch.device, dtype: torch.dtype) -> None:
        self.device, self.dtype = device, dtype

    def empty(self, *shape: int) -> torch.Tensor:
        """Return random numbers."""
        return torch.randn(shape, device=self.device, dtype=self.dtype)

    def tokens(self, count: int = work.TOKENS, batch: int = 1) -> torch.Tensor:
        """Return the first tokens of the vocabulary."""
        return torch.zeros((batch, count), device=self.device, dtype=torch.long)

    def step(self) -> torch.Tensor:
        """Return a step of a diffusion model's time."""
        return torch.tensor(work.UNKNOWN_TIME, device=self.device)

    def __enter__(self) -> "Inputs":
        self.before = {name: getattr(work, name) for name in ("empty", "tokens", "step")}
        for name in self.before:
            setattr(work, name, getattr(self, name))
        return self

    def __exit__(self, *of_error: object) -> None:
        for name, function in self.before.items():
            setattr(work, name, function)


def synchronise(device: torch.device) -> None:
    """Wait for what a device computes."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()


def seconds_of(call, device: torch.device, rounds: int) -> float:
    """Return the median time of a call, the first one not counted."""
    times = []
    for number in range(rounds + 1):
        synchronise(device)
        started = time.perf_counter()
        with torch.inference_mode():
            call()
        synchronise(device)
        if number:
            times.append(time.perf_counter() - started)
    return statistics.median(times)


def name_of(device: torch.device) -> str:
    """Return what the device is, as makers call it."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    if device.type == "mps":
        return f"Apple {platform.machine()}"
    for line in Path("/proc/cpuinfo").read_text().splitlines() if os.name == "posix" else ():
        if line.startswith("model name"):
            return f"{line.split(':', 1)[1].strip()}, {torch.get_num_threads()} threads"
    return f"{platform.processor() or platform.machine()}, {torch.get_num_threads()} threads"


def time_parts(given: argparse.Namespace, device: torch.device) -> list[dict[str, Any]]:
    """Return a row for each part, precision and size of frame."""
    rows = []
    for precision in given.precisions or (["fp32", "bf16"] if device.type == "cpu" else ["fp16"]):
        dtype = getattr(torch, PRECISIONS[precision])
        for model, parts in MODELS.items():
            for part, build in parts.items():
                if given.parts and part not in given.parts:
                    continue
                sides = given.sides if part in SIZED else [0]
                rows += _time_part(model, part, build, sides, device, dtype, precision, given)
    return rows


def _time_part(model, part, build, sides, device, dtype, precision, given) -> list[dict[str, Any]]:
    rows = []
    if device.type == "cuda":
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats(device)
    built = random_on(build, device, dtype)
    for side_px in sides:
        with Inputs(device, dtype):
            passing = work.PASSES[model, part]
            seconds = seconds_of(lambda: passing(built, side_px), device, given.rounds)  # noqa: B023
        peak = torch.cuda.max_memory_allocated(device) / 1e9 if device.type == "cuda" else None
        rows.append(_row(device, precision, model, part, side_px, seconds, peak))
        print(f"{model} {part} {precision} {side_px or '-'}: {seconds:.3f} s", file=sys.stderr)
    return rows


def time_painting(given: argparse.Namespace) -> list[dict[str, Any]]:
    """Return a row for each network of the default painters, on one core of the CPU."""
    import numpy as np

    from yellowsound.models.networks.style_network import STYLES, StyleNetwork
    from yellowsound.models.networks.style_vectors import SIZE, StyleVectorNetwork

    rows, random = [], np.random.default_rng(0)
    networks = (StyleVectorNetwork, SIZE), (StyleNetwork, STYLES)
    kinds = dict(zip(PAINTERS, networks, strict=True))
    for part, (network, size) in kinds.items():
        if given.parts and part not in given.parts:
            continue
        for side_px in given.sides:
            picture = random.integers(0, 256, (side_px, side_px, 3), np.uint8)
            painter, style = network(picture, 1), np.full(size, 1 / size)
            cpu = torch.device("cpu")
            seconds = seconds_of(lambda: painter.render(style), cpu, given.rounds)  # noqa: B023
            rows.append(_row(cpu, "fp32", PACKAGE, part, side_px, seconds, None))
    return rows


def _row(device, precision, model, part, side_px, seconds, peak_gb) -> dict[str, Any]:
    return {
        "device": name_of(device),
        "kind": device.type,
        "precision": precision,
        "model": model,
        "part": part,
        "side_px": side_px,
        "seconds": float(f"{seconds:.4g}"),
        "peak_gb": None if peak_gb is None else round(peak_gb, 2),
    }


def main() -> None:
    """Time all parts, and print or write them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--device", default="auto")
    parser.add_argument("--precisions", nargs="+", choices=sorted(PRECISIONS))
    parser.add_argument("--sides", nargs="+", type=int, default=list(work.SIDES_PX))
    parser.add_argument("--parts", nargs="+", help="of which part alone, e.g. unet")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--json", action="store_true", help="print one JSON array")
    parser.add_argument("--write", action="store_true", help="put the rows into measured.tsv")
    given = parser.parse_args()
    known = {*PAINTERS, *(part for parts in MODELS.values() for part in parts)}
    if unknown := sorted({*(given.parts or ())} - known):
        parser.error(f"no part is called {unknown[0]}: choose among {', '.join(sorted(known))}")
    torch.set_num_threads(given.threads)
    device = choose_device(given.device)
    rows = time_parts(given, device)
    if device.type == "cpu":
        rows += time_painting(given)
    if given.write:
        keys = ["device", "precision", "model", "part", "side_px"]
        table = pd.concat([pd.read_csv(TABLE, sep="\t"), pd.DataFrame(rows)])
        with whole_file(TABLE) as partial:
            table.drop_duplicates(keys, keep="last").to_csv(partial, sep="\t", index=False)
    print(json.dumps(rows) if given.json else pd.DataFrame(rows).to_string(index=False))


if __name__ == "__main__":
    main()
