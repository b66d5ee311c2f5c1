"""The demo's songs and artworks are what the demo needs, and their provenance is stated."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "demo"
SONGS = sorted((DEMO / "songs").iterdir())
ARTWORKS = sorted((DEMO / "artworks").iterdir())
NAMES = ["classical", "country", "electronic", "jazz", "rock"]

each_song = pytest.mark.parametrize("path", SONGS, ids=lambda path: path.name)
each_artwork = pytest.mark.parametrize("path", ARTWORKS, ids=lambda path: path.name)
