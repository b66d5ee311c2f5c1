"""Signals: what is heard and seen of a video, on its clock."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from clips import JUDGE, RATE_HZ, clicks

from yellowsound.hearing.ears import Ears
from yellowsound.synchrony.signals import measure, see
from yellowsound.synchrony.visual import Picture


def changing(flux, fps=30.0):
    return Picture(fps, 0.0, flux, flux, np.zeros(flux.size))


def heard(audio, fps=30.0, judge=JUDGE):
    return measure(changing(np.zeros(int(audio.size / RATE_HZ * fps)), fps), audio, judge)


@pytest.mark.parametrize("fps", [12, 24, 30, 60, 30000 / 1001])
def test_onset_peaks_at_the_frame_of_the_click(fps):
    onset = heard(clicks([2.0], 4.0), fps).onset
    assert onset.argmax() == round(2.0 * fps)


def test_onset_has_one_value_a_frame_even_past_the_end_of_the_audio():
    onset = measure(changing(np.zeros(100)), clicks([1.0], 2.0), JUDGE).onset
    assert onset.shape == (100,)
    assert np.isfinite(onset).all()


def test_silence_has_no_onsets_and_no_beats():
    signals = heard(np.zeros(10 * RATE_HZ, dtype=np.float32))
    assert not signals.onset.any()
    for times_s in (signals.beats_s, signals.strong_beats_s, signals.audio_onsets_s):
        assert times_s.size == 0


def test_what_is_heard_needs_no_heavy_import():
    """Hearing is imported by every schedule: that alone must load neither librosa nor PyAV."""
    code = (
        "import sys; from yellowsound.synchrony.signals import measure; "
        "print([name for name in ('librosa', 'numba', 'av', 'matplotlib') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert done.stdout.strip() == "[]"


def test_beats_of_a_click_track_are_its_clicks():
    clicks_s = np.arange(0.5, 20, 0.5)
    beats_s = heard(clicks(clicks_s, 20.0)).beats_s
    away_s = np.abs(beats_s[:, None] - clicks_s).min(axis=1)
    assert beats_s.size > 30
    assert away_s.max() <= 0.02


def test_the_judge_is_who_listens(beatnet_weights):
    audio = clicks(np.arange(0.5, 20, 0.5), 20.0)
    other = Ears.named(
        {"detector": "beatnet-activation", "tracker": "beatnet"}, {"beatnet": beatnet_weights}
    )
    ours, theirs = heard(audio), heard(audio, judge=other)
    assert not np.array_equal(ours.onset, theirs.onset)
    np.testing.assert_array_equal(ours.strong_beats_s, theirs.strong_beats_s)


def test_a_faint_beat_does_not_count_for_avs():
    # Faint in the middle: the tracker leaves out faint beats at the ends by itself.
    times_s = np.arange(0.5, 20, 0.5)
    faint = (times_s > 7) & (times_s < 13)
    noise = np.random.default_rng(2).normal(scale=1e-3, size=20 * RATE_HZ).astype(np.float32)
    audio = clicks(times_s[~faint], 20.0) + 0.005 * clicks(times_s[faint], 20.0) + noise
    strong_s = heard(audio).strong_beats_s
    assert strong_s.size >= (~faint).sum() - 2
    assert not ((strong_s > 7.1) & (strong_s < 12.9)).any()


def test_audio_onsets_are_the_clicks_of_an_irregular_track():
    clicks_s = np.cumsum(np.random.default_rng(4).uniform(0.15, 0.9, size=30))
    onsets_s = heard(clicks(clicks_s, clicks_s[-1] + 1.0)).audio_onsets_s
    assert onsets_s.size == 30
    assert np.abs(onsets_s - clicks_s).max() < 0.005


def test_what_a_codec_refreshes_in_a_still_picture_is_no_onset():
    flux = np.zeros(600)
    flux[250::250] = 0.5
    silence = np.zeros(20 * RATE_HZ, np.float32)
    assert measure(changing(flux), silence, JUDGE).visual_onsets_s.size == 0
    # The same flux, but for its size, is that of a picture that moves twice.
    assert measure(changing(100 * flux), silence, JUDGE).visual_onsets_s.size == 2


def test_a_loud_beat_is_one_with_much_novelty_around_it():
    novelty = np.zeros(1200)
    novelty[[120, 362, 480]] = (1.0, 0.5, 0.3)
    still = see(30.0, *np.zeros((3, 300)))
    signals = replace(still, novelty=novelty, beats_s=np.array([1.0, 3.0, 4.0, 6.0]))
    assert signals.loud_beats_s.tolist() == [1.0, 3.0]
    assert still.loud_beats_s.size == 0


def test_a_loud_onset_is_one_with_much_novelty_at_it():
    novelty = np.zeros(1200)
    novelty[[120, 362]] = (1.0, 0.5)
    signals = replace(
        see(30.0, *np.zeros((3, 300))), novelty=novelty, audio_onsets_s=np.array([1.0, 3.0, 3.016])
    )
    assert signals.loud_onsets_s.tolist() == [1.0, 3.016]
