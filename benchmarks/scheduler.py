"""Measure what choosing jobs costs: many ready jobs, for a while, by each way of choosing.

A bare workflow of so many jobs that wait for nothing and do nothing runs on two cores until the
time is over. Told are the jobs that it has finished and the processor seconds of Snakemake's
own process, with Snakemake's defaults and with other options.

    python benchmarks/scheduler.py [--jobs 400] [--seconds 40] [--json]
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

PLAIN = """
rule all:
    input: expand("made/{{number}}", number=range({jobs}))
rule make:
    output: "made/{{number}}"
    resources: mem_mb=100
    shell: "touch {{output}}"
"""

WAYS = {
    "Snakemake's default": [],
    "subsample of 20": ["--scheduler-subsample", "20"],
    "greedy": ["--scheduler", "greedy"],
    "greedy, subsample of 20": ["--scheduler", "greedy", "--scheduler-subsample", "20"],
}


def run_for(seconds: float, jobs: int, options: list[str]) -> dict[str, float]:
    """Let a bare workflow run for a while, and measure its main process."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "Snakefile").write_text(PLAIN.format(jobs=jobs), encoding="utf-8")
        command = [sys.executable, "-m", "snakemake", "--cores", "2", *options]
        with subprocess.Popen(
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            main = psutil.Process(process.pid)
            end, used_s = time.monotonic() + seconds, 0.0
            while time.monotonic() < end and process.poll() is None:
                used = main.cpu_times()
                used_s = used.user + used.system
                time.sleep(0.1)
            process.terminate()
        return {"finished": len(list((folder / "made").glob("*"))), "main_cpu_s": round(used_s, 1)}


def main() -> None:
    """Compare the ways, and print what each has done."""
    parser = argparse.ArgumentParser(description="Measure what choosing jobs costs.")
    parser.add_argument("--jobs", type=int, default=400)
    parser.add_argument("--seconds", type=float, default=40)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    found = {way: run_for(options.seconds, options.jobs, given) for way, given in WAYS.items()}
    if options.json:
        print(json.dumps(found, indent=2))
        return
    print(f"{options.jobs} ready jobs, {options.seconds:g} s")
    for way, told in found.items():
        print(f"{way:24} {told['finished']:4} finished, {told['main_cpu_s']:5.1f} s of processor")


if __name__ == "__main__":
    main()
