"""Measure how far the null of one video can be trusted: false alarms, and power.

Pictures and songs are made of times and levels alone: no sound is decoded, no beat is
tracked. Of pairs that know nothing of each other the share with p < 0.05, by metric:

    tempo     one steady tempo of 60 to 174 BPM, the same for both, at random phases
    tempi     two steady tempi
    wavering  two paces that waver, each by itself
    fades     the same, and both fade in, each over 3 s to the whole length
    levels    the same, and both have levels of their own on a common grid of 10 s

Beside them the power: of pictures that follow the beats with 20 ms of jitter, 10 % of the
beats missed and 10 % spurious changes

    steady    on a steady tempo of 100 to 174 BPM: it repeats itself, and holds little evidence
    following on a pace that wavers

Each is drawn as attacks, which begin at once (in the picture: a flash that fades), and as
swells (bowed tones; a movement that quickens towards each beat and slows down after it), of
20 s and 30 s, at 24 frames a second. A metric that says nothing about a pair does not count
there.

    python benchmarks/null.py [--trials 200] [--seed 0] [--cases tempo ...]
        [--metrics beat_f ...] [--json]
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from yellowsound.hearing.novelty import Novelty, pick_onsets
from yellowsound.run.registry import REGISTRY
from yellowsound.study.paired_tests import ALPHA
from yellowsound.synchrony.curves import CLOCK_HZ, n_bins
from yellowsound.synchrony.kinds import Metric
from yellowsound.synchrony.null import calibrate, shifts_s
from yellowsound.synchrony.score import metrics_named
from yellowsound.synchrony.signals import STRONG_BEAT, Signals, see

FPS = 24
LENGTHS_S = (20.0, 30.0)
FORMS = ("attacks", "swells")
SLOWEST_BPM, FASTEST_BPM = 60.0, 174.0
SLOWEST_FOLLOWED_BPM = 100.0
JITTER_S, MISSED, SPURIOUS = 0.02, 0.1, 0.1
LEVELS_S = 10.0
SOFTEST = 0.1
"""The lowest level of a section, and what of a fade is too faint for a beat to be heard."""
SWELL_S = 0.08
"""Standard deviation of a bowed attack."""
FADING = 0.6 ** np.arange(8)
"""How a flash fades, from frame to frame."""

# A rate has no null.
METRICS = [name for name in REGISTRY["metric"] if name != "beats_covered"]

Random = np.random.Generator
Line = tuple[np.ndarray, np.ndarray]
"""Times of beats in seconds, and how strong each is."""


def strengths(times_s: np.ndarray, random: Random) -> np.ndarray:
    """Return strengths that vary as those of a player do."""
    return random.lognormal(0.0, 0.4, times_s.size)


def steady(bpm: float, duration_s: float, random: Random) -> Line:
    """Return beats of one tempo, at a random phase."""
    times_s = (np.arange(int(duration_s * bpm / 60) + 1) + random.uniform()) * 60 / bpm
    times_s = times_s[times_s < duration_s]
    return times_s, strengths(times_s, random)


def wavering(bpm: float, duration_s: float, random: Random) -> Line:
    """Return beats of a pace that wanders by a fifth about one tempo."""
    steps, wander = [], 0.0
    for _ in range(int(4 * duration_s * bpm / 60)):
        wander = 0.9 * wander + random.normal(0.0, 0.08)
        steps.append(60 / bpm * np.exp(wander))
    times_s = np.cumsum(steps) - steps[0] * random.uniform()
    times_s = times_s[times_s < duration_s]
    return times_s, strengths(times_s, random)


def tempo(random: Random) -> float:
    """Return a random tempo in BPM."""
    return random.uniform(SLOWEST_BPM, FASTEST_BPM)


def followed(line: Line, duration_s: float, random: Random) -> Line:
    """Return changes of a picture that follows beats as pictures do."""
    kept_s = line[0][random.random(line[0].size) >= MISSED]
    kept_s = kept_s + random.normal(0.0, JITTER_S, kept_s.size)
    spurious_s = random.uniform(0.0, duration_s, random.binomial(line[0].size, SPURIOUS))
    times_s = np.sort(np.concatenate((kept_s, spurious_s)))
    times_s = times_s[(times_s >= 0) & (times_s < duration_s)]
    return times_s, strengths(times_s, random)


def faded(line: Line, duration_s: float, random: Random) -> Line:
    """Return a line that fades in; what is too faint is left out."""
    times_s, strong = line
    level = np.minimum(times_s / random.uniform(3.0, duration_s), 1.0)
    return times_s[level > SOFTEST], (strong * level)[level > SOFTEST]


def levelled(line: Line, duration_s: float, random: Random) -> Line:
    """Return a line whose sections differ in level."""
    times_s, strong = line
    levels = SOFTEST ** random.uniform(0.0, 1.0, int(duration_s / LEVELS_S) + 1)
    return times_s, strong * levels[(times_s / LEVELS_S).astype(int)]


def same_tempo(duration_s: float, random: Random) -> tuple[Line, Line]:
    """Return song and picture of one tempo."""
    bpm = tempo(random)
    return steady(bpm, duration_s, random), steady(bpm, duration_s, random)


def two_tempi(duration_s: float, random: Random) -> tuple[Line, Line]:
    """Return song and picture of a steady tempo each."""
    one, other = (steady(tempo(random), duration_s, random) for _ in range(2))
    return one, other


def two_paces(duration_s: float, random: Random) -> tuple[Line, Line]:
    """Return song and picture that waver, each by itself."""
    one, other = (wavering(tempo(random), duration_s, random) for _ in range(2))
    return one, other


def two_fades(duration_s: float, random: Random) -> tuple[Line, Line]:
    """Return song and picture that fade in, each by itself."""
    one, other = (faded(line, duration_s, random) for line in two_paces(duration_s, random))
    return one, other


def two_levels(duration_s: float, random: Random) -> tuple[Line, Line]:
    """Return song and picture whose sections have a level each."""
    one, other = (levelled(line, duration_s, random) for line in two_paces(duration_s, random))
    return one, other


def steadily_followed(duration_s: float, random: Random) -> tuple[Line, Line]:
    """Return a song of a steady tempo, and a picture that follows it."""
    song = steady(random.uniform(SLOWEST_FOLLOWED_BPM, FASTEST_BPM), duration_s, random)
    return song, followed(song, duration_s, random)


def waveringly_followed(duration_s: float, random: Random) -> tuple[Line, Line]:
    """Return a song whose pace wavers, and a picture that follows it."""
    song = wavering(random.uniform(SLOWEST_FOLLOWED_BPM, FASTEST_BPM), duration_s, random)
    return song, followed(song, duration_s, random)


CASES: dict[str, Callable[[float, Random], tuple[Line, Line]]] = {
    "tempo": same_tempo,
    "tempi": two_tempi,
    "wavering": two_paces,
    "fades": two_fades,
    "levels": two_levels,
    "steady": steadily_followed,
    "following": waveringly_followed,
}


def flux_of(line: Line, form: str, duration_s: float, random: Random) -> np.ndarray:
    """Return the flux of a picture, in units of CIELAB, over what an encoder makes waver."""
    times_s, strong = line
    n_frames = round(duration_s * FPS)
    flux = np.zeros(n_frames + FADING.size)
    if form == "attacks":
        for frame, height in zip(np.rint(times_s * FPS).astype(int), strong, strict=True):
            flux[frame : frame + FADING.size] += 10.0 * height * FADING
    else:
        # Halfway between two beats the movement is slowest.
        frames_s = np.arange(n_frames) / FPS
        phase = np.interp(frames_s, times_s, np.arange(times_s.size), left=0, right=times_s.size)
        height = np.interp(frames_s, times_s, strong)
        flux[:n_frames] = 10.0 * height * (0.5 + 0.5 * np.cos(2 * np.pi * phase)) ** 2
    return flux[:n_frames] + random.exponential(0.1, n_frames)


def novelty_of(line: Line, form: str, duration_s: float, random: Random) -> np.ndarray:
    """Return the novelty of a song on the clock, over a bed that is never silent."""
    from scipy.ndimage import gaussian_filter1d

    times_s, strong = line
    novelty = np.zeros(n_bins(duration_s))
    np.add.at(novelty, (times_s * CLOCK_HZ).astype(int), strong)
    width_s = SWELL_S if form == "swells" else 1 / CLOCK_HZ
    novelty = gaussian_filter1d(novelty, width_s * CLOCK_HZ, mode="constant")
    return novelty + random.exponential(0.01 * novelty.max(), novelty.size)


def signals_of(song: Line, picture: Line, form: str, duration_s: float, random: Random) -> Signals:
    """Return what is seen and heard of a picture and a song."""
    flux = flux_of(picture, form, duration_s, random)
    # Of a large change most values of the picture differ.
    share = np.minimum(2 * random.uniform(0.1, 1.0) * flux / flux.max(), 1.0)
    novelty = novelty_of(song, form, duration_s, random)
    beats_s, strong = song
    return replace(
        see(float(FPS), flux, flux, share),
        novelty=novelty,
        beats_s=beats_s,
        strong_beats_s=beats_s[strong > STRONG_BEAT * strong.max()],
        audio_onsets_s=pick_onsets(Novelty(novelty, 1 / CLOCK_HZ)),
    )


def p_of(metric: Metric, signals: Signals, shifts: np.ndarray) -> float:
    """Return the p of a metric; NaN where it says nothing."""
    if metric.undefined(signals) is not None:
        return np.nan
    return calibrate(metric.value(signals), metric.null(signals, shifts)).p


def significant(
    case: str, form: str, duration_s: float, metrics: dict[str, Metric], trials: int, seed: int
) -> dict[str, float | None]:
    """Return the share of pairs with p < 0.05, by metric; None where no pair is defined."""
    shifts = shifts_s(duration_s)
    found = np.empty((trials, len(metrics)))
    for trial in range(trials):
        random = np.random.default_rng([seed, trial, int(duration_s), *f"{case} {form}".encode()])
        song, picture = CASES[case](duration_s, random)
        signals = signals_of(song, picture, form, duration_s, random)
        found[trial] = [p_of(metric, signals, shifts) for metric in metrics.values()]
    shares = {}
    for name, p in zip(metrics, found.T, strict=True):
        defined = p[~np.isnan(p)]
        shares[name] = float((defined < ALPHA).mean()) if defined.size else None
    return shares


def measured(cases: list[str], names: list[str], trials: int, seed: int) -> Iterator[dict]:
    """Yield the figures of each case, form and length; see the head of this file."""
    metrics = metrics_named(names)
    for case, form, duration_s in product(cases, FORMS, LENGTHS_S):
        shares = significant(case, form, duration_s, metrics, trials, seed)
        yield {"case": case, "form": form, "seconds": duration_s, "significant": shares}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=200, help="pairs of each kind")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES))
    parser.add_argument("--metrics", nargs="+", choices=METRICS, default=METRICS)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args()
    figures = measured(given.cases, given.metrics, given.trials, given.seed)
    if given.json:
        print(json.dumps({"trials": given.trials, "figures": list(figures)}, indent=2))
        return
    print(f"{'share of p < 0.05':24}", *(f"{name[-12:]:>12}" for name in given.metrics))
    for row in figures:
        shares = (np.nan if share is None else share for share in row["significant"].values())
        head = f"{row['case']:9} {row['form']:8}{row['seconds']:4g} s"
        print(f"{head:24}", *(f"{share:12.3f}" for share in shares), flush=True)


if __name__ == "__main__":
    main()
