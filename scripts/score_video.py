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
from yellowsound.synchrony.score import score_video
from yellowsound.synchrony.told import told


def main() -> None:
    """Read the arguments, score the video and print the scores."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("video", type=Path, help="a file of constant frame rate")
    parser.add_argument("--audio", type=Path, help="a song in place of the video's own sound")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--metrics", nargs="+", default=REGISTRY["metric"], metavar="METRIC")
    for kind in ("detector", "tracker"):
        parser.add_argument(f"--{kind}", default=KEYS["judging"].default[kind], help="the judge's")
    parser.add_argument("--models", type=Path, default="resources/models", help="models' folder")
    given = parser.parse_args()
    try:
        names = {"detector": given.detector, "tracker": given.tracker}
        models = {folder.name: folder for folder in given.models.glob("*")}
        scores = score_video(
            given.video,
            pair=given.video.stem,
            schedule="video",
            audio=given.audio,
            metrics=given.metrics,
            judge=Ears.named(names, models),
            threads=os.cpu_count() or 1,
        )
    except UserError as error:
        sys.exit(f"Error: {error}")
    print(json.dumps(scores.to_json(), indent=2) if given.json else told(scores))


if __name__ == "__main__":
    main()
