"""Compare what painters leave of an artwork, of its colours and its lines, and what they change.

Each painter paints a keyframe of each picture in each of five genres: the demo's artworks, and
pictures of other kinds (drawn_pictures.py). For each it is told

- how far the colours have moved: the sliced earth mover's distance of the two clouds of pixels
  in CIELAB, that is the mean, over directions spread evenly, of how far pixels have to move
  along a direction to make one picture's distribution the other's (0: the same colours,
  wherever they stand; white turned black: 50);
- how far the lines are where they were: the correlation of the strength of edges (the gradient
  of L*, smoothed over 2 pixels);
- how far the sections of one song, of one genre and four moods, are from each other: the mean
  distance of pixels in CIELAB, of every two.

    python benchmarks/painters.py [--pictures NAME ...] [--size 256] [--json] [--sheet FILE.png]
"""

import argparse
import itertools
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from drawn_pictures import DRAWN
from PIL import Image
from scipy.ndimage import gaussian_gradient_magnitude

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from yellowsound.captions.genres import read_genres
from yellowsound.inputs.artwork import crop_to_frame, open_artwork
from yellowsound.keyframes.brief import Brief
from yellowsound.run.plug_ins import load
from yellowsound.video.colour import cielab

ROOT = Path(__file__).resolve().parents[1]

PAINTERS = ("style-network", "style-vectors")
GENRES = ("classical", "country", "electronic", "jazz", "rock")
HEARD = 0.5
"""Probability of each tag that means a section's genre, or is of its mood."""

MOODS = (
    ("piano", "slow", "quiet"),
    ("drums", "fast", "loud"),
    ("vocal", "female", "singing"),
    ("guitar", "strings", "electronic"),
)
"""Tags of the sections of one song, which is of the first of `GENRES`."""

TABLES = {key: ROOT / "config" / f"{key}.tsv" for key in ("genres", "styles")}
DEMO = {path.stem: path for path in sorted((ROOT / "demo" / "artworks").glob("*.jpg"))}
SMOOTHED_PX = 2.0
DIRECTIONS = 24


def directions() -> np.ndarray:
    """Return unit vectors spread evenly over half of a sphere, shape (DIRECTIONS, 3)."""
    numbers = np.arange(DIRECTIONS) + 0.5
    height, turn = numbers / DIRECTIONS, numbers * np.pi * (3 - np.sqrt(5))
    around = np.sqrt(1 - height**2)
    return np.stack([height, around * np.cos(turn), around * np.sin(turn)], axis=1)


def colour_distance(picture: np.ndarray, other: np.ndarray) -> float:
    """Return how far the colours of a picture have to move to be those of another as large."""
    along = [np.sort(cielab(rgb) @ directions().T, axis=0) for rgb in (picture, other)]
    return float(np.abs(along[0] - along[1]).mean())


def edge_correlation(picture: np.ndarray, other: np.ndarray) -> float:
    """Return the correlation of the strength of edges of two pictures of one size."""
    edges = [
        gaussian_gradient_magnitude(cielab(rgb)[:, 0].reshape(rgb.shape[:2]), SMOOTHED_PX).ravel()
        for rgb in (picture, other)
    ]
    return float(np.corrcoef(*edges)[0, 1])


def section_difference(images: list[np.ndarray]) -> float:
    """Return the mean distance of the pixels of every two of some pictures of one size."""
    pairs = itertools.combinations(map(cielab, images), 2)
    return float(np.mean([np.linalg.norm(one - other, axis=-1).mean() for one, other in pairs]))


def one_song() -> dict[str, list]:
    """Return captions of a song of one genre with a section in each mood."""
    sections = [
        {"section": number, "tags": {"MTT": dict.fromkeys(tags, HEARD)}, "genre": GENRES[0]}
        for number, tags in enumerate(MOODS, start=1)
    ]
    return {"sections": sections}


def captions() -> dict[str, list]:
    """Return captions of a song with a section in each genre."""
    genres = {genre.name: genre for genre in read_genres(TABLES["genres"])}
    sections = []
    for number, name in enumerate(GENRES, start=1):
        tags: dict[str, dict[str, float]] = {}
        for kind, tag in genres[name].tags:
            tags.setdefault(kind, {})[tag] = HEARD
        sections.append({"section": number, "tags": tags, "genre": name})
    return {"sections": sections}


def keyframes(
    name: str, picture: np.ndarray, of: dict[str, list], **options: float
) -> list[np.ndarray]:
    """Return a painter's keyframes of a picture, one for each captioned section."""
    painter = load("painter", name)
    brief = Brief(
        pair="benchmark",
        artworks=[picture],
        weights=[1.0],
        captions=of,
        opening="black",
        seed=0,
        options={**painter.defaults, **options},
        tables=TABLES,
    )
    return painter.make(brief).images[1:]


def picture_of(name: str, size: int) -> np.ndarray:
    """Return a picture by its name, RGB, uint8, cropped to a square of this side."""
    image = open_artwork(DEMO[name]) if name in DEMO else DRAWN[name]()
    return np.asarray(crop_to_frame(image, size, size))


def main() -> None:
    """Paint, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = [*DEMO, *DRAWN]
    parser.add_argument("--pictures", nargs="+", choices=names, default=names, metavar="NAME")
    parser.add_argument("--size", type=int, default=256, help="side of the pictures in pixels")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--sheet", type=Path, metavar="FILE.png", help="write all pictures there")
    options = parser.parse_args()
    rows, sheet = [], []
    for name in options.pictures:
        picture = picture_of(name, options.size)
        painted = {painter: keyframes(painter, picture, captions()) for painter in PAINTERS}
        rows += [
            {
                "picture": name,
                "painter": painter,
                "colour_distance": np.mean([colour_distance(picture, i) for i in images]),
                "edge_correlation": np.mean([edge_correlation(picture, i) for i in images]),
                "section_difference": section_difference(keyframes(painter, picture, one_song())),
            }
            for painter, images in painted.items()
        ]
        sheet.append(np.hstack([picture, *(i for images in painted.values() for i in images)]))
    if options.sheet:
        Image.fromarray(np.vstack(sheet)).save(options.sheet)
    if options.json:
        print(json.dumps({"size": options.size, "genres": GENRES, "figures": rows}))
        return
    table = pd.DataFrame(rows).pivot(index="picture", columns="painter")
    shown = {
        "colour_distance": f"mean of {len(GENRES)} genres",
        "edge_correlation": f"mean of {len(GENRES)} genres",
        "section_difference": f"of {len(MOODS)} moods",
    }
    for figure, of in shown.items():
        print(f"{figure}, {of}")
        print(table[figure].loc[options.pictures, [*PAINTERS]].round(2).to_string(), "\n")


if __name__ == "__main__":
    main()
