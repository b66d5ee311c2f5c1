"""Ears: what is heard with a detector and a tracker, and what such plug-ins must return."""

from dataclasses import replace

import numpy as np
import pytest

from yellowsound.hearing.ears import Beats, Ears, Heard, agreement, hear, told
from yellowsound.hearing.novelty import SAMPLE_RATE_HZ, Novelty
from yellowsound.run.errors import UserError

EARS = Ears.named({"detector": "flux", "tracker": "librosa"})
SOUND = np.random.default_rng(0).standard_normal(SAMPLE_RATE_HZ).astype(np.float32)


def with_detector(returned):
    return replace(EARS, detector=replace(EARS.detector, make=lambda *_: returned))


def with_tracker(returned):
    return replace(EARS, tracker=replace(EARS.tracker, make=lambda *_: returned))


def test_what_was_heard_is_told_with_what_heard_it():
    heard = Heard(Novelty(np.ones(9), 0.1), np.array([0.1]), np.array([0.2, 0.5]), np.array([0.5]))
    assert told(heard, EARS) == {
        "detector": "flux",
        "tracker": "librosa",
        "onsets_s": [0.1],
        "beats_s": [0.2, 0.5],
        "downbeats_s": [0.5],
    }


def test_a_tracker_that_knows_no_downbeats_says_so():
    assert told(hear(SOUND, EARS), EARS)["downbeats_s"] is None


@pytest.mark.parametrize(
    ("returned", "said"),
    [
        (np.ones(3), "returns a ndarray: a hearing.novelty.Novelty is due"),
        (Novelty(np.array([1.0, np.nan]), 0.1), "no list of finite numbers of at least 0"),
        (Novelty(np.array([1.0, -1.0]), 0.1), "no list of finite numbers of at least 0"),
        (Novelty(np.zeros(0), 0.1), "no list of finite numbers of at least 0"),
        (Novelty(np.ones(3), 0.0), "a hop of 0.0 s: it has to be above 0"),
    ],
)
def test_a_detector_that_returns_no_novelty_is_named(returned, said):
    with pytest.raises(UserError, match="the detector flux") as refused:
        hear(SOUND, with_detector(returned))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("returned", "said"),
    [
        ([1.0], "returns a list: a hearing.ears.Beats is due"),
        (Beats(np.array([2.0, 1.0]), None), "no ascending list"),
        (Beats(np.array([-1.0]), None), "no ascending list"),
        (Beats(np.array([1.0]), np.array([np.inf])), "no ascending list"),
    ],
)
def test_a_tracker_that_returns_no_beats_is_named(returned, said):
    with pytest.raises(UserError, match="the tracker librosa") as refused:
        hear(SOUND, with_tracker(returned))
    assert said in str(refused.value)


def test_trackers_agree_where_they_beat_together():
    beats_s = np.arange(0.5, 20, 0.5)
    assert agreement(beats_s, beats_s + 0.03) == 1.0
    # Between the beats: mir_eval leaves out what lies in the first five seconds.
    assert agreement(beats_s, beats_s + 0.25) == 0.0
    assert agreement(beats_s, np.zeros(0)) == 0.0
    assert agreement(np.zeros(0), np.zeros(0)) is None
