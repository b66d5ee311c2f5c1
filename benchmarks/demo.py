"""Time the demo and sum up its scores.

Runs the demo's configuration from the beginning under a run name of its own
and prints the seconds that it took and, for each metric and schedule, the
median over the pairs and for how many videos chance does not explain the
score (p < 0.05); whether pictures fit their own songs better than those of
others; and what can be seen. The figures are those of its tables/numbers.json.

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


def sum_up(numbers: dict[str, dict]) -> dict[str, pd.DataFrame]:
    """Return tables of a row for each metric and a column for each schedule.

    `scores` holds medians and for how many videos p < 0.05, '0.75 (0 of 5)';
    `pairing` the AUC of the own song against others and its p, '0.98 (p = 0.008)';
    `seen` the medians of what has no null.
    """
    cells: dict[str, dict[str, dict[str, str]]] = {"scores": {}, "pairing": {}, "seen": {}}
    for key, number in numbers.items():
        if not (match := re.fullmatch(r"(median|auc)\.(\w+)\.([\w~.-]+)", key)):
            continue
        kind, metric, schedule = match.groups()
        end = f"{metric}.{schedule}"
        if kind == "auc":
            p = numbers[f"pairing_p.{end}"]["text"]
            table, cell = "pairing", f"{number['text']} (p = {p})"
        elif (significant := numbers.get(f"significant.{end}")) is not None:
            of = f"{significant['text']} of {numbers[f'tested.{end}']['text']}"
            table, cell = (
                "scores",
                "-" if number["value"] is None else f"{number['value']:.3f} ({of})",
            )
        else:
            table, cell = "seen", number["text"]
        cells[table].setdefault(metric, {})[schedule] = cell
    return {name: pd.DataFrame.from_dict(rows, orient="index") for name, rows in cells.items()}


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
        tables = {name: table.to_dict(orient="index") for name, table in summary.items()}
        print(json.dumps({"cores": options.cores, "seconds": seconds, **tables}))
    else:
        print(f"{seconds} s on {options.cores} core(s)")
        for name, table in summary.items():
            print(f"\n{name}\n{table.to_string()}")


if __name__ == "__main__":
    main()
