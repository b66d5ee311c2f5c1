"""Measure how fine strokes are on frames of several sizes, with a canvas and without, and its cost.

A keyframe of one artwork is painted at each size, then seen at the smallest: the mean gradient, in
grey levels from pixel to pixel, tells how much detail is left. The seconds of processor are of one
painting, and of what the painter learns of the artwork before.

    python benchmarks/canvas.py [--sizes 256 512 768 1080] [--canvas 512] [--json]
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from painters import keyframes, one_song, picture_of
from PIL import Image

ARTWORK = "coffee"
PAINTER = "style-vectors"


def detail(picture: np.ndarray, size: int) -> float:
    """Return the mean gradient of a picture that is seen at a size, in grey levels a pixel."""
    seen = Image.fromarray(picture).convert("L").resize((size, size), Image.Resampling.LANCZOS)
    down, right = np.gradient(np.asarray(seen, dtype=float))
    return float(np.hypot(down, right).mean())


def main() -> None:
    """Paint, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[256, 512, 768, 1080])
    parser.add_argument("--canvas", type=int, default=512)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    song = {"sections": one_song()["sections"][:1]}
    keyframes(PAINTER, picture_of(ARTWORK, 64), song)  # loads what all need
    rows = []
    for canvas in (0, options.canvas):
        for size in options.sizes:
            artwork = picture_of(ARTWORK, size)
            started = time.process_time()
            (painted,) = keyframes(PAINTER, artwork, song, canvas=canvas)
            seconds = time.process_time() - started
            gradient = detail(painted, min(options.sizes))
            rows.append({"canvas": canvas, "size": size, "gradient": gradient, "seconds": seconds})
    if options.json:
        print(json.dumps({"figures": rows}))
        return
    print(pd.DataFrame(rows).round(2).to_string(index=False))


if __name__ == "__main__":
    main()
