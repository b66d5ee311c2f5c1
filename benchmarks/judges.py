"""Ask several judges which schedules follow their songs: the demo's, and any folder of others.

The workflow makes a video of each song by each schedule. Each judge, a detector and a tracker,
then scores every picture with every song, and the pairing test says whether pictures fit their
own songs better than those of others: the AUC, and p by permuting which picture belongs to which
song. A judge that is what a schedule was built on is marked with a star.

    python benchmarks/judges.py [--songs FOLDER] [--schedules energy onset ...] [--seconds 20]
        [--cores 2] [--json]
"""

import argparse
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from yellowsound.hearing.ears import Ears
from yellowsound.hearing.novelty import SAMPLE_RATE_HZ
from yellowsound.inputs.excerpt import read_excerpt
from yellowsound.run.keys import KEYS
from yellowsound.run.plug_ins import load, shared_by
from yellowsound.study.crossed import crossings
from yellowsound.study.pairing import pairing_table
from yellowsound.synchrony.crossed import crossed_scores, judged
from yellowsound.synchrony.media import decode_picture
from yellowsound.synchrony.signals import heard_with, see

ROOT = Path(__file__).resolve().parents[1]

RUN = "judges"
FPS = 12.0
"""Of the demo's configuration."""

HEARING = KEYS["hearing"].default
SCHEDULES = ("energy", "onset", "beats", "downbeats", "linear")
METRICS = ("flux_onset_r", "felt", "beat_f")
JUDGES = (
    {"detector": "flux", "tracker": "librosa"},
    {"detector": "beatnet-activation", "tracker": "librosa"},
    {"detector": "complex-domain", "tracker": "beatnet"},
)
SUFFIXES = {".flac", ".m4a", ".mp3", ".ogg", ".opus", ".wav"}


def write_pairs(folder: Path | None, path: Path) -> list[str]:
    """Write the table of the demo's pairs and of a folder's songs; return the pairs' names."""
    demo = pd.read_csv(ROOT / "demo" / "pairs.tsv", sep="\t")
    for column in ("song", "artwork"):
        demo[column] = [str(ROOT / "demo" / name) for name in demo[column]]
    songs = sorted(p for p in folder.iterdir() if p.suffix in SUFFIXES) if folder else []
    others = [
        (
            f"{song.stem}_2" if song.stem in set(demo["pair"]) else song.stem,
            str(song.resolve()),
            demo["artwork"][number % len(demo)],
        )
        for number, song in enumerate(songs)
    ]
    table = pd.concat([demo, pd.DataFrame(others, columns=demo.columns)], ignore_index=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(path, sep="\t", index=False)
    return table["pair"].tolist()


def make_videos(pairs: Path, schedules: list[str], seconds: int, cores: int) -> None:
    """Run the workflow up to all videos."""
    choice = [f"run={RUN}", f"pairs={pairs}", f"schedules=[{','.join(schedules)}]"]
    # Schedules are compared, so nothing else moves.
    choice += ["moves=none", f"excerpt_duration_s={seconds}", "section_s=10", "fps=12"]
    # The change of a picture is measured at 128 pixels: larger ones would say the same, later.
    choice += [f"metrics=[{','.join(METRICS)}]", "width=128", "height=128"]
    command = [sys.executable, "-m", "snakemake", "--cores", str(cores), "--configfile"]
    command += ["config/demo.yaml", "--config", *choice]
    # What would score and report them is left out: the judges are asked here.
    subprocess.run([*command, "--until", "video"], cwd=ROOT, check=True, stdout=sys.stderr)


def seen_in(video: Path) -> tuple[pd.DataFrame, float]:
    """Return how a video changes, frame by frame, and its frames per second."""
    picture = decode_picture(video)
    columns = ("flux", "luma_flux", "changed_share")
    return pd.DataFrame({name: getattr(picture, name) for name in columns}), picture.fps


def judgement(
    names: list[str],
    schedules: list[str],
    films: dict[tuple[str, str], tuple[pd.DataFrame, float]],
    judge: dict[str, str],
) -> pd.DataFrame:
    """Return the pairing test of every metric and schedule by one judge."""
    results = ROOT / "results" / RUN
    models = {folder.name: folder for folder in (ROOT / "resources" / "models").glob("*")}
    ears, songs, tables = Ears.named(judge, models), {}, []
    for name in names:
        sound, _ = read_excerpt(results / "excerpts" / f"{name}.wav", SAMPLE_RATE_HZ)
        still = np.zeros(int(sound.size / SAMPLE_RATE_HZ * FPS))
        songs[name] = judged(heard_with(see(FPS, still, still, still), sound, ears))
    for schedule in schedules:
        pictures = {name: films[name, schedule] for name in names}
        pairs = crossings({name: name for name in names}, seed=0)
        crossed = crossed_scores(pictures, songs, pairs, metrics=METRICS)
        crossed.insert(1, "schedule", schedule)
        crossed.insert(2, "pair", crossed["picture"])
        crossed.insert(4, "song", crossed["picture"])
        tables.append(crossed)
    shared = {
        name: ", ".join(
            shared_by(load("schedule", name).follows, {"hearing": HEARING, "judging": judge})
        )
        for name in schedules
    }
    table = pairing_table(pd.concat(tables, ignore_index=True), 0, shared)
    table.insert(0, "judge", " + ".join(judge.values()))
    return table


def main() -> None:
    """Make the videos, ask the judges and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--songs", type=Path, metavar="FOLDER", help="songs beside the demo's")
    parser.add_argument("--schedules", nargs="+", default=list(SCHEDULES))
    parser.add_argument("--seconds", type=int, default=20, help="of each song")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    pairs = ROOT / "results" / RUN / "pairs.tsv"
    names = write_pairs(options.songs, pairs)
    schedules = options.schedules
    make_videos(pairs, schedules, options.seconds, options.cores)
    videos = ROOT / "results" / RUN / "videos"
    films = {
        (name, schedule): seen_in(videos / name / f"{schedule}.mp4")
        for name in names
        for schedule in schedules
    }
    judged_by = (judgement(names, schedules, films, judge) for judge in JUDGES)
    table = pd.concat(judged_by, ignore_index=True)
    if options.json:
        print(table.to_json(orient="records"))
        return
    table["cell"] = [
        "undefined"
        if np.isnan(row.p)
        else f"{row.auc:.2f} ({row.p:.3f}){'*' if row.shared else ''}"
        for row in table.itertuples()
    ]
    print(f"{len(names)} songs; AUC of the own song against others (p by permutation)")
    cells = table.pivot(index=["judge", "metric"], columns="schedule", values="cell")
    print(cells[schedules].to_string())


if __name__ == "__main__":
    main()
