"""Honest nulls: of unrelated pictures and songs, one in twenty has p < 0.05, by any metric."""

import numpy as np
import pytest

from yellowsound.hearing.novelty import SAMPLE_RATE_HZ, Novelty, pick_onsets
from yellowsound.hearing.published import HOP_SAMPLES, track_beats
from yellowsound.run.registry import REGISTRY
from yellowsound.synchrony.metrics.avs import shifted_events
from yellowsound.synchrony.null import calibrate, draw_offsets
from yellowsound.synchrony.score import metrics_named
from yellowsound.synchrony.signals import STRONG_BEAT, Signals
from yellowsound.synchrony.visual import visual_events, visual_onsets

METRICS = metrics_named(REGISTRY["metric"])

PAIRS, FPS, DURATION_S = 200, 30.0, 30.0


def envelope(rng, rate_hz):
    """Attacks of random strength at a random pace that wavers, smooth as real envelopes are."""
    values = rng.exponential(0.05, size=round(DURATION_S * rate_hz))
    times_s = np.cumsum(rng.uniform(0.3, 0.8) * rng.uniform(0.6, 1.4, size=200))
    times_s = times_s[times_s < DURATION_S]
    values[(times_s * rate_hz).astype(int)] += 0.3 + rng.exponential(size=times_s.size)
    return np.convolve(values, [0.5, 1.0, 0.5], "same")


def unrelated(rng):
    """Signals of a picture and a song that know nothing of each other."""
    flux, heard = envelope(rng, FPS), envelope(rng, SAMPLE_RATE_HZ / HOP_SAMPLES)
    share = np.minimum(2 * rng.uniform(0.1, 1.0) * flux / flux.max(), 1.0)
    beats_s, strengths = track_beats(heard, SAMPLE_RATE_HZ)
    novelty = Novelty(heard, HOP_SAMPLES / SAMPLE_RATE_HZ)
    return Signals(
        fps=FPS,
        flux=flux,
        changed_share=share,
        onset=novelty.loudest(np.arange(flux.size) / FPS, 1 / FPS),
        beats_s=beats_s,
        strong_beats_s=beats_s[strengths > STRONG_BEAT],
        audio_onsets_s=pick_onsets(novelty),
        events_s=visual_events(share, FPS),
        visual_onsets_s=visual_onsets(flux, FPS),
        audio=np.zeros(0, np.float32),
    )


@pytest.fixture(scope="module")
def pairs():
    rng = np.random.default_rng(22)
    return [unrelated(rng) for _ in range(PAIRS)]


@pytest.mark.parametrize("name", [name for name in METRICS if name != "beats_covered"])
def test_p_of_unrelated_signals_is_honest(pairs, name):
    metric, significant = METRICS[name], 0
    # Warping takes longest, and 99 draws can tell 0.05 as well.
    draws = 99 if name.startswith("avs") else 199
    for number, signals in enumerate(pairs):
        assert metric.undefined(signals) is None
        null = metric.null(signals, draw_offsets(DURATION_S, draws, seed=number))
        significant += calibrate(metric.value(signals), null).p < 0.05
    assert 0.02 <= significant / PAIRS <= 0.09


def test_a_rate_has_no_null_to_stand_out_from(pairs):
    metric, signals = METRICS["beats_covered"], pairs[0]
    null = metric.null(signals, draw_offsets(DURATION_S, 50, seed=0))
    against = calibrate(metric.value(signals), null)
    assert (against.p, against.z, against.has_spread) == (1.0, 0.0, False)


def test_events_of_a_shifted_picture_are_such_as_a_video_may_have(pairs):
    for signals in pairs[:20]:
        for offset_s in draw_offsets(DURATION_S, 20, seed=1):
            events_s = shifted_events(signals, offset_s)
            assert events_s.size == 0 or events_s[0] > 1.0
            assert (np.diff(events_s) > 1.0).all()


def test_events_are_found_in_the_shifted_picture(pairs):
    signals = pairs[0]
    share = np.roll(signals.changed_share[1:], 90)
    expected_s = visual_events(np.concatenate(([0.0], share)), FPS)
    np.testing.assert_array_equal(shifted_events(signals, 3.0), expected_s)
