"""Trackers find beats: against the beats of the demo's scores."""

import importlib
import sys
from pathlib import Path

import mir_eval
import numpy as np
import pytest

from yellowsound.hearing.novelty import SAMPLE_RATE_HZ
from yellowsound.run.plug_ins import load
from yellowsound.run.registry import REGISTRY
from yellowsound.synchrony.sound import decode_audio

DEMO = Path(__file__).parents[2] / "demo"
SONGS = ("classical", "country", "electronic", "jazz", "rock")
LEAST_F = {
    "beatnet": dict.fromkeys(SONGS, 0.9),
    "librosa": {**dict.fromkeys(SONGS, 0.9), "classical": 0.7},
}


@pytest.fixture(scope="module")
def tracked(beatnet_weights):
    """What a tracker finds in a song of the demo, and the beats and downbeats of its score."""
    sys.path.insert(0, str(DEMO / "compose"))

    def track(name, song):
        audio = decode_audio(
            DEMO / "songs" / f"{song}.ogg", SAMPLE_RATE_HZ, start_s=None, duration_s=30.0
        )
        found = load("tracker", name).make(audio, {"beatnet": beatnet_weights}, {})
        return found, *importlib.import_module(song).compose().beats_s(30.0)

    yield track
    sys.path.remove(str(DEMO / "compose"))


@pytest.mark.parametrize("song", SONGS)
@pytest.mark.parametrize("name", REGISTRY["tracker"])
def test_beats_are_those_of_the_score(tracked, name, song):
    found, beats_s, _ = tracked(name, song)
    assert mir_eval.beat.f_measure(beats_s, found.times_s) >= LEAST_F[name][song]
    away_s = found.times_s[np.abs(found.times_s[None] - beats_s[:, None]).argmin(axis=1)] - beats_s
    # The instruments themselves speak 6 to 15 ms after the beat.
    assert -0.005 <= np.median(away_s[np.abs(away_s) <= 0.07]) <= 0.025


# In the fifth, classical, the tempo rises throughout.
@pytest.mark.parametrize("song", [song for song in SONGS if song != "classical"])
def test_downbeats_are_those_of_the_score(tracked, song):
    found, _, downbeats_s = tracked("beatnet", song)
    assert mir_eval.beat.f_measure(downbeats_s, found.downbeats_s) >= 0.9
    assert set(found.downbeats_s) <= set(found.times_s)


@pytest.mark.parametrize("name", REGISTRY["tracker"])
@pytest.mark.parametrize("samples", [0, 10, 3 * SAMPLE_RATE_HZ])
def test_silence_has_no_beats(name, samples, beatnet_weights):
    silence = np.zeros(samples, np.float32)
    found = load("tracker", name).make(silence, {"beatnet": beatnet_weights}, {})
    assert found.times_s.size == 0


@pytest.mark.parametrize("name", REGISTRY["tracker"])
@pytest.mark.parametrize("samples", [1, 500, 9000])
def test_the_shortest_sound_does_not_fail(name, samples, beatnet_weights):
    noise = np.random.default_rng(0).standard_normal(samples).astype(np.float32)
    found = load("tracker", name).make(noise, {"beatnet": beatnet_weights}, {})
    assert found.times_s.size <= 2


@pytest.mark.parametrize("bpm", [60, 90, 128, 174])
def test_a_steady_tempo_is_followed(bpm, beatnet_weights):
    beats_s = np.arange(0.5, 24, 60 / bpm)
    audio = np.zeros(24 * SAMPLE_RATE_HZ, np.float32)
    for beat_s in beats_s:
        first = round(beat_s * SAMPLE_RATE_HZ)
        room = audio[first : first + 2000]
        room += 0.5 * np.exp(-np.arange(room.size) / 300) * np.sin(np.arange(room.size) / 3)
    found = load("tracker", "beatnet").make(audio, {"beatnet": beatnet_weights}, {})
    interval_s = np.median(np.diff(found.times_s))
    octaves = np.log2(interval_s * bpm / 60)
    assert abs(octaves - round(octaves)) < 0.03
