"""Clips whose synchrony is known: clicks in the sound, flashes in the picture."""

import subprocess
from pathlib import Path

import numpy as np
import soundfile

from yellowsound.hearing.ears import Ears
from yellowsound.run.ffmpeg_tools import binary

JUDGE = Ears.named({"detector": "flux", "tracker": "librosa"})
"""Ears that need no model."""

RATE_HZ = 22050
CLIP_S = 30.0
SIZE = 64

# A tempo that slows down: a beat tracker follows it, and a shift by whole beats does not fit.
CLICKS_S = np.cumsum([0.5, *np.linspace(0.45, 0.55, 58)])
OFF_BEATS_S = (CLICKS_S[:-1] + CLICKS_S[1:]) / 2
METRONOME_S = np.arange(1.033, CLIP_S, 1.033)


def clicks(times_s: np.ndarray, duration_s: float, rate_hz: int = RATE_HZ) -> np.ndarray:
    """Short bursts of noise that start at the given times, in silence."""
    audio = np.zeros(round(duration_s * rate_hz), dtype=np.float32)
    length = round(0.03 * rate_hz)
    burst = np.random.default_rng(1).uniform(-0.8, 0.8, length) * np.linspace(1, 0, length) ** 2
    for time_s in times_s:
        start = round(time_s * rate_hz)
        room = audio[start : start + length]
        room += burst[: room.size]
    return audio


def flashes(times_s: np.ndarray, duration_s: float, fps: float) -> np.ndarray:
    """Dark grey frames that light up at the frame nearest to each time and fade in a few."""
    light = np.zeros(round(duration_s * fps))
    for time_s in times_s:
        first = round(time_s * fps)
        fading = 190 * 0.6 ** np.arange(8)
        room = light[first : first + fading.size]
        np.maximum(room, fading[: room.size], out=room)
    grey = (30 + light).astype(np.uint8)
    return np.broadcast_to(grey[:, None, None], (grey.size, SIZE, SIZE))


def write_clip(
    path: Path,
    frames: np.ndarray | None,
    audio: np.ndarray | None,
    *,
    fps: str = "30",
    rate_hz: int = RATE_HZ,
    audio_codec: str = "aac",
) -> Path:
    """Encode grey frames (n, height, width) as H.264, and audio, muxed as `path` says."""
    arguments = [binary(), "-hide_banner", "-loglevel", "error", "-y"]
    outputs = []
    if frames is not None:
        size = f"{frames.shape[2]}x{frames.shape[1]}"
        arguments += ["-f", "rawvideo", "-pix_fmt", "gray", "-s", size, "-r", fps, "-i", "-"]
        outputs += ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p"]
    if audio is not None:
        song = path.with_suffix(".wav")
        soundfile.write(song, audio, rate_hz)
        arguments += ["-i", str(song)]
        outputs += ["-c:a", audio_codec, "-b:a", "128k"]
    data = None if frames is None else np.ascontiguousarray(frames).tobytes()
    subprocess.run([*arguments, *outputs, str(path)], input=data, check=True)
    return path
