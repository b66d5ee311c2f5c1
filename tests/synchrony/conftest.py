"""Fixtures of clips whose synchrony is known, and of random numbers."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from clips import CLIP_S, clicks, flashes, write_clip


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return a function that makes a clip of clicks and flashes at the given times, once."""
    folder = tmp_path_factory.mktemp("clips")

    def make(name: str, clicks_s: np.ndarray, flashes_s: np.ndarray, fps: int = 30) -> Path:
        path = folder / f"{name}.mp4"
        if not path.exists():
            frames = flashes(flashes_s, CLIP_S, fps)
            write_clip(path, frames, clicks(clicks_s, CLIP_S), fps=str(fps))
        return path

    return make


@pytest.fixture(scope="module")
def rng_of_module() -> np.random.Generator:
    """The same for fixtures that a whole module shares."""
    return np.random.default_rng(20)
