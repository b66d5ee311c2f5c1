"""Measure what holding frames spares, and what it changes.

A walker decodes a frame anew only where t has moved by `hold` since the last
one that was, and blends those between. For each schedule, made of the demo's
songs, this tells the share of frames that are decoded with several holds. Then one song's walks are
rendered by `vae-slerp` with and without a hold, and compared: the largest
change of a pixel and the largest mean change of a frame, in grey levels of
255; and the change of each metric's score when both are encoded and scored as
the workflow does. Beside it stands how much the scores change when the same
frames without a hold are encoded a little finer (crf 9 instead of 10).

The shares rest on the songs alone. Pictures are made by an autoencoder of
random weights (tiny, or of the published size with --full), since the
published weights are not at hand: its frames are noise that changes along
the whole way, so that differences and scores show the order of what a hold
changes, not the figures of the published model.

    python benchmarks/hold.py [--fps 30] [--seconds 30] [--section-s 10] [--schedules energy ...]
        [--holds 0 0.0005 0.001 0.002 0.005] [--hold 0.001] [--song rock] [--size 128] [--full]
        [--threads 2] [--shares] [--json]
"""

import argparse
import itertools
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import soundfile
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from random_variations import VAE, make_autoencoder

from yellowsound.frames.brief import WalkBrief
from yellowsound.frames.frames import render_section
from yellowsound.frames.held import held
from yellowsound.frames.walkers import vae_slerp
from yellowsound.hearing.ears import Ears, hear
from yellowsound.hearing.energy import Separation
from yellowsound.hearing.frames import hear_frames
from yellowsound.hearing.novelty import SAMPLE_RATE_HZ
from yellowsound.inputs.artwork import crop_to_frame, open_artwork
from yellowsound.run.files import write_json
from yellowsound.run.keys import KEYS
from yellowsound.run.plug_ins import load
from yellowsound.run.registry import REGISTRY
from yellowsound.run.sections import split_sections
from yellowsound.schedule.schedule import make_schedule
from yellowsound.synchrony.score import score_video
from yellowsound.synchrony.sound import decode_audio
from yellowsound.video.video import Encoding, write_video

DEMO = Path(__file__).resolve().parents[1] / "demo"
PUBLISHED = "energy-published"
"""The schedule `energy` with the published weights: of the percussive part alone."""

SCHEDULES = (PUBLISHED, "energy", "onset", "onset-percussive", "mel-max", "beats", "linear")
SONGS = ("classical", "country", "electronic", "jazz", "rock")
EARS = {"detector": "complex-domain", "tracker": "librosa"}
"""What schedules follow: of the defaults, what needs no model."""


def schedules_of(song: Path, options: argparse.Namespace) -> dict[str, pd.DataFrame]:
    """Return the tables of a song's schedules."""
    audio = decode_audio(song, SAMPLE_RATE_HZ, start_s=None, duration_s=options.seconds)
    ears = Ears.named(EARS)
    sections = split_sections(options.seconds, options.section_s)
    heard = hear_frames(audio, sections, options.fps, Separation(), ears, hear(audio, ears))
    published = {"harmonic_weight": 0.0, "percussive_weight": 1.0}
    return {
        name: make_schedule(heard, load("schedule", "energy"), published)
        if name == PUBLISHED
        else make_schedule(heard, load("schedule", name))
        for name in options.schedules
    }


def ways(table: pd.DataFrame) -> list[np.ndarray]:
    """Return the t of each section of a schedule."""
    return [rows["t"].to_numpy() for _, rows in table.groupby("section", sort=True)]


def share_decoded(table: pd.DataFrame, hold: float) -> float:
    """Return how many of a schedule's frames are decoded with a hold."""
    return sum(len(held(t, hold)[0]) for t in ways(table)) / len(table)


def make_keyframes(folder: Path, size: int, sections: int) -> None:
    """Write black and then the demo's artworks, as keyframes."""
    artworks = sorted((DEMO / "artworks").glob("*.jpg"))[:sections]
    Image.new("RGB", (size, size)).save(folder / "00.png")
    for number, path in enumerate(artworks, start=1):
        crop_to_frame(open_artwork(path), size, size).save(folder / f"{number:02d}.png")
    images = [{"file": f"{number:02d}.png"} for number in range(sections + 1)]
    described = {"pair": "benchmark", "width": size, "height": size, "images": images}
    write_json(folder / "keyframes.json", described)


def frames(
    folder: Path, table: pd.DataFrame, hold: float, threads: int
) -> Iterator[Iterator[np.ndarray]]:
    """Render a schedule, section by section."""
    options = {
        "device": "cpu",
        "precision": "auto",
        "batch": 0,
        "normalisation": "symmetric",
        "compile": False,
        "seed": 0,
        "hold": hold,
    }
    models = {VAE: folder / VAE}
    for number, t in enumerate(ways(table), start=1):
        yield vae_slerp.walk(WalkBrief(folder, number, t, models, threads, options))


def scored(
    folder: Path,
    rendered: list[list[np.ndarray]],
    excerpt: Path,
    options: argparse.Namespace,
    encoding: Encoding | None = None,
) -> dict[str, float | None]:
    """Encode a video as the workflow does, and return its score by each metric."""
    files = [folder / f"{number}.mkv" for number in range(len(rendered))]
    for file, section in zip(files, rendered, strict=True):
        render_section(section, len(section), file, options.fps)
    video = folder / "video.mp4"
    write_video(files, excerpt, video, options.fps, encoding or Encoding(), {})
    judge = Ears.named(KEYS["judging"].default)
    scores = score_video(
        video, pair="benchmark", schedule="x", judge=judge, threads=options.threads
    )
    return {name: scores.values[name] for name in REGISTRY["metric"]}


def changes(
    folder: Path, table: pd.DataFrame, excerpt: Path, options: argparse.Namespace
) -> dict[str, Any]:
    """Compare a schedule's video with and without the hold."""
    plain, late = (
        [list(section) for section in frames(folder, table, hold, options.threads)]
        for hold in (0.0, options.hold)
    )
    off = [
        np.abs(one.astype(np.int16) - other)
        for section, others in zip(plain, late, strict=True)
        for one, other in zip(section, others, strict=True)
    ]
    steps = [
        np.abs(one.astype(np.int16) - other).mean()
        for section in plain
        for one, other in itertools.pairwise(section)
    ]
    before = scored(folder, plain, excerpt, options)
    moved = moved_scores(before, scored(folder, late, excerpt, options))
    finer = Encoding(crf=Encoding().crf - 1)
    recoded = moved_scores(before, scored(folder, plain, excerpt, options, finer))
    return {
        "decoded": round(share_decoded(table, options.hold), 4),
        "largest_of_a_pixel": int(max(frame.max() for frame in off)),
        "largest_mean_of_a_frame": round(float(max(frame.mean() for frame in off)), 4),
        "mean_of_all": round(float(np.mean([frame.mean() for frame in off])), 4),
        "mean_step_of_the_walk": round(float(np.mean(steps)), 4),
        "scores": moved,
        "largest_of_a_score": max(moved.values()),
        "scores_recoded": recoded,
        "largest_of_a_score_recoded": max(recoded.values()),
    }


def moved_scores(
    before: dict[str, float | None], after: dict[str, float | None]
) -> dict[str, float]:
    """Return by how much each score differs; those that only one video has differ by 1."""
    return {
        name: 1.0
        if (value is None) != (after[name] is None)
        else round(abs((after[name] or 0.0) - (value or 0.0)), 5)
        for name, value in before.items()
    }


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Return the shares of all schedules, and what the hold changes of one song's videos."""
    songs = [
        DEMO / "songs" / f"{song}.ogg" for song in dict.fromkeys([options.song, *options.songs])
    ]
    tables = {song.stem: schedules_of(song, options) for song in songs}
    shares = {
        name: {
            str(hold): round(
                float(np.mean([share_decoded(made[name], hold) for made in tables.values()])), 4
            )
            for hold in options.holds
        }
        for name in options.schedules
    }
    result: dict[str, Any] = {"fps": options.fps, "songs": len(songs), "shares": shares}
    if options.shares:
        return result
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_autoencoder(folder, tiny=not options.full)
        make_keyframes(
            folder, options.size, len(split_sections(options.seconds, options.section_s))
        )
        excerpt = folder / "excerpt.wav"
        song = DEMO / "songs" / f"{options.song}.ogg"
        audio = decode_audio(song, SAMPLE_RATE_HZ, start_s=None, duration_s=options.seconds)
        soundfile.write(excerpt, audio, SAMPLE_RATE_HZ)
        found = {
            schedule: changes(folder, table, excerpt, options)
            for schedule, table in tables[options.song].items()
        }
    largest = max(one["largest_of_a_score"] for one in found.values())
    return {
        **result,
        "song": options.song,
        "size": options.size,
        "hold": options.hold,
        "changes": found,
        "largest_of_a_score": largest,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fps", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=30.0, help="of each song")
    parser.add_argument("--section-s", type=float, default=10.0, help="length of a section")
    parser.add_argument("--schedules", nargs="+", default=SCHEDULES, metavar="SCHEDULE")
    parser.add_argument(
        "--holds", type=float, nargs="+", default=[0.0, 0.0005, 0.001, 0.002, 0.005]
    )
    parser.add_argument("--hold", type=float, default=0.001, help="of the rendered walks")
    parser.add_argument("--song", default="rock", help="of the demo's, whose walks are rendered")
    parser.add_argument("--songs", nargs="+", default=SONGS, help="the others that shares are of")
    parser.add_argument("--size", type=int, default=128, help="side of the frames in pixels")
    parser.add_argument("--full", action="store_true", help="an autoencoder of the published size")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--shares", action="store_true", help="only the shares: nothing rendered")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    result = measure(options)
    if options.json:
        print(json.dumps(result))
        return
    print(f"share of frames decoded, mean of {result['songs']} songs at {result['fps']} fps")
    print(f"{'hold':18s}" + "".join(f"{hold:>9g}" for hold in options.holds))
    for name, shares in result["shares"].items():
        print(f"{name:18s}" + "".join(f"{share:9.3f}" for share in shares.values()))
    if options.shares:
        return
    print(f"\n{result['song']}, hold {result['hold']:g} against none, grey levels of 255")
    print(f"{'':18s}  decoded  pixel  frame   mean   step   score  recoded")
    for name, one in result["changes"].items():
        print(
            f"{name:18s}  {one['decoded']:7.3f}  {one['largest_of_a_pixel']:5d}"
            f"  {one['largest_mean_of_a_frame']:5.2f}  {one['mean_of_all']:5.2f}"
            f"  {one['mean_step_of_the_walk']:5.2f}  {one['largest_of_a_score']:6.4f}"
            f"  {one['largest_of_a_score_recoded']:7.4f}"
        )


if __name__ == "__main__":
    main()
