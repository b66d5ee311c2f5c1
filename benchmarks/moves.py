"""Measure what moves do: how much is seen of them, what they cost, and that they do no harm.

    python benchmarks/moves.py seen results/demo [...]    of a run's videos, by its judge
    python benchmarks/moves.py flashes results/demo       the set `lively` at 60 to 200 BPM
    python benchmarks/moves.py cost [--size 512]          beside rendering

`seen` tells for each schedule (or variant) of a run the medians over its videos of

- at_beats: the change of the picture in grey levels a frame at the strong beats that the judge
  hears, not what the moves follow: the median over beats of the largest of the frames that stand
  within 50 ms. Strong are the half of the judge's beats at which its onset strength is largest;
- elsewhere: the median change of a frame further than 100 ms from any beat; ratio is the first over
  the second;
- elsewhere_largest: the same of the largest of neighbours within 50 ms, as at beats; ratio_largest
  is what is left of the ratio if largest is compared with largest;
- avs_ratio: the ratio at the beats that AVS takes for strong, by its published rule and its own
  tracker, which in some songs stand between those of all others;
- visible and response as the table of scores tells them; auc, of the pairing test by
  flux_onset_r, for the whole schedule.

`flashes` shows the frames of each pair's plain walk as `lively` moves them to a metronome, in bars
of four and of two, and counts flashes by WCAG 2.3.1: as the moves tell (`untamed`), and as the
default `flashes: tame` makes the video (`tamed`, and by what).

`cost` times a frame that is painted, one that is blended, and one that is moved by `lively`, in
turn, one thread, medians.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from yellowsound.frames.frames import read_sections
from yellowsound.frames.moved import moved
from yellowsound.hearing.frames import beat_pulses
from yellowsound.models.networks.style_vectors import SIZE, StyleVectorNetwork
from yellowsound.run.config import read_config
from yellowsound.run.moves import is_painted, moves_of
from yellowsound.schedule.channels import held
from yellowsound.schedule.moving import HEARD, make_moves
from yellowsound.video.flashes import Flashes
from yellowsound.video.tame import flashes_of, tamed

ROOT = Path(__file__).resolve().parents[1]
BEAT_S, APART_S = 0.05, 0.1
TEMPI_BPM = (60, 80, 100, 120, 140, 160, 180, 200)


def change_at_beats(frames: pd.DataFrame) -> dict[str, float]:
    """Return how much a picture changes at strong beats and elsewhere, in grey levels a frame.

    Parameters
    ----------
    frames
        The table of the rule `synchrony`: `time_s`, `luma_flux`, `onset`, `beat`, `strong_beat`.
    """
    beats = frames.loc[frames["beat"] > 0]
    strong = beats["onset"].ge(beats["onset"].median())
    figures = _at_and_elsewhere(frames, beats["time_s"][strong], beats["time_s"])
    published_s = frames.loc[frames["strong_beat"] > 0, "time_s"]
    return {**figures, "avs_ratio": _at_and_elsewhere(frames, published_s, published_s)["ratio"]}


def _at_and_elsewhere(
    frames: pd.DataFrame, strong_s: pd.Series, beats_s: pd.Series
) -> dict[str, float]:
    fps = 1 / frames["time_s"].diff().median()
    change, time_s = (frames[name].to_numpy()[1:] for name in ("luma_flux", "time_s"))
    reach = round(BEAT_S * fps)
    largest = pd.Series(change).rolling(2 * reach + 1, center=True, min_periods=1).max().to_numpy()
    off_s = np.abs(time_s[:, None] - beats_s.to_numpy()).min(axis=1)
    at = np.searchsorted(time_s, strong_s[strong_s >= time_s[0]] - 1e-6)
    at_beats, elsewhere = np.median(largest[at]), np.median(change[off_s > APART_S])
    elsewhere_largest = np.median(largest[off_s > APART_S + BEAT_S])
    return {
        "at_beats": at_beats,
        "elsewhere": elsewhere,
        "ratio": at_beats / elsewhere,
        "elsewhere_largest": elsewhere_largest,
        "ratio_largest": at_beats / elsewhere_largest,
    }


def seen(run: Path) -> list[dict]:
    """Return what is seen of each schedule of a run, medians over its videos."""
    rows = []
    for path in sorted((run / "synchrony").glob("*/*.tsv")):
        found = change_at_beats(pd.read_csv(path, sep="\t"))
        scores = json.loads(path.with_suffix(".json").read_text())
        told = {name: scores.get(name) for name in ("visible", "response", "flashes_per_s")}
        rows.append({"schedule": path.stem, **found, **told})
    table = pd.DataFrame(rows).groupby("schedule").median(numeric_only=True)
    pairing = pd.read_csv(run / "tables" / "pairing.tsv", sep="\t")
    auc = pairing[pairing["metric"] == "flux_onset_r"].set_index("schedule")["auc"]
    table["auc"] = auc.reindex(table.index)
    return table.reset_index().to_dict("records")


def metronome(n_frames: int, fps: float, tempo_bpm: float, bar: int) -> pd.DataFrame:
    """Return what is heard of a metronome: loud at each beat in all that a move may follow."""
    beats_s = np.arange(0, n_frames / fps, 60 / tempo_bpm)
    pulses = beat_pulses(beats_s, n_frames, int(fps))
    table = pd.DataFrame(dict.fromkeys(HEARD.values(), pulses))
    table["downbeat_pulse"] = beat_pulses(beats_s[::bar], n_frames, int(fps))
    return table


def lively() -> list:
    """Return the moves of the set `lively` that hold on any frame, with their settings."""
    chosen = moves_of("lively", read_config({}, ROOT / "config"))
    return [(plug_in, own) for _, plug_in, own in chosen if not is_painted(plug_in)]


def flashes(run: Path) -> list[dict]:
    """Return how often the walks of a run flash when `lively` moves them to a metronome."""
    rows = []
    for folder in sorted(path for path in (run / "videos").iterdir() if path.is_dir()):
        frames = list(read_sections([folder / "onset.mp4"]))
        table = pd.read_csv(run / "synchrony" / folder.name / "onset.tsv", sep="\t")
        fps = 1 / table["time_s"].diff().median()
        for tempo in TEMPI_BPM:
            for bar in (2, 4):
                heard = metronome(len(frames), fps, tempo, bar)
                channels = make_moves(heard, lively(), fps, 0)
                found = flashes_of(moved(frames, channels), fps)
                row = {"pair": folder.name, "tempo_bpm": tempo, "bar": bar, **_flash_row(found)}
                if not found.passes:
                    channels, row["limited"] = tamed(lambda: frames, channels, fps, found)  # noqa: B023
                    found = flashes_of(moved(frames, channels), fps)
                rows.append({**row, "tamed": found.passes})
    return rows


def _flash_row(found: Flashes) -> dict:
    return {**found.columns, "untamed": found.passes, "limited": ""}


def cost(size: int, rounds: int = 12) -> dict[str, float]:
    """Return the times of one frame in ms, medians, each measured in turn with the others."""
    random = np.random.default_rng(0)
    picture = random.integers(0, 256, (size, size, 3), np.uint8)
    network = StyleVectorNetwork(picture, 1)
    channels = held(pd.DataFrame(make_moves(metronome(96, 24, 120, 4), lively(), 24, 0)))
    start, end = (random.integers(0, 256, (size, size, 3), np.uint8) for _ in range(2))
    base = start.astype(np.float32)
    further = end - base

    def paint() -> None:
        network.render(random.standard_normal(SIZE))

    def blend() -> None:
        np.rint(base + np.float32(0.3) * further).astype(np.uint8)

    def move() -> None:
        at = random.integers(0, 96)
        next(moved([picture], {name: values[at : at + 1] for name, values in channels.items()}))

    times: dict[str, list[float]] = {"paint": [], "blend": [], "move": []}
    for number in range(rounds + 1):
        for name, work in (("paint", paint), ("blend", blend), ("move", move)):
            started = time.process_time()
            work()
            if number:  # the first round warms up
                times[name].append(1000 * (time.process_time() - started))
    medians = {name: float(np.median(values)) for name, values in times.items()}
    return {**medians, "move_over_paint": medians["move"] / medians["paint"], "size": size}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("what", choices=("seen", "flashes", "cost"))
    parser.add_argument("runs", nargs="*", type=Path)
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if given.what == "cost":
        figures = [cost(given.size)]
    else:
        measure = seen if given.what == "seen" else flashes
        figures = [{"run": run.name, **row} for run in given.runs for row in measure(run)]
    if given.json:
        print(json.dumps({"figures": figures}))
    else:
        print(pd.DataFrame(figures).round(3).to_string(index=False))


if __name__ == "__main__":
    main()
