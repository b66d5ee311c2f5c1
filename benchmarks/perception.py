"""Measure whether metrics order degradations as viewers ordered them on other material.

Viewers (viewers.tsv) rated how synchronous short clips of everyday sound were after the
sound had been shifted, or the sound or the picture had been made faster or slower. Here
songs with pictures that follow them are degraded alike and scored. Printed are, for each
metric and level, the median score over the songs beside the viewers' mean opinion; and
the share of pairs of levels, of those whose viewers' 95 % intervals do not overlap, that
the metric orders as they did: the median over the songs, with its bootstrapped 95 %
interval. Ties count half.

A song is cut into excerpts as long as the viewers' clips (10 s), over which scores are
averaged. A shift is cut to what overlaps. At another speed a clip keeps its length, as the
viewers' clips did: where the sound or the picture runs out, the other goes on alone.

Pictures come from --videos, or they are made here: a step at each attack of the song, as
heard by another detector than the judge's, 10 % left out, 10 % put anywhere, each 20 ms
off (deviation), at 30 fps.

    python benchmarks/perception.py [--songs demo/songs] [--videos results/demo/videos]
                                    [--metrics felt flux_onset_r beat_f avs] [--json]
"""

import argparse
import csv
import json
import sys
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from yellowsound.hearing.ears import Ears, Heard, hear
from yellowsound.hearing.novelty import SAMPLE_RATE_HZ, pick_onsets
from yellowsound.hearing.published import onset_envelope, track_beats
from yellowsound.run.keys import KEYS
from yellowsound.run.plug_ins import load
from yellowsound.synchrony.curves import CLOCK_HZ, n_bins
from yellowsound.synchrony.curves import heard as heard_on_the_clock
from yellowsound.synchrony.kinds import Metric
from yellowsound.synchrony.media import decode_picture
from yellowsound.synchrony.score import metrics_named
from yellowsound.synchrony.signals import STRONG_BEAT, Signals, see
from yellowsound.synchrony.sound import decode_audio

ROOT = Path(__file__).resolve().parents[1]

VIEWERS = Path(__file__).resolve().parent / "viewers.tsv"

METRICS = ("felt", "flux_onset_r", "beat_f", "avs")
SHIFT = "sound_shift_s"
CLAIM = "orders degradations as viewers ordered them on other material"

FPS = 30
SONG_S = 30.0
SUFFIXES = {".flac", ".m4a", ".mp3", ".ogg", ".opus", ".wav"}
CLIP_S = 10.0
MADE_BY = "complex-domain"
JITTER_S, MISSED, SPURIOUS = 0.02, 0.1, 0.1
BOOTSTRAPS = 2000


@dataclass(frozen=True)
class Level:
    """One level of a distortion: the viewers' mean opinion and half its 95 % interval."""

    value: float
    mean: float
    half: float


@dataclass(frozen=True)
class Film:
    """A song and a picture that follows it, each on its own clock.

    Attributes
    ----------
    duration_s
        Length of both, in seconds.
    flux, changed_share
        Change of each picture, shape (n_frames,).
    flux_times_s
        Times of the pictures, in seconds.
    novelty, novelty_times_s
        What begins in the sound, and when.
    onsets_s, beats_s, strong_beats_s
        Times heard, in seconds, ascending.
    """

    duration_s: float
    flux: np.ndarray
    changed_share: np.ndarray
    flux_times_s: np.ndarray
    novelty: np.ndarray
    novelty_times_s: np.ndarray
    onsets_s: np.ndarray
    beats_s: np.ndarray
    strong_beats_s: np.ndarray


SOUND_TIMES = ("novelty_times_s", "onsets_s", "beats_s", "strong_beats_s")


def viewers() -> dict[str, list[Level]]:
    """Return the viewers' opinions: the levels of each distortion."""
    levels: dict[str, list[Level]] = {}
    with VIEWERS.open(encoding="utf-8") as table:
        rows = csv.DictReader((line for line in table if not line.startswith("#")), delimiter="\t")
        for row in rows:
            half = 1.96 * float(row["sd"]) / float(row["n"]) ** 0.5
            level = Level(float(row["level"]), float(row["mean"]), half)
            levels.setdefault(row["distortion"], []).append(level)
    return levels


def told_apart(levels: list[Level]) -> list[tuple[int, int]]:
    """Return the pairs of levels whose intervals do not overlap, the better one first."""
    pairs = []
    for i, j in combinations(range(len(levels)), 2):
        one, other = levels[i], levels[j]
        if abs(one.mean - other.mean) > one.half + other.half:
            pairs.append((i, j) if one.mean > other.mean else (j, i))
    return pairs


def ordered_alike(scores: np.ndarray, pairs: list[tuple[int, int]]) -> float:
    """Return the share of pairs in which the better level scores more; a tie counts half."""
    better, worse = np.array(pairs).T
    return float((0.5 + 0.5 * np.sign(scores[better] - scores[worse])).mean())


def clipped(film: Film, start_s: float, end_s: float) -> Film:
    """Cut a film to what lies between two times; the first becomes 0."""
    seen = (film.flux_times_s >= start_s) & (film.flux_times_s < end_s)
    sounds = (film.novelty_times_s >= start_s) & (film.novelty_times_s < end_s)
    parts = {
        name: times_s[(times_s >= start_s) & (times_s < end_s)] - start_s
        for name in SOUND_TIMES
        for times_s in (getattr(film, name),)
    }
    return Film(
        duration_s=end_s - start_s,
        flux=film.flux[seen],
        changed_share=film.changed_share[seen],
        flux_times_s=film.flux_times_s[seen] - start_s,
        novelty=film.novelty[sounds],
        **parts,
    )


def degraded(film: Film, distortion: str, level: float) -> Film:
    """Return a film with its sound shifted (+ is early), or one of the two at another speed."""
    if distortion == SHIFT:
        moved = replace(film, **{name: getattr(film, name) - level for name in SOUND_TIMES})
        return clipped(moved, max(-level, 0.0), film.duration_s - max(level, 0.0))
    speed = 1 + level if distortion.endswith("faster") else 1 - level
    names = SOUND_TIMES if distortion.startswith("sound") else ("flux_times_s",)
    moved = replace(film, **{name: getattr(film, name) / speed for name in names})
    return clipped(moved, 0.0, film.duration_s)


def signals_of(film: Film) -> Signals:
    """Return what the metrics read, at `FPS`; the flux of a moved picture stays at its times."""
    frames = round(film.duration_s * FPS)
    flux, share = np.zeros(frames), np.zeros(frames)
    nearest = np.minimum(np.rint(film.flux_times_s * FPS).astype(int), frames - 1)
    np.add.at(flux, nearest, film.flux)
    np.maximum.at(share, nearest, film.changed_share)
    # On an even grid again: what has run out is silence.
    clock_s, novelty = np.arange(n_bins(frames / FPS)) / CLOCK_HZ, np.zeros(0)
    if film.novelty_times_s.size > 1:
        novelty = np.interp(clock_s, film.novelty_times_s, film.novelty, left=0.0, right=0.0)
    return replace(
        see(FPS, flux, flux, share),
        novelty=novelty if novelty.size else np.zeros(clock_s.size),
        beats_s=film.beats_s,
        strong_beats_s=film.strong_beats_s,
        audio_onsets_s=film.onsets_s,
    )


def made_picture(audio: np.ndarray, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return flux and changed share of a picture that follows a song as well as people cut."""
    detector = load("detector", MADE_BY)
    novelty = detector.make(audio, {}, detector.defaults)
    attacks_s = pick_onsets(novelty)
    strengths = novelty.loudest(attacks_s, JITTER_S)
    kept = random.random(attacks_s.size) >= MISSED
    spurious = round(SPURIOUS * attacks_s.size)
    duration_s = audio.size / SAMPLE_RATE_HZ
    times_s = np.concatenate(
        (
            attacks_s[kept] + random.normal(scale=JITTER_S, size=int(kept.sum())),
            random.uniform(0, duration_s, spurious),
        )
    )
    heights = np.concatenate((strengths[kept], random.choice(strengths, spurious)))
    flux = random.uniform(0.5, 1.5, round(duration_s * FPS))
    frames = np.rint(times_s * FPS).astype(int).clip(0, flux.size - 1)
    # What drifts and what the encoder does make a fiftieth of a step.
    np.add.at(flux, frames, 50 * heights / strengths.mean())
    return flux, np.minimum(flux / 100, 1.0)


def film_of(
    audio: np.ndarray, heard: Heard, flux: np.ndarray, share: np.ndarray, fps: float
) -> Film:
    """Put a song and a picture together."""
    beats_s, strengths = track_beats(onset_envelope(audio, SAMPLE_RATE_HZ), SAMPLE_RATE_HZ)
    return Film(
        duration_s=audio.size / SAMPLE_RATE_HZ,
        flux=flux,
        changed_share=share,
        flux_times_s=np.arange(flux.size) / fps,
        novelty=heard_on_the_clock(heard.novelty, audio.size / SAMPLE_RATE_HZ),
        novelty_times_s=np.arange(n_bins(audio.size / SAMPLE_RATE_HZ)) / CLOCK_HZ,
        onsets_s=heard.onsets_s,
        beats_s=heard.beats_s,
        strong_beats_s=beats_s[strengths > STRONG_BEAT],
    )


def made_films(folder: Path, judge: Ears, seed: int) -> dict[str, Film]:
    """Return a film of each song of a folder, with a made picture."""
    films = {}
    for number, song in enumerate(sorted(p for p in folder.iterdir() if p.suffix in SUFFIXES)):
        audio = decode_audio(song, SAMPLE_RATE_HZ, start_s=None, duration_s=SONG_S)
        flux, share = made_picture(audio, np.random.default_rng([seed, number]))
        films[song.stem] = film_of(audio, hear(audio, judge), flux, share, FPS)
    return films


def filmed(folder: Path, judge: Ears) -> dict[str, Film]:
    """Return the films of a folder's videos."""
    films = {}
    for video in sorted(folder.rglob("*.mp4")):
        picture = decode_picture(video)
        audio = decode_audio(
            video,
            SAMPLE_RATE_HZ,
            start_s=picture.start_s,
            duration_s=picture.flux.size / picture.fps,
        )
        films[str(video.relative_to(folder).with_suffix(""))] = film_of(
            audio, hear(audio, judge), picture.flux, picture.changed_share, picture.fps
        )
    return films


def doses(
    film: Film, metrics: dict[str, Metric], levels: dict[str, list[Level]]
) -> dict[str, dict[str, np.ndarray]]:
    """Return each metric's scores by distortion, means over the excerpts of a film."""
    starts_s = np.arange(max(int(film.duration_s / CLIP_S), 1)) * CLIP_S
    clips = [clipped(film, s, min(s + CLIP_S, film.duration_s)) for s in starts_s]
    found: dict[str, dict[str, np.ndarray]] = {name: {} for name in metrics}
    for distortion, steps in levels.items():
        scores = {name: np.zeros((len(clips), len(steps))) for name in metrics}
        for row, clip in enumerate(clips):
            for column, level in enumerate(steps):
                signals = signals_of(degraded(clip, distortion, level.value))
                for name, metric in metrics.items():
                    if not metric.undefined(signals):
                        scores[name][row, column] = metric.value(signals)
        for name in metrics:
            found[name][distortion] = scores[name].mean(axis=0)
    return found


def interval(values: np.ndarray) -> tuple[float, float, float]:
    """Return the median of some songs' shares and its bootstrapped 95 % interval."""
    random = np.random.default_rng(0)
    medians = np.median(random.choice(values, (BOOTSTRAPS, values.size)), axis=1)
    low, high = np.percentile(medians, (2.5, 97.5))
    return float(np.median(values)), float(low), float(high)


def measure(films: dict[str, Film], names: list[str]) -> dict[str, dict]:
    """Return for each metric its doses (medians over the films) and its agreement."""
    levels, metrics = viewers(), metrics_named(names)
    pairs = {distortion: told_apart(steps) for distortion, steps in levels.items()}
    found = [doses(film, metrics, levels) for film in films.values()]
    results: dict[str, dict] = {}
    for name in metrics:
        by_film = {
            distortion: np.array(
                [ordered_alike(one[name][distortion], pairs[distortion]) for one in found]
            )
            for distortion in levels
        }
        speeds = [distortion for distortion in levels if distortion != SHIFT]
        weights = [len(pairs[distortion]) for distortion in speeds]
        by_film["speeds"] = np.average([by_film[d] for d in speeds], axis=0, weights=weights)
        agreement = {
            group: dict(zip(("median", "low", "high"), interval(shares), strict=True))
            | {"by_song": dict(zip(films, shares.tolist(), strict=True))}
            for group, shares in by_film.items()
        }
        results[name] = {
            "agreement": agreement,
            "doses": {
                distortion: np.median([one[name][distortion] for one in found], axis=0).tolist()
                for distortion in levels
            },
        }
    return results


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--songs", type=Path, default=ROOT / "demo" / "songs", metavar="FOLDER")
    parser.add_argument("--videos", type=Path, metavar="FOLDER", help="score these (MP4) instead")
    parser.add_argument("--metrics", nargs="+", default=list(METRICS), metavar="NAME")
    parser.add_argument("--seed", type=int, default=0, help="of the pictures that are made")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    judge = Ears.named(KEYS["judging"].default)
    films = (
        filmed(options.videos, judge)
        if options.videos
        else made_films(options.songs, judge, options.seed)
    )
    if not films:
        sys.exit(f"Error: {options.videos or options.songs} holds nothing to measure")
    results = measure(films, options.metrics)
    levels = viewers()
    if options.json:
        print(json.dumps({"claim": CLAIM, "songs": list(films), "metrics": results}))
        return
    for distortion, steps in levels.items():
        print(f"{distortion:16}{'viewers':>16}" + "".join(f"{name:>14}" for name in results))
        for column, level in enumerate(steps):
            cells = (results[name]["doses"][distortion][column] for name in results)
            opinion = f"{level.mean:.2f} +/- {level.half:.2f}"
            print(f"{level.value:16g}{opinion:>16}" + "".join(f"{cell:14.3f}" for cell in cells))
        print()
    print(f"Share of pairs of levels ordered as viewers did ({len(films)} songs, median [95 %]):")
    groups = (SHIFT, "speeds", *(distortion for distortion in levels if distortion != SHIFT))
    print(f"{'':16}" + "".join(f"{name:>22}" for name in results))
    for group in groups:
        cells = (results[name]["agreement"][group] for name in results)
        texts = (f"{c['median']:.2f} [{c['low']:.2f}, {c['high']:.2f}]" for c in cells)
        print(f"{group:16}" + "".join(f"{text:>22}" for text in texts))
    print(f"\nA metric of which both are near 1 {CLAIM}.")


if __name__ == "__main__":
    main()
