"""Signals: the onset envelope on the video's clock, beats, and the events that AVS counts."""

import subprocess
import sys

import numpy as np
import pytest
from conftest import RATE_HZ, clicks

from yellowsound.synchrony.signals import (
    CHANGED_SHARE,
    measure,
    onset_at_frames,
    onset_envelope,
    track_beats,
    visual_events,
)


def shares(n_frames, events):
    """Changed shares just below the threshold, just above it at `events`."""
    share = np.full(n_frames, CHANGED_SHARE)
    share[events] = CHANGED_SHARE + 1e-6
    return share


@pytest.mark.parametrize("fps", [24, 30, 60, 30000 / 1001])
def test_onset_peaks_at_the_frame_of_the_click(fps):
    onset = onset_at_frames(clicks([2.0], 4.0), RATE_HZ, round(4 * fps), fps)
    assert abs(onset.argmax() - 2.0 * fps) <= 1.0 + 0.03 * fps


def test_onset_has_one_value_a_frame_even_past_the_end_of_the_audio():
    onset = onset_at_frames(clicks([1.0], 2.0), RATE_HZ, 100, 30.0)
    assert onset.shape == (100,)
    assert np.isfinite(onset).all()


def test_onset_of_silence_is_zero():
    assert not onset_at_frames(np.zeros(RATE_HZ, dtype=np.float32), RATE_HZ, 30, 30.0).any()


def test_the_onset_of_a_schedule_needs_no_heavy_import():
    """Schedules import `onset_at_frames`: that alone must load neither librosa nor PyAV."""
    code = (
        "import sys; from yellowsound.synchrony.signals import onset_at_frames; "
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


def test_an_event_exceeds_the_threshold():
    assert visual_events(shares(120, [60]), 30.0).tolist() == [2.0]
    assert visual_events(np.full(120, CHANGED_SHARE), 30.0).size == 0


def test_the_threshold_is_the_published_count():
    assert CHANGED_SHARE * 768 * 768 * 3 == 225000


def test_events_are_more_than_a_second_apart():
    assert visual_events(shares(120, [40, 50, 70, 71]), 30.0).tolist() == [40 / 30, 71 / 30]


def test_the_first_event_is_compared_with_time_zero():
    assert visual_events(shares(120, [5, 30]), 30.0).size == 0
    assert visual_events(shares(120, [31]), 30.0).tolist() == [31 / 30]


@pytest.mark.parametrize("fps", [24, 25, 30, 60])
def test_exactly_one_second_is_never_enough_whatever_rounding_does(fps):
    first = np.arange(fps + 1, 12 * fps)
    for frame in first:
        events_s = visual_events(shares(14 * fps, [frame, frame + fps]), fps)
        assert events_s.tolist() == [frame / fps]
