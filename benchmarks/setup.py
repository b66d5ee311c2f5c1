"""Measure each step of the set-up: what it downloads, what it takes on disk, and how long.

For the default preset (`light`), for the paper's models with it (`models`) and for tests and
style with both (`everything`), a new environment is made in a temporary folder from the locks
alone, without pip's cache. Sizes are MB of 10^6 bytes: of the packages' files as they are fetched,
and of the whole environment as it is allocated on disk. The time is that of fetching and
installing, and says as much of the network and the disk as of the packages; what `make setup`
compiles is not in it. PyTorch's size depends on the build that pip finds.

With a song and an artwork it is also told how long it takes from the command that clones the
repository until a video of them is there, and until its report is: `make video` in the clone, with
pip's cache as it is found.

    python benchmarks/setup.py [--steps light models everything] [--video SONG ARTWORK] [--json]
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
STEPS = {
    "light": ("requirements",),
    "models": ("requirements", "requirements-models"),
    "everything": ("requirements", "requirements-models", "requirements-dev"),
}
"""Steps of the set-up, and the locks that they install."""


def measure(locks: tuple[str, ...], folder: Path) -> dict[str, Any]:
    """Make an environment from some locks in an empty folder.

    Returns
    -------
    dict
        packages, downloaded_mb, disk_mb, seconds.
    """
    began = time.monotonic()
    prefix, wheels = folder / "venv", folder / "wheels"
    venv.create(prefix, with_pip=True)
    named = [part for lock in locks for part in ("-r", str(ROOT / f"{lock}.lock"))]
    # What comes as source is built into wheels; PyTorch needs setuptools, which no lock holds.
    _pip(prefix, "wheel", "--no-cache-dir", "--wheel-dir", str(wheels), *named)
    _pip(prefix, "install", "--no-index", "--find-links", str(wheels), *named)
    seconds = time.monotonic() - began
    fetched = list(wheels.iterdir())
    # Blocks are counted in 512 bytes on every system.
    files = (path.lstat() for path in prefix.rglob("*"))
    return {
        "packages": len(fetched),
        "downloaded_mb": round(sum(path.stat().st_size for path in fetched) / 1e6),
        "disk_mb": round(sum(file.st_blocks for file in files) * 512 / 1e6),
        "seconds": round(seconds),
    }


def first_video(song: Path, artwork: Path, folder: Path) -> dict[str, float]:
    """Make a video in a fresh clone.

    Returns
    -------
    dict
        video_s, report_s: seconds from the beginning of the clone.
    """
    began = time.monotonic()
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder / "clone")], check=True)
    command = ["make", "video", f"SONG={song.resolve()}", f"ARTWORK={artwork.resolve()}"]
    log = folder / "log"
    with log.open("wb") as told:
        run = subprocess.Popen(command, cwd=folder / "clone", stdout=told, stderr=told)
        video_s = None
        while run.poll() is None:
            # A video that is being written has a hidden name.
            if video_s is None and any((folder / "clone").glob("results/*/videos/*/[!.]*.mp4")):
                video_s = time.monotonic() - began
            time.sleep(0.2)
    if run.returncode or video_s is None:
        sys.exit(f"Error: no video was made:\n{log.read_text()[-2000:]}")
    return {"video_s": round(video_s), "report_s": round(time.monotonic() - began)}


def _pip(prefix: Path, *arguments: str) -> None:
    pip = [str(prefix / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, *arguments], check=True)


def main() -> None:
    """Measure the steps, each from nothing, and print their figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--steps", nargs="*", choices=STEPS, default=list(STEPS))
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--video", nargs=2, type=Path, metavar=("SONG", "ARTWORK"))
    arguments = parser.parse_args()
    figures = {}
    if not arguments.json:
        print(f"{'step':12}{'packages':>10}{'MB downloaded':>15}{'MB on disk':>12}{'seconds':>9}")
    for step in arguments.steps:
        with tempfile.TemporaryDirectory() as folder:
            found = figures[step] = measure(STEPS[step], Path(folder))
        if not arguments.json:
            sizes = f"{found['packages']:>10}{found['downloaded_mb']:>15}{found['disk_mb']:>12}"
            print(f"{step:12}{sizes}{found['seconds']:>9}", flush=True)
    videos = {}
    if arguments.video:
        with tempfile.TemporaryDirectory() as folder:
            videos = {"first_video": first_video(*arguments.video, Path(folder))}
    if arguments.json:
        print(json.dumps({"steps": figures, **videos}))
    elif videos:
        print(
            "first video after {video_s} s, its report after {report_s} s".format(
                **videos["first_video"]
            )
        )


if __name__ == "__main__":
    main()
