"""Detectors are on time: against attacks that are known to the sample, over a bed of chords."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from yellowsound.hearing.novelty import SAMPLE_RATE_HZ, Novelty, pick_onsets
from yellowsound.run.plug_ins import load
from yellowsound.run.registry import REGISTRY

spec = importlib.util.spec_from_file_location(
    "attacks", Path(__file__).parents[2] / "benchmarks" / "attacks.py"
)
attacks = importlib.util.module_from_spec(spec)
spec.loader.exec_module(attacks)

LISTENING = ("flux", "complex-domain")
"""Those that answer to every attack; BeatNet answers to beats."""

LARGEST_BIAS_S = {"click": 0.005, "drum": 0.005, "pluck": 0.005, "bow": 0.015}


def offsets_s(name, audio, attacks_s, models=None):
    found_s = pick_onsets(load("detector", name).make(audio, models or {}, {}))
    nearest_s = found_s[np.abs(found_s[None] - attacks_s[:, None]).argmin(axis=1)]
    return nearest_s - attacks_s, found_s


@pytest.mark.parametrize("name", LISTENING)
@pytest.mark.parametrize("stroke", LARGEST_BIAS_S)
def test_an_onset_stands_where_its_attack_begins(name, stroke):
    audio, attacks_s = attacks.song_of(stroke, seed=1)
    away_s, found_s = offsets_s(name, audio, attacks_s)
    assert abs(np.median(away_s)) <= LARGEST_BIAS_S[stroke]
    assert (np.abs(away_s) < 0.05).mean() >= 0.9
    assert found_s.size <= 1.25 * attacks_s.size


def test_a_clock_that_is_40_ms_late_would_be_noticed():
    audio, attacks_s = attacks.song_of("drum", seed=1)
    late = np.concatenate([np.zeros(round(0.04 * SAMPLE_RATE_HZ), np.float32), audio])
    away_s, _ = offsets_s("flux", late, attacks_s)
    assert np.median(away_s) > 0.035


@pytest.mark.parametrize("name", LISTENING)
@pytest.mark.parametrize("fps", [12, 24, 30, 60])
def test_frames_lose_fewer_than_one_attack_in_twenty(name, fps):
    audio, attacks_s = attacks.song_of("pluck", seed=2)
    novelty = load("detector", name).make(audio, {}, {})
    pooled = novelty.loudest(np.arange(int(30 * fps)) / fps, 1 / fps)
    frames = np.rint(attacks_s * fps).astype(int)[:, None] + np.arange(-1, 2)
    lost = pooled[frames].max(axis=1) < 0.5 * novelty.loudest(attacks_s, 0.1)
    assert lost.mean() < 0.05


@pytest.mark.parametrize("name", REGISTRY["detector"])
def test_silence_has_no_novelty(name, beatnet_weights):
    silence = np.zeros(3 * SAMPLE_RATE_HZ, np.float32)
    novelty = load("detector", name).make(silence, {"beatnet": beatnet_weights}, {})
    assert isinstance(novelty, Novelty)
    assert not novelty.values.any()


@pytest.mark.parametrize("name", REGISTRY["detector"])
@pytest.mark.parametrize("samples", [1, 100, 3000])
def test_the_shortest_sound_has_finite_novelty(name, samples, beatnet_weights):
    noise = np.random.default_rng(0).standard_normal(samples).astype(np.float32)
    novelty = load("detector", name).make(noise, {"beatnet": beatnet_weights}, {})
    assert novelty.values.size > 0
    assert np.isfinite(novelty.values).all()


@pytest.mark.parametrize("name", LISTENING)
def test_how_loud_a_song_is_changes_no_onset(name):
    audio, _ = attacks.song_of("drum", seed=3, duration_s=10.0)
    soft, loud = (pick_onsets(load("detector", name).make(g * audio, {}, {})) for g in (0.05, 1.0))
    np.testing.assert_allclose(soft, loud, atol=0.001)


def test_the_network_answers_to_the_beat(beatnet_weights):
    beats_s = np.arange(0.5, 20, 0.5)
    audio = np.zeros(20 * SAMPLE_RATE_HZ, np.float32)
    for beat_s in beats_s:
        stroke = attacks.drum(np.random.default_rng(0))
        first = round(beat_s * SAMPLE_RATE_HZ)
        audio[first : first + stroke.size] += stroke[: audio.size - first]
    models = {"beatnet": beatnet_weights}
    away_s, _ = offsets_s("beatnet-activation", audio, beats_s[4:], models)
    assert abs(np.median(away_s)) <= 0.008
