"""Score how well one video's picture follows its sound, whatever made it; no workflow needed.

python scripts/score_video.py VIDEO [--audio SONG] [--json]
"""

import argparse
import json
import os
import sys
from pathlib import Path

from yellowsound.hearing.ears import Ears
from yellowsound.run.errors import UserError
from yellowsound.run.keys import KEYS
from yellowsound.run.registry import REGISTRY
from yellowsound.synchrony.score import Scores, score_video

TOLD = ("flux_onset_lag_ms", "visible", "response")
"""Columns that have a line of their own."""


def table(scores: Scores) -> str:
    """Write the scores for people: one line a metric, then the reasons of what is undefined."""
    lines = [f"{'metric':24}{'score':>10}{'by chance':>11}{'z':>8}{'p':>8}"]
    for name in (column[:-2] for column in scores.values if column.endswith("_p")):
        numbers = (scores.values[name + end] for end in ("", "_null_mean", "_z", "_p"))
        cells = ("-" if number is None else f"{number:z.3f}" for number in numbers)
        lines.append("{:24}{:>10}{:>11}{:>8}{:>8}".format(name, *cells))
    lag_ms, visible, response = (scores.values.get(column) for column in TOLD)
    if lag_ms is not None:
        lag = f"the picture agrees best with the song at a lag of {lag_ms:z.0f} ms"
        lines.append("; ".join(filter(None, (lag, scores.notes.get(TOLD[0])))))
    if visible is not None:
        lines.append(f"the picture changes visibly at {100 * visible:.0f} % of the strong beats")
    if response is not None:
        lines.append(f"after a strong onset it changes {response:.2f} times as much as elsewhere")
    told = {column for column in TOLD if scores.values.get(column) is not None}
    reasons = (f"{column}: {why}" for column, why in scores.notes.items() if column not in told)
    return "\n".join([*lines, *reasons])


def main() -> None:
    """Read the arguments, score the video and print the scores."""
    family = KEYS["judging"].default
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("video", type=Path, help="a file of constant frame rate")
    parser.add_argument("--audio", type=Path, help="a song in place of the video's own sound")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--metrics", nargs="+", default=REGISTRY["metric"], metavar="METRIC")
    for kind in ("detector", "tracker"):
        parser.add_argument(f"--{kind}", default=family[kind], help=f"the judge's ({family[kind]})")
    models = Path("resources/models")
    parser.add_argument("--models", type=Path, default=models, help="folder of fetched models")
    given = parser.parse_args()
    try:
        judge = Ears.named(
            {"detector": given.detector, "tracker": given.tracker},
            {folder.name: folder for folder in sorted(given.models.glob("*"))},
        )
        scores = score_video(
            given.video,
            pair=given.video.stem,
            schedule="video",
            audio=given.audio,
            metrics=given.metrics,
            judge=judge,
            threads=os.cpu_count() or 1,
        )
    except UserError as error:
        sys.exit(f"Error: {error}")
    print(json.dumps(scores.to_json(), indent=2) if given.json else table(scores))


if __name__ == "__main__":
    main()
