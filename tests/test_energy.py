"""Energy tells the harmonic from the percussive part, frame by frame."""

import numpy as np
import pytest

from yellowsound.energy import (
    SAMPLE_RATE_HZ,
    Separation,
    excerpt_energy,
    hop_length,
    part_envelope,
    scale_to_unit,
)
from yellowsound.sections import split_sections

FPS = 30


def tone(duration_s, frequency_hz=440.0):
    time_s = np.arange(int(duration_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return 0.3 * np.sin(2 * np.pi * frequency_hz * time_s).astype(np.float32)


def clicks(duration_s, times_s):
    audio = np.zeros(int(duration_s * SAMPLE_RATE_HZ), dtype=np.float32)
    for time_s in times_s:
        start = int(time_s * SAMPLE_RATE_HZ)
        noise = np.random.default_rng(start).standard_normal(400) * np.exp(-np.arange(400) / 60)
        audio[start : start + 400] += 0.5 * noise.astype(np.float32)
    return audio


@pytest.fixture(scope="module")
def table():
    audio = clicks(8.0, [1.0, 3.0, 5.0, 7.0])
    audio[: 4 * SAMPLE_RATE_HZ] += tone(4.0)
    return excerpt_energy(audio, split_sections(8.0, 4.0), FPS, Separation())


def test_there_is_one_row_for_each_frame(table):
    assert table["frame"].tolist() == list(range(8 * FPS))
    np.testing.assert_allclose(table["time_s"], table["frame"] / FPS)
    assert table["section"].tolist() == [1] * 4 * FPS + [2] * 4 * FPS


def test_clicks_peak_in_the_percussive_part_at_their_frames(table):
    for second in (1, 3, 5, 7):
        window = table["percussive"].iloc[second * FPS - 10 : second * FPS + 10]
        assert abs(window.idxmax() - second * FPS) <= 1


def test_a_steady_tone_is_harmonic_and_not_percussive(table):
    between = table[(table["time_s"] > 1.5) & (table["time_s"] < 2.5)]
    assert between["harmonic"].mean() > 0.7
    assert between["percussive"].mean() < 0.1


def test_each_envelope_is_scaled_within_its_section(table):
    for _, rows in table.groupby("section"):
        assert rows["percussive"].min() >= 0
        assert rows["percussive"].max() == pytest.approx(1, abs=0.05)


def test_onsets_are_found_over_the_whole_excerpt(table):
    for second in (3, 5, 7):
        window = table["onset"].iloc[second * FPS - 10 : second * FPS + 10]
        assert abs(window.idxmax() - second * FPS) <= 2


def test_silence_has_no_energy_and_no_nan():
    silent = np.zeros(4 * SAMPLE_RATE_HZ, dtype=np.float32)
    table = excerpt_energy(silent, split_sections(4.0), FPS, Separation())
    assert not table.isna().to_numpy().any()
    assert table[["harmonic", "percussive", "onset"]].to_numpy().max() == 0


def test_a_constant_is_scaled_to_zeros():
    assert scale_to_unit(np.full(3, 7.0)).tolist() == [0, 0, 0]
    assert scale_to_unit(np.array([1.0, 2, 3])).tolist() == [0, 0.5, 1]


def test_the_hop_is_one_frame_at_30_fps_as_published():
    assert hop_length(30) == 735


@pytest.mark.parametrize("fps", [1, 12, 24, 25, 60, 120])
def test_at_other_rates_the_hop_is_a_fraction_of_a_frame_and_not_longer(fps):
    assert hop_length(fps) <= 735
    assert SAMPLE_RATE_HZ / fps / hop_length(fps) == pytest.approx(
        round(SAMPLE_RATE_HZ / fps / hop_length(fps)), rel=0.01
    )


def test_at_30_fps_a_section_is_measured_as_published():
    import librosa

    audio = clicks(4.0, [0.5, 1.2, 2.9]) + tone(4.0) * np.linspace(0, 1, 4 * SAMPLE_RATE_HZ)
    audio = audio.astype(np.float32)
    audio[-9] = 0.9  # heard loudest by the hop after the last frame, which is cut off
    table = excerpt_energy(audio, split_sections(4.0), 30, Separation())
    parts = librosa.effects.hpss(audio, margin=(5.0, 5.0))
    for name, part in zip(("harmonic", "percussive"), parts, strict=True):
        mel = librosa.feature.melspectrogram(y=part, sr=22050, n_mels=512, hop_length=735)
        loudest = mel.max(axis=0)
        published = (loudest - loudest.min()) / (loudest.max() - loudest.min())
        np.testing.assert_allclose(table[name], published[:120], atol=1e-6)


@pytest.mark.parametrize("fps", [4, 12, 24, 25, 50, 60])
def test_at_any_rate_no_attack_is_missed_between_two_frames(fps):
    times_s = np.random.default_rng(0).uniform(0.2, 9.6, 8)
    frame_times_s = np.arange(10 * fps) / fps
    envelope = part_envelope(clicks(10.0, times_s), frame_times_s, fps, 64)
    for time_s in times_s:
        near = np.abs(frame_times_s - time_s) <= 1.0 / fps
        assert envelope[near].max() > 0.2
