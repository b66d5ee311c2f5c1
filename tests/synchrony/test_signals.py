"""Signals: the onset envelope on the video's clock, beats and onsets."""

import subprocess
import sys

import numpy as np
import pytest
from clips import RATE_HZ, clicks
from yellowsound.hearing.onsets import at_frames, audio_onsets, onset_envelope, track_beats

from yellowsound.synchrony.signals import measure


@pytest.mark.parametrize("fps", [24, 30, 60, 30000 / 1001])
def test_onset_peaks_at_the_frame_of_the_click(fps):
    envelope = onset_envelope(clicks([2.0], 4.0), RATE_HZ)
    onset = at_frames(envelope, RATE_HZ, round(4 * fps), fps)
    assert abs(onset.argmax() - 2.0 * fps) <= 1.0 + 0.03 * fps


def test_onset_has_one_value_a_frame_even_past_the_end_of_the_audio():
    onset = at_frames(onset_envelope(clicks([1.0], 2.0), RATE_HZ), RATE_HZ, 100, 30.0)
    assert onset.shape == (100,)
    assert np.isfinite(onset).all()


def test_onset_of_silence_is_zero():
    envelope = onset_envelope(np.zeros(RATE_HZ, dtype=np.float32), RATE_HZ)
    assert not at_frames(envelope, RATE_HZ, 30, 30.0).any()


def test_the_onset_of_a_schedule_needs_no_heavy_import():
    """Schedules import `onset_envelope`: that alone must load neither librosa nor PyAV."""
    code = (
        "import sys; from yellowsound.synchrony.signals import onset_envelope; "
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
    beats_s, strengths = track_beats(onset_envelope(clicks(clicks_s, 20.0), RATE_HZ), RATE_HZ)
    away_s = np.abs(beats_s[:, None] - clicks_s).min(axis=1)
    assert beats_s.size > 30
    assert away_s.max() < 0.05
    assert 0 < strengths.max() <= 1


def test_silence_has_no_beats():
    envelope = onset_envelope(np.zeros(10 * RATE_HZ, dtype=np.float32), RATE_HZ)
    beats_s, strengths = track_beats(envelope, RATE_HZ)
    assert beats_s.size == strengths.size == 0


def test_a_faint_beat_does_not_count_for_avs():
    # Faint in the middle: the tracker leaves out faint beats at the ends by itself.
    times_s = np.arange(0.5, 20, 0.5)
    faint = (times_s > 7) & (times_s < 13)
    noise = np.random.default_rng(2).normal(scale=1e-3, size=20 * RATE_HZ).astype(np.float32)
    audio = clicks(times_s[~faint], 20.0) + 0.005 * clicks(times_s[faint], 20.0) + noise
    still = np.zeros(600)
    signals = measure(still, still, 30.0, audio)
    weak_s = np.setdiff1d(signals.beats_s, signals.strong_beats_s)
    assert weak_s.size == faint.sum()
    assert ((weak_s > 7) & (weak_s < 13.1)).all()


def test_audio_onsets_are_the_clicks_of_an_irregular_track():
    clicks_s = np.cumsum(np.random.default_rng(4).uniform(0.15, 0.9, size=30))
    audio = clicks(clicks_s, clicks_s[-1] + 1.0)
    onsets_s = audio_onsets(onset_envelope(audio, RATE_HZ), RATE_HZ)
    assert onsets_s.size == 30
    # A hop is 23 ms, and an onset is told at its end.
    assert np.abs(onsets_s - clicks_s).max() < 0.03


def test_silence_has_no_onsets():
    envelope = onset_envelope(np.zeros(10 * RATE_HZ, dtype=np.float32), RATE_HZ)
    assert audio_onsets(envelope, RATE_HZ).size == 0


def test_what_a_codec_refreshes_in_a_still_picture_is_no_onset():
    flux = np.zeros(600)
    flux[250::250] = 0.5
    share = np.zeros(600)
    silence = np.zeros(20 * RATE_HZ, np.float32)
    assert measure(flux, share, 30.0, silence).visual_onsets_s.size == 0
    # The same flux, but for its size, is that of a picture that moves twice.
    assert measure(100 * flux, share, 30.0, silence).visual_onsets_s.size == 2
