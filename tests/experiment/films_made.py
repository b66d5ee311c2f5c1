"""Tiny videos of which every frame and every sound is known."""

from pathlib import Path

import av
import numpy as np

FPS = 12


def film(run_ffmpeg, path: Path, seconds: float = 2, picture: str = "testsrc2") -> Path:
    """Write a video with a sound that changes all the time, as the workflow's are coded."""
    path.parent.mkdir(parents=True, exist_ok=True)
    seen = ("-f", "lavfi", "-i", f"{picture}=size=96x64:rate={FPS}")
    heard = ("-f", "lavfi", "-i", "aevalsrc=0.3*sin(300*t*t+600*t):sample_rate=44100")
    coded = ("-c:v", "libx264", "-crf", "10", "-pix_fmt", "yuv420p", "-c:a", "aac")
    quick = ("-movflags", "+faststart", "-metadata", "comment=onset")
    run_ffmpeg(*seen, *heard, "-t", str(seconds), *coded, *quick, path)
    return path


def frames(path: Path) -> np.ndarray:
    """Return all frames, shape (frames, height, width, 3)."""
    with av.open(str(path)) as container:
        return np.stack([f.to_ndarray(format="rgb24") for f in container.decode(video=0)])


def times_s(path: Path) -> list[float]:
    """Return when each frame is shown."""
    with av.open(str(path)) as container:
        return [float(frame.time) for frame in container.decode(video=0)]


def samples(path: Path) -> np.ndarray:
    """Return the sound, shape (channels, samples)."""
    with av.open(str(path)) as container:
        return np.concatenate([f.to_ndarray() for f in container.decode(audio=0)], axis=1)
