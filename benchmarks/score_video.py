"""Time the scoring of one video: decoding, signals, and the nulls of all metrics.

A video of noise that drifts and flashes is made and scored, each part after
one untimed run on a short clip, so that what is compiled or imported once does
not count; `cold` is the whole command as it is typed.

    python benchmarks/score_video.py [--size 768] [--seconds 30] [--json]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import soundfile

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from yellowsound.hearing.ears import Ears
from yellowsound.hearing.novelty import SAMPLE_RATE_HZ
from yellowsound.run.ffmpeg_tools import binary
from yellowsound.run.keys import KEYS
from yellowsound.synchrony.media import decode_picture
from yellowsound.synchrony.score import score_signals
from yellowsound.synchrony.signals import measure
from yellowsound.synchrony.sound import decode_audio

SCRIPT = Path(__file__).resolve().parents[1] / "scripts" / "score_video.py"

FPS = 30

JUDGE = Ears.named(KEYS["judging"].default)


def make_video(path: Path, size: int, seconds: float) -> Path:
    """Write a video of a drifting texture that flashes with the clicks of its sound."""
    random = np.random.default_rng(0)
    texture = random.integers(0, 200, (size // 8, size // 4, 3), dtype=np.uint8)
    texture = texture.repeat(8, axis=0).repeat(8, axis=1)
    clicks_s = np.cumsum(random.uniform(0.35, 0.9, size=int(seconds * 2)))
    sound = random.normal(scale=0.003, size=round(seconds * SAMPLE_RATE_HZ))
    light = np.zeros(round(seconds * FPS), dtype=np.uint8)
    for click_s in clicks_s[clicks_s < seconds - 0.5]:
        sound[round(click_s * SAMPLE_RATE_HZ) :][:600] += random.normal(scale=0.3, size=600)
        light[round(click_s * FPS) :][:4] = (55, 35, 20, 10)
    song = path.with_suffix(".wav")
    soundfile.write(song, sound, SAMPLE_RATE_HZ)
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{size}x{size}", "-r", str(FPS)]
    coded = ["-c:v", "libx264", "-crf", "18", "-preset", "veryfast", "-pix_fmt", "yuv420p"]
    command = [binary(), "-v", "error", *raw, "-i", "-", "-i", song, *coded, "-c:a", "aac", path]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        for frame, flash in enumerate(light):
            left = frame % size
            encoder.stdin.write((texture[:, left : left + size] + flash).tobytes())
    if encoder.returncode:
        sys.exit("Error: ffmpeg could not write the video")
    return path


def timed_score(video: Path) -> dict[str, float]:
    """Score a video and return the seconds of each part."""
    marks = [time.perf_counter()]
    picture = decode_picture(video, threads=os.cpu_count() or 1)
    duration_s = picture.flux.size / picture.fps
    audio = decode_audio(video, SAMPLE_RATE_HZ, start_s=picture.start_s, duration_s=duration_s)
    marks.append(time.perf_counter())
    signals = measure(picture, audio, JUDGE)
    marks.append(time.perf_counter())
    score_signals(signals, pair="video", schedule="benchmark")
    marks.append(time.perf_counter())
    return dict(zip(("decode_s", "signals_s", "nulls_s"), np.diff(marks).tolist(), strict=True))


def main() -> None:
    """Measure and print the seconds of each part and of the whole command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=768, help="side of the frames in pixels")
    parser.add_argument("--seconds", type=float, default=30.0, help="length of the video")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        timed_score(make_video(Path(folder) / "short.mp4", 64, 4.0))
        video = make_video(Path(folder) / "video.mp4", options.size, options.seconds)
        result = {"size": options.size, "seconds": options.seconds}
        result |= timed_score(video)
        started = time.perf_counter()
        command = [sys.executable, SCRIPT, video, "--json"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        result["cold_s"] = time.perf_counter() - started

    result = {name: round(value, 3) for name, value in result.items()}
    if options.json:
        print(json.dumps(result))
        return
    print(f"{options.seconds:g} s at {options.size}x{options.size}")
    print(f"decoding             {result['decode_s']:7.2f} s")
    print(f"signals              {result['signals_s']:7.2f} s")
    print(f"nulls of all metrics {result['nulls_s']:7.2f} s")
    print(f"the command, cold    {result['cold_s']:7.2f} s")


if __name__ == "__main__":
    main()
