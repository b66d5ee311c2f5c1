"""Score how well one video's picture follows its sound, whatever made it; no workflow needed.

python scripts/score_video.py VIDEO [--audio SONG] [--json]
"""

import argparse
import json
import os
import sys
from pathlib import Path

from yellowsound.run.errors import UserError
from yellowsound.run.registry import REGISTRY
from yellowsound.synchrony.score import Scores, score_video


def table(scores: Scores) -> str:
    """Write the scores for people: one line a metric, then the reasons of what is undefined."""
    lines = [f"{'metric':24}{'score':>10}{'by chance':>11}{'z':>8}{'p':>8}"]
    for name in (column[:-2] for column in scores.values if column.endswith("_p")):
        numbers = (scores.values[name + end] for end in ("", "_null_mean", "_z", "_p"))
        cells = ("-" if number is None else f"{number:z.3f}" for number in numbers)
        lines.append("{:24}{:>10}{:>11}{:>8}{:>8}".format(name, *cells))
    if (lag_ms := scores.values.get("flux_onset_lag_ms")) is not None:
        lines.append(f"flux and onset agree best at a lag of the picture of {lag_ms:.0f} ms")
    return "\n".join([*lines, *(f"{column}: {why}" for column, why in scores.notes.items())])


def main() -> None:
    """Read the arguments, score the video and print the scores."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("video", type=Path, help="a file of constant frame rate")
    parser.add_argument("--audio", type=Path, help="a song in place of the video's own sound")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--draws", type=int, default=1000, help="draws of the null")
    parser.add_argument("--seed", type=int, default=0, help="seed of the null")
    parser.add_argument("--metrics", nargs="+", default=REGISTRY["metric"], metavar="METRIC")
    given = parser.parse_args()
    options = {name: getattr(given, name) for name in ("audio", "draws", "seed", "metrics")}
    options |= {"pair": given.video.stem, "schedule": "video", "threads": os.cpu_count() or 1}
    try:
        scores = score_video(given.video, **options)
    except UserError as error:
        sys.exit(f"Error: {error}")
    print(json.dumps(scores.to_json(), indent=2) if given.json else table(scores))


if __name__ == "__main__":
    main()
