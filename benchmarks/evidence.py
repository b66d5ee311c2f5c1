"""Measure how far the evidence of a study can be trusted: false alarms, and power.

Studies are made of times alone: songs of a steady tempo of 100 to 174 BPM, and pictures
whose onsets follow them or do not. Every picture is scored against every song by beat_f,
calibrated by every shift of whole frames up to half the length either way, on the overlap.

    tempo     every picture keeps the tempo of its own song, at a random phase
    other     every picture follows another song of the study
    tempi     every picture keeps a tempo of its own, which is no song's
    synchrony every picture follows its own song: 20 ms of jitter, 10 % of the beats missed,
              10 % spurious onsets

Of each kind the share of studies with p < 0.05 of the pairing test (12 songs; synchrony 8),
its AUC and how often the own song ranks first. Why the test is as it is: `raw` is the same
one of scores without calibration, `mean` one whose statistic is the mean alone.

Beside them the placebo: pictures of 12 songs, each heard with another song (200 derangements
a study), compared with an uneven baseline that follows nothing; `column` is the placebo as
the table of comparisons has it, of each picture the mean over all other songs.

    python benchmarks/evidence.py [--trials 100] [--seed 0] [--json]
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

import numba
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from yellowsound.study.paired_tests import ALPHA, signed_rank
from yellowsound.study.permutations import TIE, auc, orders_of, permuted_p, residuals, top1
from yellowsound.synchrony.matching import count_matches
from yellowsound.synchrony.metrics.beat_f import BEAT_F_WINDOW_S, quick_beat_f

SONG_S = 20.0
FPS = 24
SLOWEST_BPM, FASTEST_BPM = 100.0, 174.0
JITTER_S, MISSED, SPURIOUS = 0.02, 0.1, 0.1
SONGS, SYNCHRONOUS_SONGS = 12, 8
PLACEBOS = 200
"""Derangements of one study."""

Random = np.random.Generator


def beats_of(bpm: float, phase: float) -> np.ndarray:
    """Return the beats of a song in seconds; `phase` is in beats."""
    interval_s = 60.0 / bpm
    beats_s = (np.arange(int(SONG_S / interval_s) + 2) + phase % 1.0) * interval_s
    return beats_s[beats_s < SONG_S]


def song(random: Random) -> np.ndarray:
    """Return the beats of a song of a random tempo."""
    return beats_of(random.uniform(SLOWEST_BPM, FASTEST_BPM), random.uniform())


def followed(beats_s: np.ndarray, random: Random) -> np.ndarray:
    """Return the onsets of a picture that follows beats as pictures do, at frames."""
    kept = beats_s[random.random(beats_s.size) >= MISSED]
    kept = kept + random.normal(0.0, JITTER_S, kept.size)
    spurious = random.uniform(0.0, SONG_S, random.binomial(beats_s.size, SPURIOUS))
    frames = np.unique(np.rint(np.concatenate([kept, spurious]) * FPS))
    return frames[(frames >= 0) & (frames < SONG_S * FPS)] / FPS


def uneven(random: Random) -> np.ndarray:
    """Return the onsets of a picture that follows nothing."""
    frames = random.choice(int(SONG_S * FPS), random.integers(25, 60), replace=False)
    return np.sort(frames) / FPS


@numba.njit
def shifted_scores(beats_s: np.ndarray, onsets_s: np.ndarray) -> np.ndarray:
    """Return beat_f at every shift of the picture, on the overlap; the middle one is no shift."""
    most = int(SONG_S * FPS) // 2
    scores = np.zeros(2 * most + 1)
    for place in range(scores.size):
        shift_s = (place - most) / FPS
        first_s, last_s = max(0.0, shift_s), min(SONG_S, SONG_S + shift_s)
        moved_s = onsets_s + shift_s
        heard = beats_s[(beats_s >= first_s) & (beats_s < last_s)]
        seen = moved_s[(moved_s >= first_s) & (moved_s < last_s)]
        matches = count_matches(heard, seen, BEAT_F_WINDOW_S)
        if matches:
            scores[place] = 2.0 * matches / (heard.size + seen.size)
    return scores


def calibrated(beats_s: np.ndarray, onsets_s: np.ndarray) -> tuple[float, float]:
    """Return beat_f, and its z over all shifts but none."""
    scores = shifted_scores(beats_s, onsets_s)
    middle = scores.size // 2
    null = np.delete(scores, middle)
    return scores[middle], (scores[middle] - null.mean()) / null.std()


def crossed(songs: list[np.ndarray], pictures: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return the scores and z of all pictures (rows) with all songs (columns)."""
    cells = np.array([[calibrated(beats, picture) for beats in songs] for picture in pictures])
    return cells[..., 0], cells[..., 1]


def keep_tempo(random: Random) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Return songs, and pictures that keep their tempo at a random phase."""
    tempi = random.uniform(SLOWEST_BPM, FASTEST_BPM, SONGS)
    songs = [beats_of(bpm, random.uniform()) for bpm in tempi]
    return songs, [followed(beats_of(bpm, random.uniform()), random) for bpm in tempi]


def follow_others(random: Random) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Return songs, and pictures that follow another song of the study each."""
    songs = [song(random) for _ in range(SONGS)]
    order = derangement(SONGS, random)
    return songs, [followed(songs[place], random) for place in order]


def keep_other_tempi(random: Random) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Return songs, and pictures that each keep a tempo which is none of theirs."""
    songs = [song(random) for _ in range(SONGS)]
    return songs, [followed(song(random), random) for _ in range(SONGS)]


def follow_own(random: Random) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Return songs, and pictures that follow them."""
    songs = [song(random) for _ in range(SYNCHRONOUS_SONGS)]
    return songs, [followed(beats, random) for beats in songs]


CASES: dict[str, Callable[[Random], tuple[list[np.ndarray], list[np.ndarray]]]] = {
    "tempo": keep_tempo,
    "other": follow_others,
    "tempi": keep_other_tempi,
    "synchrony": follow_own,
}


def derangement(n: int, random: Random) -> np.ndarray:
    """Return a random order in which nothing stands in its own place."""
    while True:
        order = random.permutation(n)
        if not (order == np.arange(n)).any():
            return order


def pairing(case: str, trials: int, seed: int) -> dict[str, float]:
    """Return how often the pairing test finds something in studies of a kind."""
    found = []
    for trial in range(trials):
        random = np.random.default_rng([seed, trial, *case.encode()])
        scores, z = crossed(*CASES[case](random))
        own, others = np.diag(z), np.where(np.eye(len(z), dtype=bool), np.nan, z)
        p = permuted_p(z, trial), permuted_p(scores, trial), p_of_means(z, trial)
        found.append((*(np.array(p) < ALPHA), auc(own, others), top1(own, others)))
    names = ("significant", "raw", "mean", "auc", "top1")
    return dict(zip(names, np.mean(found, axis=0).tolist(), strict=True))


def p_of_means(z: np.ndarray, seed: int) -> float:
    """Return the p of a pairing test that compares means, whatever the spread is."""
    sums = residuals(z)[np.arange(len(z)), orders_of(len(z), seed)].sum(axis=1)
    return float(np.mean(sums >= sums[0] - TIE))


def placebo(trials: int, seed: int) -> dict[str, float]:
    """Return how often pictures of other songs seem to beat a baseline that follows nothing."""
    shares, columns = [], []
    for trial in range(trials):
        random = np.random.default_rng([seed, trial, 1])
        songs = [song(random) for _ in range(SONGS)]
        _, z = crossed(songs, [followed(beats, random) for beats in songs])
        baseline = np.array([calibrated(beats, uneven(random))[1] for beats in songs])
        orders = [derangement(SONGS, random) for _ in range(PLACEBOS)]
        heard = [z[order, np.arange(SONGS)] - baseline for order in orders]
        shares.append(np.mean([signed_rank(gains).p < ALPHA for gains in heard]))
        others = (z.sum(axis=1) - np.diag(z)) / (SONGS - 1)
        columns.append(signed_rank(others - baseline).p < ALPHA)
    return {
        "significant": float(np.mean(shares)),
        "worst_study": float(np.max(shares)),
        "column": float(np.mean(columns)),
    }


def measured(trials: int, seed: int) -> dict[str, dict[str, float]]:
    """Return all figures by case; see the head of this file."""
    check_twin()
    figures = {case: pairing(case, trials, seed) for case in CASES}
    return {**figures, "placebo": placebo(max(trials // 4, 1), seed)}


def check_twin() -> None:
    """Make sure that what is scored here at every shift is beat_f."""
    random = np.random.default_rng(0)
    beats_s, onsets_s = song(random), uneven(random)
    middle = int(SONG_S * FPS) // 2
    assert shifted_scores(beats_s, onsets_s)[middle] == quick_beat_f(beats_s, onsets_s)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=100, help="studies of each kind")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args()
    figures = measured(given.trials, given.seed)
    if given.json:
        print(json.dumps(figures, indent=2))
        return
    for case, numbers in figures.items():
        print(f"{case:10}", *(f"{name} {number:.3f}" for name, number in numbers.items()))


if __name__ == "__main__":
    main()
