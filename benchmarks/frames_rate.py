"""Compare the frames stage with a bare loop over the same ONNX session.

The bare loop runs the network on one image under a new style vector each
time and throws the result away: the fastest that frames can be rendered. The
frames stage turns each result into an image, streams it to the encoder and
writes the section file: once with every frame rendered, once as it is by
default, where frames that lie near to a straight line are blended. All run in
one process with the same threads, in turns; the medians are compared, and the
frames of the two stages with each other.

    python benchmarks/frames_rate.py [--size 512] [--frames 60] [--threads 2] [--json]
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from yellowsound.frames.brief import WalkBrief
from yellowsound.frames.frames import read_sections, render_section
from yellowsound.frames.walkers.style_path import PLUG_IN, walk
from yellowsound.models.networks.style_network import STYLES, StyleNetwork
from yellowsound.run.files import write_json


class BareNetwork(StyleNetwork):
    """The network on a session of onnxruntime's own settings but for the threads."""

    def __init__(self, picture: np.ndarray, threads: int) -> None:
        super().__init__(picture, threads)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.__dict__["_session"] = onnxruntime.InferenceSession(
            self.model_bytes(), options, providers=["CPUExecutionProvider"]
        )


def make_keyframes(folder: Path, size: int) -> np.ndarray:
    """Write two keyframes of style-path with random style weights; return the picture."""
    random = np.random.default_rng(0)
    picture = random.integers(0, 256, (size // 8, size // 8, 3), dtype=np.uint8)
    picture = np.array(Image.fromarray(picture).resize((size, size), Image.Resampling.BICUBIC))
    Image.fromarray(picture).save(folder / "artwork.png")
    images = [
        {
            "style": random.dirichlet(np.ones(STYLES)).tolist(),
            "paint": 1.0,
            "light": 1.0,
            "colours": 0.0,
            "canvas": 0,
            "turn": 0,
            "pace": [0.0, 1.0],
            "accent": [0.0] * STYLES,
        }
        for _ in range(2)
    ]
    description = {"artworks": ["artwork.png"], "images": images}
    write_json(folder / "keyframes.json", description)
    return picture


def main() -> None:
    """Measure and print both frame rates and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=512, help="side of the frames in pixels")
    parser.add_argument("--frames", type=int, default=60, help="frames in a round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1, help="threads of the network")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        picture = make_keyframes(folder, options.size)
        bare = BareNetwork(picture, options.threads)
        t = np.linspace(0, 1, options.frames)
        start, end = np.eye(STYLES)[:2]
        bare.render(start)

        def frames(tolerance: float) -> Iterator[np.ndarray]:
            own = {"tolerance": tolerance}
            return walk(WalkBrief(folder, 1, t, threads=options.threads, options=own))

        def bare_loop() -> None:
            for value in t:
                bare.render((1 - value) * start + value * end)

        def frames_stage() -> None:
            render_section(frames(0.0), t.size, folder / "section.mkv", fps=30)

        def by_default() -> None:
            render_section(frames(PLUG_IN.defaults["tolerance"]), t.size, folder / "d.mkv", fps=30)

        runs = {"bare": bare_loop, "stage": frames_stage, "default": by_default}
        seconds: dict[str, list[float]] = {label: [] for label in runs}
        for _ in range(options.rounds):
            for label, run in runs.items():
                started = time.perf_counter()
                run()
                seconds[label].append(time.perf_counter() - started)

        both = zip(
            *(read_sections([folder / name]) for name in ("section.mkv", "d.mkv")), strict=True
        )
        off = [float(np.abs(one.astype(float) - other).mean()) for one, other in both]

    bare_fps = options.frames / statistics.median(seconds["bare"])
    default_fps = options.frames / statistics.median(seconds["default"])
    stage_fps = options.frames / statistics.median(seconds["stage"])
    result = {
        "size": options.size,
        "frames": options.frames,
        "rounds": options.rounds,
        "threads": options.threads,
        "bare_fps": round(bare_fps, 2),
        "stage_fps": round(stage_fps, 2),
        "ratio": round(stage_fps / bare_fps, 3),
        "default_fps": round(default_fps, 2),
        "default_ratio": round(default_fps / bare_fps, 3),
        "default_off_levels": round(max(off), 3),
    }
    if options.json:
        print(json.dumps(result))
    else:
        print(
            f"{options.size}x{options.size}, {options.threads} thread(s), "
            f"median of {options.rounds} rounds of {options.frames} frames"
        )
        print(f"bare loop     {bare_fps:7.2f} frames per second")
        print(f"every frame   {stage_fps:7.2f} frames per second, {result['ratio']:.1%} of it")
        print(
            f"by default    {default_fps:7.2f} frames per second, {result['default_ratio']:.1f} "
            f"times as many, off by {max(off):.2f} of 255 in the worst frame"
        )


if __name__ == "__main__":
    main()
