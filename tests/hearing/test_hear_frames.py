"""What schedules follow, frame by frame: onsets, beats and downbeats of the whole excerpt."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sounds import clicks, tone

from yellowsound.hearing.ears import Ears, hear
from yellowsound.hearing.energy import Separation
from yellowsound.hearing.frames import beat_pulses, hear_frames
from yellowsound.hearing.novelty import SAMPLE_RATE_HZ
from yellowsound.run.sections import split_sections

FPS = 30
EARS = Ears.named({"detector": "flux", "tracker": "librosa"})
ONSETS = ["onset", "percussive_onset"]


def heard(audio, sections, fps=FPS, ears=EARS):
    return hear_frames(audio, sections, fps, Separation(), ears, hear(audio, ears))


SONG = clicks(8.0, [1.0, 3.0, 5.0, 7.0])
SONG[: 4 * SAMPLE_RATE_HZ] += tone(4.0)


@pytest.fixture(scope="module")
def table():
    return heard(SONG, split_sections(8.0, 4.0))


def test_there_is_one_row_for_each_frame(table):
    assert table["frame"].tolist() == list(range(8 * FPS))


@pytest.mark.parametrize("name", ONSETS)
def test_onsets_are_found_over_the_whole_excerpt(table, name):
    for second in (3, 5, 7):
        window = table[name].iloc[second * FPS - 10 : second * FPS + 10]
        assert abs(window.idxmax() - second * FPS) <= 1


def test_silence_has_no_onsets_no_beats_and_no_nan():
    table = heard(np.zeros(4 * SAMPLE_RATE_HZ, dtype=np.float32), split_sections(4.0))
    assert not table.isna().to_numpy().any()
    assert table[[*ONSETS, "beat_pulse"]].to_numpy().max() == 0


def test_the_onset_of_a_frame_is_the_loudest_novelty_of_its_time(table):
    novelty = hear(SONG, EARS).novelty
    for frame in (30, 31, 89, 90, 91, 150):
        times_s = novelty.times_s
        inside = (times_s >= (frame - 0.5) / FPS) & (times_s < (frame + 0.5) / FPS)
        assert table["onset"][frame] == pytest.approx(novelty.values[inside].max())


def test_a_chord_begins_with_an_onset_but_hardly_with_a_percussive_one():
    audio = clicks(8.0, [1.0, 3.0, 5.0, 7.0])
    chord = sum(tone(2.0, 110.0 * k) / k**0.5 for k in range(2, 22))
    swell = np.minimum(np.linspace(0, 5, chord.size), 1).astype(np.float32)  # 0.4 s
    audio[2 * SAMPLE_RATE_HZ : 4 * SAMPLE_RATE_HZ] += chord * swell
    table = heard(audio, split_sections(8.0))
    began = table["time_s"].between(2.0, 2.5)
    share = {name: table[name][began].max() / table[name].max() for name in ONSETS}
    assert share["onset"] > 0.15
    assert share["percussive_onset"] < 0.5 * share["onset"]


def test_a_percussive_attack_is_found_right_after_a_section_has_begun():
    times_s = [1.0, 2.5, 4.02, 5.5, 7.0]
    table = heard(clicks(8.0, times_s), split_sections(8.0, 4.0))
    first, others = (
        [table["percussive_onset"][(table["time_s"] - time_s).abs() < 0.05].max() for time_s in few]
        for few in ([4.02], [1.0, 2.5, 5.5, 7.0])
    )
    assert first[0] > 0.5 * min(others)


@pytest.mark.parametrize("fps", [4, 12, 25, 30, 60, 120])
def test_percussive_onsets_stand_within_a_frame_of_the_attacks_at_any_rate(fps):
    times_s = np.arange(0.5, 9.6, 1.3)
    table = heard(clicks(10.0, times_s), split_sections(10.0), fps)
    for time_s in times_s:
        near = table[(table["time_s"] - time_s).abs() <= 0.25]
        loudest_s = near["time_s"][near["percussive_onset"].idxmax()]
        assert abs(loudest_s - time_s) <= 0.5 / fps + 0.005


def test_pulses_stand_at_the_beats_that_are_heard(table):
    beats_s = hear(SONG, EARS).beats_s
    assert beats_s.size > 2
    at_beats = table["frame"][table["beat_pulse"] == 1].tolist()
    assert at_beats == np.floor(beats_s * FPS + 0.5).astype(int).tolist()


def test_downbeats_have_pulses_of_their_own(beatnet_weights):
    beats_s = np.arange(0.5, 15.5, 0.5)
    loud = clicks(16.0, beats_s[::4]) + 0.15 * clicks(16.0, beats_s)
    ears = Ears.named({"detector": "flux", "tracker": "beatnet"}, {"beatnet": beatnet_weights})
    told = hear(loud, ears)
    table = hear_frames(loud, split_sections(16.0), FPS, Separation(), ears, told)
    assert set(told.downbeats_s) < set(told.beats_s)
    at_downbeats = table["time_s"][table["downbeat_pulse"] == 1].to_numpy()
    assert at_downbeats.size == told.downbeats_s.size > 3
    assert np.abs(at_downbeats - told.downbeats_s).max() <= 0.5 / FPS + 1e-9


def test_a_tracker_without_downbeats_leaves_no_column_of_them(table):
    assert "downbeat_pulse" not in table


def test_a_pulse_falls_evenly_within_150_ms():
    # A frame begins half a frame before its time: frame 31 at 16.7 ms after the beat.
    pulses = beat_pulses(np.array([1.0]), 60, FPS)
    np.testing.assert_allclose(pulses[29:37], [0, 1, 8 / 9, 6 / 9, 4 / 9, 2 / 9, 0, 0], atol=1e-9)
    assert not pulses[:29].any()
    assert not pulses[37:].any()


@pytest.mark.parametrize("fps", [5, 15, 25, 50])
def test_a_beat_between_two_frames_strikes_the_later_one_alone(fps):
    # BeatNet's beats lie 20 ms apart, often right where a frame begins.
    for beat_s in np.arange(1, 500) / 50:
        struck = np.flatnonzero(beat_pulses(np.array([beat_s]), 10 * fps + 1, fps) == 1)
        assert struck.tolist() == [int(np.floor(round(beat_s * fps + 0.5, 6)))]


def test_without_beats_there_are_no_pulses():
    assert beat_pulses(np.zeros(0), 4, FPS).tolist() == [0, 0, 0, 0]


@given(
    st.lists(st.integers(0, 400), min_size=1, max_size=30, unique=True),
    st.sampled_from([1, 12, 24, 25, 30, 60]),
)
def test_each_beat_has_a_whole_pulse_and_nothing_moves_150_ms_after_one(hops, fps):
    beats_s = np.sort(hops) * 512 / SAMPLE_RATE_HZ
    pulses = beat_pulses(beats_s, 10 * fps, fps)
    begins_s = (np.arange(pulses.size) - 0.5) / fps
    since_s = begins_s[:, None] - beats_s
    holds_beat = ((since_s <= 0) & (since_s > -1 / fps)).any(axis=1)
    in_decay = ((since_s > 0) & (since_s < 0.15)).any(axis=1)
    assert (pulses[holds_beat] == 1).all()
    assert not pulses[~holds_beat & ~in_decay].any()
    between = pulses[~holds_beat & in_decay]
    assert ((between > 0) & (between < 1)).all()
