"""Time the demo and sum up its scores.

Runs the demo's configuration from the beginning under a run name of its own
and prints the seconds that it took and, for each schedule, the median over
the pairs of the two scores, and in how many videos each stands out from its
null (p < 0.05).

    python benchmarks/demo.py [--cores 2] [--json]
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
RUN = "demo-benchmark"


def sum_up(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each schedule: medians of the scores, and counts of p < 0.05."""
    groups = table.groupby("schedule", sort=False)
    return pd.DataFrame(
        {
            "avs": groups["avs"].median().round(3),
            "avs_p_below_0.05": groups["avs_p"].apply(lambda p: int((p < 0.05).sum())),
            "flux_onset_r": groups["flux_onset_r"].median().round(3),
            "flux_onset_r_p_below_0.05": groups["flux_onset_r_p"].apply(
                lambda p: int((p < 0.05).sum())
            ),
            "videos": groups.size(),
        }
    )


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
    summary = sum_up(pd.read_csv(results / "tables" / "synchrony.tsv", sep="\t"))

    if options.json:
        schedules = summary.to_dict(orient="index")
        print(json.dumps({"cores": options.cores, "seconds": seconds, "schedules": schedules}))
    else:
        print(f"{seconds} s on {options.cores} core(s)")
        print(summary.to_string())


if __name__ == "__main__":
    main()
