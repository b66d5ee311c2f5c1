"""Energy tells the harmonic from the percussive part, frame by frame."""

import numpy as np
import pandas as pd
import pytest
from sounds import clicks, tone

from yellowsound.hearing.energy import (
    SAMPLE_RATE_HZ,
    Separation,
    hop_length,
    loudest_band,
    loudest_hop,
    loudness,
    scale_to_peak,
    scale_to_unit,
    section_energy,
)
from yellowsound.run.sections import split_sections

FPS = 30


SONG = clicks(8.0, [1.0, 3.0, 5.0, 7.0])
SONG[: 4 * SAMPLE_RATE_HZ] += tone(4.0)


def excerpt_energy(audio, sections, fps, separation):
    """The tables of all sections, one below the other."""
    tables = [section_energy(audio, section, fps, separation)[0] for section in sections]
    return pd.concat(tables, ignore_index=True)


@pytest.fixture(scope="module")
def table():
    return excerpt_energy(SONG, split_sections(8.0, 4.0), FPS, Separation())


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


def test_silence_has_no_energy_and_no_nan():
    silent = np.zeros(4 * SAMPLE_RATE_HZ, dtype=np.float32)
    table = excerpt_energy(silent, split_sections(4.0), FPS, Separation())
    assert not table.isna().to_numpy().any()
    measured = table.columns.drop(["frame", "time_s", "section"])
    assert "percussive_mel_max" in measured
    assert table[measured].to_numpy().max() == 0


def test_mel_max_keeps_the_floor_that_the_envelope_is_rid_of():
    noise = np.random.default_rng(0).standard_normal(4 * SAMPLE_RATE_HZ).astype(np.float32)
    table = excerpt_energy(0.2 * noise, split_sections(4.0), FPS, Separation())
    below_peak = table["percussive"] < 0.9
    ratio = (1 - table["percussive_mel_max"][below_peak]) / (1 - table["percussive"][below_peak])
    np.testing.assert_allclose(ratio, ratio.iloc[0], rtol=1e-4)
    assert ratio.iloc[0] < 0.999


def test_the_separation_is_made_once_a_section(monkeypatch):
    import librosa

    lengths, separate = [], librosa.effects.hpss

    def counted(samples, **settings):
        lengths.append(samples.size)
        return separate(samples, **settings)

    monkeypatch.setattr(librosa.effects, "hpss", counted)
    excerpt_energy(SONG, split_sections(8.0, 4.0), FPS, Separation(context_s=0))
    assert lengths == [4 * SAMPLE_RATE_HZ] * 2


# --- where a section is cut from its song ----------------------------------------------


@pytest.mark.parametrize("fps", [12, 24, 30])
def test_in_a_steady_tone_no_section_begins_or_ends_with_an_attack(fps):
    hit = clicks(9.0, [1.0, 4.5, 7.5]) + tone(9.0)
    table = excerpt_energy(hit, split_sections(9.0, 3.0), fps, Separation())
    inner = table["time_s"].between(2.8, 3.2) | table["time_s"].between(5.8, 6.2)
    assert table["percussive"][inner].max() < 0.02
    assert table["percussive_peak"][inner].max() < 0.05 * table["percussive_peak"].max()
    cut = excerpt_energy(hit, split_sections(9.0, 3.0), fps, Separation(context_s=0))
    assert cut["percussive"][inner].max() > 0.02


def test_a_tone_goes_on_over_a_section_s_boundary():
    table = excerpt_energy(tone(6.0), split_sections(6.0, 3.0), FPS, Separation())
    around = table["harmonic_peak"][table["time_s"].between(2.5, 3.5)]
    assert around.min() > 0.9 * around.max()


def test_with_context_attacks_stay_in_their_frames():
    song = clicks(8.0, [1.0, 3.96, 4.04, 7.0])
    table = excerpt_energy(song, split_sections(8.0, 4.0), FPS, Separation(context_s=0.7))
    assert table["frame"].tolist() == list(range(8 * FPS))
    for time_s in (1.0, 3.96, 4.04, 7.0):
        frame = round(time_s * FPS)
        assert table["percussive"][frame - 1 : frame + 1].max() > 0.4
    assert table["percussive"][5 * FPS : 6 * FPS].max() < 0.05


def test_context_is_no_longer_than_the_song():
    table = excerpt_energy(SONG, split_sections(8.0, 4.0), FPS, Separation(context_s=100.0))
    assert len(table) == 8 * FPS
    assert np.isfinite(table.to_numpy(dtype=float)).all()


def test_a_constant_is_scaled_to_zeros():
    assert scale_to_unit(np.full(3, 7.0)).tolist() == [0, 0, 0]
    assert scale_to_unit(np.array([1.0, 2, 3])).tolist() == [0, 0.5, 1]


def test_scaled_to_its_peak_an_envelope_keeps_its_floor():
    assert scale_to_peak(np.array([1.0, 2, 4])).tolist() == [0.25, 0.5, 1]
    assert scale_to_peak(np.zeros(3)).tolist() == [0, 0, 0]


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
    table = excerpt_energy(audio, split_sections(4.0), 30, Separation(context_s=0))
    parts = librosa.effects.hpss(audio, margin=(5.0, 5.0))
    for name, part in zip(("harmonic", "percussive"), parts, strict=True):
        mel = librosa.feature.melspectrogram(y=part, sr=22050, n_mels=512, hop_length=735)
        loudest = mel.max(axis=0)
        published = (loudest - loudest.min()) / (loudest.max() - loudest.min())
        np.testing.assert_allclose(table[name], published[:120], atol=1e-6)
        if name == "percussive":
            of_peak = (loudest / loudest.max())[:120]
            np.testing.assert_allclose(table["percussive_mel_max"], of_peak, atol=1e-6)


@pytest.mark.parametrize("fps", [4, 12, 24, 25, 50, 60])
def test_at_any_rate_no_attack_is_missed_between_two_frames(fps):
    times_s = np.random.default_rng(0).uniform(0.2, 9.6, 8)
    frame_times_s = np.arange(10 * fps) / fps
    power = loudest_band(clicks(10.0, times_s), fps, 64)
    envelope = loudest_hop(scale_to_unit(power), frame_times_s, fps)
    for time_s in times_s:
        near = np.abs(frame_times_s - time_s) <= 1.0 / fps
        assert envelope[near].max() > 0.2


# --- loudness and bass -----------------------------------------------------------------


def loud(audio, fps=FPS):
    return loudness(audio, np.arange(round(audio.size / SAMPLE_RATE_HZ * fps)) / fps, fps)


def sine(hz, duration_s=2.0):
    return np.sin(2 * np.pi * hz * np.arange(round(duration_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ)


def test_loudness_grows_as_the_0_6th_power_of_pressure():
    audio = np.concatenate([sine(440), 0.1 * sine(440)])
    whole, _ = loud(audio)
    assert whole[30] == pytest.approx(1, abs=0.05)
    assert whole[90] == pytest.approx(0.1**0.6, rel=0.05)


def test_bass_is_what_is_low_however_loud_the_rest():
    audio = np.concatenate([0.2 * sine(60), sine(2000)])
    whole, bass = loud(audio)
    assert bass[30] == pytest.approx(1, abs=0.1)
    assert bass[90] < 0.1
    assert whole[90] == pytest.approx(1, abs=0.05)


def test_silence_has_neither():
    whole, bass = loud(np.zeros(2 * SAMPLE_RATE_HZ))
    assert not whole.any()
    assert not bass.any()


@pytest.mark.parametrize("fps", [8, 24, 60])
def test_loudness_of_a_click_stands_at_its_frame(fps):
    whole, _ = loud(clicks(4.0, [2.0]), fps)
    assert abs(int(whole.argmax()) - 2 * fps) <= max(1, round(0.05 * fps))
