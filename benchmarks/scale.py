"""Time the planning of studies of growing size: a dry run of the workflow.

Each study has pairs of one song and one artwork, four schedules and three
sections a song. Printed are the jobs, the seconds and the peak memory of
`snakemake --dry-run`, what one more pair costs (the slope between the smallest
and the largest study), and how many times longer the largest one takes than
Snakemake's own share: as many jobs of a workflow of two bare rules.

    python benchmarks/scale.py [--pairs 10 100 1000] [--json]
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import soundfile
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
SCHEDULES = "[energy,onset,linear,constant]"


def write_study(folder: Path, pairs: int) -> Path:
    """Write a table of pairs, each with files of its own; return its path."""
    soundfile.write(folder / "song.wav", np.zeros(1000), 8000)
    Image.new("RGB", (64, 64)).save(folder / "artwork.png")
    rows = ["pair\tsong\tartwork"]
    for number in range(pairs):
        for name in ("song.wav", "artwork.png"):
            # Links are files like any other to the planner, and quickly made.
            os.link(folder / name, folder / f"{number}-{name}")
        rows.append(f"pair{number}\t{number}-song.wav\t{number}-artwork.png")
    table = folder / "pairs.tsv"
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return table


PLAIN = """
rule all:
    input: expand("{{number}}.made", number=range({chains}))
rule first:
    output: "{{number}}.begun"
    shell: "touch {{output}}"
rule second:
    input: "{{number}}.begun"
    output: "{{number}}.made"
    shell: "touch {{output}}"
"""
"""A workflow of two jobs a chain, and one more."""


def plan(pairs: int) -> dict[str, float]:
    """Plan a study in a process of its own, and measure it."""
    with tempfile.TemporaryDirectory() as folder:
        table = write_study(Path(folder), pairs)
        settings = [f"run=scale-{pairs}", f"pairs={table}", f"schedules={SCHEDULES}"]
        return {"pairs": pairs, **dry_run(["--config", *settings], ROOT)}


def plan_plain(jobs: int) -> dict[str, float]:
    """Plan as many jobs of bare rules, and measure it."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "Snakefile").write_text(PLAIN.format(chains=jobs // 2), encoding="utf-8")
        return dry_run([], Path(folder))


def dry_run(arguments: list[str], folder: Path) -> dict[str, float]:
    """Plan what lies in a folder in a process of its own; return its jobs, time and memory."""
    command = [sys.executable, "-m", "snakemake", "--cores", "2", "--dry-run", "--quiet", "rules"]
    started = time.monotonic()
    # GNU time is not everywhere; the children's peak is known to the kernel.
    child = subprocess.Popen(
        [*command, *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    output = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.monotonic() - started
    if status:
        sys.exit(f"Error: the dry run failed:\n{output}")
    return {
        "jobs": int(re.search(r"^total +(\d+)$", output, re.M)[1]),
        "seconds": round(seconds, 1),
        "cpu_s": round(usage.ru_utime + usage.ru_stime, 1),
        "peak_mb": round(usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)),
    }


def main() -> None:
    """Measure studies of each size and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()

    sizes = [plan(pairs) for pairs in sorted(options.pairs)]
    first, last = sizes[0], sizes[-1]
    slopes = {}
    if first is not last:
        more = last["pairs"] - first["pairs"]
        slopes = {
            "ms_per_pair": round(1000 * (last["seconds"] - first["seconds"]) / more, 1),
            "kb_per_pair": round(1024 * (last["peak_mb"] - first["peak_mb"]) / more),
        }
    plain = plan_plain(last["jobs"])
    slopes["times_plain_snakemake"] = round(last["cpu_s"] / plain["cpu_s"], 2)
    if options.json:
        print(json.dumps({"sizes": sizes, **slopes}))
        return
    print("pairs    jobs  seconds  peak MB")
    for size in sizes:
        print("{pairs:5} {jobs:7} {seconds:8} {peak_mb:8}".format(**size))
    for name, value in slopes.items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
