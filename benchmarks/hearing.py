"""Measure how far off the clock of the hearing is, and how well beats are tracked.

Onsets: songs of strokes over a bed whose attacks are known to the sample (attacks.py);
of each detector the median distance of its onsets from the attacks (`bias_ms`) and its
spread, the share of attacks found within 50 ms, onsets per attack, and by frames per
second the bias of the loudest frame and the share of attacks that lose more than half
of their novelty. librosa's onset strength stands beside them.

Beats: the demo's songs against the beats of their scores (demo/compose); of each tracker
the F-measure within 70 ms of beats and downbeats, and the median offset.

    python benchmarks/hearing.py [--seeds 4] [--models resources/models] [--json]
"""

import argparse
import importlib
import json
import sys
from pathlib import Path

import mir_eval
import numpy as np
from attacks import PERCUSSIVE, SAMPLE_RATE_HZ, STROKES, song_of

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "demo" / "compose"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from yellowsound.hearing.novelty import Novelty, pick_onsets
from yellowsound.hearing.published import HOP_SAMPLES, onset_envelope, track_beats
from yellowsound.models.folders import read_record
from yellowsound.run.errors import UserError
from yellowsound.run.plug_ins import load
from yellowsound.run.registry import REGISTRY
from yellowsound.synchrony.sound import decode_audio

ROOT = Path(__file__).resolve().parents[1]

RATES = (12, 24, 30, 60)
NEAR_S = 0.05
SONGS = ("classical", "country", "electronic", "jazz", "rock")
SONG_S = 30.0


def published(audio: np.ndarray) -> Novelty:
    """Return librosa's onset strength, for comparison."""
    return Novelty(onset_envelope(audio, SAMPLE_RATE_HZ), HOP_SAMPLES / SAMPLE_RATE_HZ)


def offsets_s(truth_s: np.ndarray, found_s: np.ndarray) -> np.ndarray:
    """Return how much later than each true time the nearest found one is."""
    nearest = np.abs(found_s[None, :] - truth_s[:, None]).argmin(axis=1)
    return found_s[nearest] - truth_s


def measure_onsets(novelty: Novelty, attacks_s: np.ndarray) -> dict[str, float]:
    """Return the figures of one song and detector; see the head of this file."""
    found_s = pick_onsets(novelty)
    away_s = offsets_s(attacks_s, found_s)
    near_s = away_s[np.abs(away_s) <= NEAR_S]
    low, high = np.percentile(near_s, (25, 75))
    figures = {
        "bias_ms": 1000 * float(np.median(near_s)),
        "spread_ms": 1000 * float(high - low),
        "found": near_s.size / attacks_s.size,
        "onsets_per_attack": found_s.size / attacks_s.size,
    }
    peaks = novelty.loudest(attacks_s, 2 * NEAR_S)
    for fps in RATES:
        frames_s = np.arange(int(SONG_S * fps)) / fps
        pooled = novelty.loudest(frames_s, 1 / fps)
        reach = max(round(NEAR_S * fps), 1)
        around = np.rint(attacks_s * fps).astype(int)[:, None] + np.arange(-reach, reach + 1)
        loudest = around[np.arange(attacks_s.size), pooled[around].argmax(axis=1)]
        figures[f"bias_ms_at_{fps}"] = 1000 * float(np.median(loudest / fps - attacks_s))
        figures[f"lost_at_{fps}"] = float((pooled[around].max(axis=1) < 0.5 * peaks).mean())
    return figures


def onsets(models: dict[str, Path], seeds: int) -> dict[str, dict[str, dict[str, float]]]:
    """Return the figures of each detector by kind of stroke, means over the seeds."""
    detectors = {name: load("detector", name) for name in REGISTRY["detector"]}
    results: dict[str, dict[str, dict[str, float]]] = {}
    for stroke in STROKES:
        songs = [song_of(stroke, seed, SONG_S) for seed in range(seeds)]
        for name in (*detectors, "librosa"):
            rows = [
                measure_onsets(
                    published(audio)
                    if name == "librosa"
                    else detectors[name].make(audio, models, detectors[name].defaults),
                    attacks_s,
                )
                for audio, attacks_s in songs
            ]
            results.setdefault(name, {})[stroke] = {
                key: float(np.mean([row[key] for row in rows])) for key in rows[0]
            }
    return results


def beats(models: dict[str, Path]) -> dict[str, dict[str, dict[str, float | None]]]:
    """Return the figures of each tracker by song."""
    trackers = {name: load("tracker", name) for name in REGISTRY["tracker"]}
    results: dict[str, dict[str, dict[str, float | None]]] = {}
    for song in SONGS:
        audio = decode_audio(
            ROOT / "demo" / "songs" / f"{song}.ogg", SAMPLE_RATE_HZ, start_s=None, duration_s=SONG_S
        )
        beats_s, downbeats_s = importlib.import_module(song).compose().beats_s(SONG_S)
        for name in (*trackers, "librosa as published"):
            if name in trackers:
                found = trackers[name].make(audio, models, trackers[name].defaults)
                found_s, found_downbeats_s = found.times_s, found.downbeats_s
            else:
                found_s, _ = track_beats(onset_envelope(audio, SAMPLE_RATE_HZ), SAMPLE_RATE_HZ)
                found_downbeats_s = None
            away_s = offsets_s(beats_s, found_s)
            results.setdefault(name, {})[song] = {
                "beats_f": mir_eval.beat.f_measure(beats_s, found_s),
                "downbeats_f": None
                if found_downbeats_s is None
                else mir_eval.beat.f_measure(downbeats_s, found_downbeats_s),
                "offset_ms": 1000 * float(np.median(away_s[np.abs(away_s) <= 0.07])),
            }
    return results


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=4, help="songs of each kind of stroke")
    parser.add_argument("--models", type=Path, default=ROOT / "resources" / "models")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    models = {"beatnet": options.models / "beatnet"}
    try:
        read_record(models["beatnet"])
    except UserError as error:
        sys.exit(f"Error: {error}")
    result = {"onsets": onsets(models, options.seeds), "beats": beats(models)}
    if options.json:
        print(json.dumps(result))
        return
    lost = [f"lost_at_{fps}" for fps in RATES]
    columns = ("bias_ms", "spread_ms", "found", "onsets_per_attack", "bias_ms_at_12", *lost)
    print(f"{'detector':16}{'stroke':8}" + "".join(f"{name:>18}" for name in columns))
    for name, strokes in result["onsets"].items():
        for stroke, row in strokes.items():
            print(f"{name:16}{stroke:8}" + "".join(f"{row[key]:18.3f}" for key in columns))
    print(f"percussive: {', '.join(PERCUSSIVE)}\n")
    print(f"{'tracker':22}{'song':12}{'beats F':>10}{'downbeats F':>13}{'offset ms':>11}")
    for name, songs in result["beats"].items():
        for song, row in songs.items():
            downbeats = "-" if row["downbeats_f"] is None else f"{row['downbeats_f']:.2f}"
            cells = f"{row['beats_f']:10.2f}{downbeats:>13}{row['offset_ms']:11.0f}"
            print(f"{name:22}{song:12}{cells}")


if __name__ == "__main__":
    main()
