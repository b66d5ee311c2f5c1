"""Time the demo and sum up its scores.

Runs the demo's configuration from the beginning under a run name of its own
and prints the seconds that it took and, for each metric and schedule, the
median over the pairs and for how many videos chance does not explain the
score (p < 0.05). The figures are those of its tables/numbers.json.

    python benchmarks/demo.py [--cores 2] [--json]
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
RUN = "demo-benchmark"
PARTS = ("significant", "tested")


def sum_up(numbers: dict[str, dict]) -> pd.DataFrame:
    """Return a row for each metric, a column for each schedule: '0.75 (0 of 5)'."""
    cells: dict[str, dict[str, str]] = {}
    for key, number in numbers.items():
        if match := re.fullmatch(r"median\.(\w+)\.([\w~.-]+)", key):
            metric, schedule = match.groups()
            of = "{significant} of {tested}".format(
                **{part: numbers[f"{part}.{metric}.{schedule}"]["text"] for part in PARTS}
            )
            cells.setdefault(metric, {})[schedule] = f"{number['value']:.3f} ({of})"
    return pd.DataFrame.from_dict(cells, orient="index")


def main() -> None:
    """Run the demo, measure it and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()

    results = ROOT / "results" / RUN
    shutil.rmtree(results, ignore_errors=True)
    command = [sys.executable, "-m", "snakemake", "--cores", str(options.cores)]
    command += ["--configfile", "config/demo.yaml", "--config", f"run={RUN}"]
    started = time.monotonic()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    seconds = round(time.monotonic() - started, 1)
    summary = sum_up(json.loads((results / "tables" / "numbers.json").read_text("utf-8")))

    if options.json:
        scores = summary.to_dict(orient="index")
        print(json.dumps({"cores": options.cores, "seconds": seconds, "scores": scores}))
    else:
        print(f"{seconds} s on {options.cores} core(s)")
        print(summary.to_string())


if __name__ == "__main__":
    main()
