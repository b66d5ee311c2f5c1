"""Honest nulls: of unrelated pictures and songs, one in twenty has p < 0.05, by any metric."""

from dataclasses import replace

import numpy as np
import pytest

from yellowsound.hearing.novelty import SAMPLE_RATE_HZ, Novelty, pick_onsets
from yellowsound.hearing.published import HOP_SAMPLES, track_beats
from yellowsound.run.registry import REGISTRY
from yellowsound.synchrony.curves import heard as on_the_clock
from yellowsound.synchrony.metrics.avs import events_between
from yellowsound.synchrony.null import calibrate, shifts_s
from yellowsound.synchrony.score import metrics_named
from yellowsound.synchrony.signals import STRONG_BEAT, see
from yellowsound.synchrony.visual import visual_events

METRICS = metrics_named(REGISTRY["metric"])

# Of unrelated lists the shorter ones score higher, and an overlap is shorter than the video.
FALLS_WITH_LENGTH = ("avs", "avs_exact", "beat_information_gain")

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
    return replace(
        see(FPS, flux, flux, share),
        novelty=on_the_clock(novelty, DURATION_S),
        beats_s=beats_s,
        strong_beats_s=beats_s[strengths > STRONG_BEAT],
        audio_onsets_s=pick_onsets(novelty),
    )


@pytest.fixture(scope="module")
def pairs():
    rng = np.random.default_rng(22)
    return [unrelated(rng) for _ in range(PAIRS)]


@pytest.mark.parametrize("name", [name for name in METRICS if name != "beats_covered"])
def test_p_of_unrelated_signals_is_honest(pairs, name):
    metric, significant = METRICS[name], 0
    # Warping takes longest, and every second shift can tell 0.05 as well.
    shifts = shifts_s(DURATION_S)[:: 2 if name.startswith("avs") else 1]
    for signals in pairs:
        assert metric.undefined(signals) is None
        null = metric.null(signals, shifts)
        significant += calibrate(metric.value(signals), null).p < 0.05
    least = 0.0 if name in FALLS_WITH_LENGTH else 0.02
    assert least <= significant / PAIRS <= 0.07


def test_events_of_a_stretch_are_such_as_a_video_may_have(pairs):
    for signals in pairs[:20]:
        for first, last in ((0, 700), (90, 900), (331, 860)):
            events_s = events_between(signals, first, last)
            assert events_s.size == 0 or events_s[0] > 1.0
            assert (np.diff(events_s) > 1.0).all()


def test_events_are_found_anew_in_the_stretch(pairs):
    signals = pairs[0]
    share = signals.changed_share[90:]
    expected_s = visual_events(np.concatenate(([0.0], share[1:])), FPS)
    np.testing.assert_array_equal(events_between(signals, 90, 900), expected_s)
