"""Make the README's animated preview: a few seconds of one video, without its sound.

python benchmarks/preview.py results/demo/videos/jazz/onset~lively.mp4 docs/preview.webp
"""

import argparse
import sys
from pathlib import Path

from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from yellowsound.frames.frames import read_sections


def main() -> None:
    """Write the preview."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("video", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--start-s", type=float, default=2.0)
    parser.add_argument("--duration-s", type=float, default=4.0)
    parser.add_argument("--fps", type=int, default=24, help="frames per second of the video")
    parser.add_argument("--size", type=int, default=240)
    parser.add_argument("--quality", type=int, default=45)
    given = parser.parse_args()
    first = round(given.start_s * given.fps)
    last = first + round(given.duration_s * given.fps)
    frames = [
        Image.fromarray(frame).resize((given.size, given.size), Image.Resampling.LANCZOS)
        for number, frame in enumerate(read_sections([given.video]))
        if first <= number < last
    ]
    frames[0].save(
        given.target,
        save_all=True,
        append_images=frames[1:],
        # WebP counts whole milliseconds: 24 frames a second become 23.8.
        duration=round(1000 / given.fps),
        loop=0,
        quality=given.quality,
        method=6,
    )
    print(f"{given.target}: {len(frames)} frames, {given.target.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
