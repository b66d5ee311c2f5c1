"""Novelty and its peaks: on time, pooled by frame so that a slow video misses nothing."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sounds import clicks

from yellowsound.hearing.ears import Ears
from yellowsound.hearing.novelty import SAMPLE_RATE_HZ, Novelty, is_silent, pick_onsets


def pulses(times_s, hop_s=0.003, duration_s=5.0, heights=None):
    """A novelty of narrow pulses at some times."""
    grid_s = np.arange(0, duration_s, hop_s)
    heights = np.ones(len(times_s)) if heights is None else heights
    values = sum(
        h * np.exp(-((grid_s - t) ** 2) / 0.005**2) for t, h in zip(times_s, heights, strict=True)
    )
    return Novelty(values, hop_s)


@pytest.mark.parametrize("fps", [12, 24, 30, 60])
def test_a_frame_takes_the_loudest_novelty_of_its_time(fps):
    times_s = np.cumsum(np.random.default_rng(0).uniform(0.2, 0.5, 10))
    novelty = pulses(times_s)
    pooled = novelty.loudest(np.arange(int(5 * fps)) / fps, 1 / fps)
    assert (pooled[np.rint(times_s * fps).astype(int)] > 0.9).all()


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=200),
    st.sampled_from([0.001, 0.0029, 0.02]),
    st.sampled_from([0.0, 0.0178]),
    st.sampled_from([12, 25, 30, 60, 120]),
)
def test_no_value_is_lost_or_told_twice_by_frames(values, hop_s, start_s, fps):
    novelty = Novelty(np.array(values), hop_s, start_s)
    frames_s = np.arange(int((start_s + len(values) * hop_s) * fps) + 2) / fps
    pooled = novelty.loudest(frames_s, 1 / fps)
    frame_of = np.floor(novelty.times_s * fps + 0.5 + 1e-9).astype(int)
    for frame in np.unique(frame_of):
        inside = novelty.values[frame_of == frame]
        # Rounding may put what falls onto an edge into either frame.
        on_edge = np.abs((novelty.times_s * fps + 0.5) % 1 - 0.5) > 0.5 - 1e-6
        if not on_edge.any():
            assert pooled[frame] == inside.max()


def test_between_coarse_values_a_frame_takes_the_nearest():
    novelty = Novelty(np.array([0.0, 1.0, 0.0]), 0.5)
    assert novelty.loudest(np.array([0.1, 0.4, 0.6, 2.0]), 0.1).tolist() == [0.0, 1.0, 1.0, 0.0]


def test_onsets_are_told_between_the_grid_points():
    times_s = np.array([0.5012, 1.0, 1.7507, 3.333])
    np.testing.assert_allclose(pick_onsets(pulses(times_s)), times_s, atol=0.0005)


def test_of_two_attacks_within_50_ms_the_stronger_is_an_onset():
    found_s = pick_onsets(pulses([1.0, 1.03, 2.0], heights=[0.6, 1.0, 1.0]))
    np.testing.assert_allclose(found_s, [1.03, 2.0], atol=0.001)


def test_a_faint_attack_counts_beside_a_crash():
    strong = np.arange(0.5, 4.5, 0.5)
    heights = np.ones(strong.size)
    heights[3], heights[5] = 10.0, 0.2
    np.testing.assert_allclose(pick_onsets(pulses(strong, heights=heights)), strong, atol=0.001)


@pytest.mark.parametrize("count", [1, 3, 5])
def test_where_attacks_are_few_the_floor_between_them_has_none(count):
    times_s = 1 + 5 * np.arange(count)
    novelty = pulses(times_s, heights=[4.0] * count, duration_s=30.0)
    floor = 0.02 * np.random.default_rng(0).random(novelty.values.size)
    found_s = pick_onsets(replace(novelty, values=novelty.values + floor))
    np.testing.assert_allclose(found_s, times_s, atol=0.002)


@pytest.mark.parametrize("detector", ["flux", "complex-domain"])
def test_in_a_chord_with_three_attacks_three_onsets_are_heard(detector):
    time_s = np.arange(20 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    audio = sum(0.1 * np.sin(2 * np.pi * hz * time_s) for hz in (220, 277, 330))
    attacks_s = [2.0, 6.0, 10.0]
    audio = audio.astype(np.float32) + clicks(20.0, attacks_s)
    found_s = pick_onsets(Ears.named({"detector": detector, "tracker": "librosa"}).novelty(audio))
    np.testing.assert_allclose(found_s, attacks_s, atol=0.02)


def test_what_does_not_stand_out_is_no_onset():
    wavering = Novelty(1.0 + 0.02 * np.sin(np.arange(2000) / 5), 0.003)
    assert pick_onsets(wavering).size == 0


@pytest.mark.parametrize("values", [np.zeros(100), np.zeros(1), np.ones(2)])
def test_nothing_begins_where_there_is_no_novelty(values):
    assert pick_onsets(Novelty(values, 0.01)).size == 0


def test_silence_is_below_70_dbfs():
    noise = np.random.default_rng(0).standard_normal(SAMPLE_RATE_HZ).astype(np.float32)
    assert is_silent(np.zeros(10))
    assert is_silent(np.zeros(0))
    assert is_silent(10 ** (-71 / 20) * noise)
    assert not is_silent(10 ** (-69 / 20) * noise)
