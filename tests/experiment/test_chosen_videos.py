"""Which videos people see, which serve catch trials, and how far these are shifted."""

import logging
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yellowsound.experiment.chosen import (
    DEFAULT_SHIFT_S,
    SHIFTS_S,
    Scored,
    as_videos,
    choose_catches,
    choose_shift,
    choose_videos,
    metric_of_catches,
)
from yellowsound.run.errors import UserError


def scored(take, condition, felt_z=3.0, passes=True, external=False):
    flashes = {"flashes_pass": passes, "flashes_per_s": 1, "red_flashes_per_s": 2}
    scores = {**flashes, "felt_z": felt_z, "duration_s": 12.0}
    path = f"videos/{take}/{condition}.mp4"
    return Scored(take, condition, take, path, scores, external=external)


def test_a_video_that_flashes_too_often_is_not_shown_and_the_log_says_so(caplog):
    given_ = [scored("jazz", "onset"), scored("jazz", "wild", passes=False)]
    assert [video.condition for video in choose_videos(given_, "run").values()] == ["onset"]
    assert "jazz, wild flashes too often" in caplog.text


def test_where_all_flash_too_often_one_sentence_says_what_to_do():
    wild = [scored("jazz", name, passes=False) for name in ("a", "b")]
    with pytest.raises(UserError, match=r"study: all 2 videos flash too often .*flashes: tame"):
        choose_videos(wild, "study")


def test_the_name_of_a_file_does_not_tell_what_it_shows_or_which_video_it_is():
    chosen = choose_videos([scored("jazz", "onset"), scored("jazz", "linear")], "run")
    assert list(chosen) == ["v001", "v002"]
    files = [video.file for video in as_videos(chosen, seed=0)]
    assert all(re.fullmatch(r"videos/[0-9a-f]{12}\.mp4", file) for file in files)
    assert files != [video.file for video in as_videos(chosen, seed=1)]


def test_of_light_and_red_the_more_frequent_flashes_are_told():
    (video,) = as_videos(choose_videos([scored("jazz", "onset")], "run"), seed=0)
    assert video.flashes_per_s == 2


def test_a_catch_trial_is_made_of_the_video_of_a_take_that_follows_best():
    given_ = [scored("jazz", "onset", 2.5), scored("jazz", "energy", 4.0), scored("rock", "a", 3.0)]
    assert choose_catches(choose_videos(given_, "run"), "felt") == ["v002", "v003"]


def test_takes_of_which_no_video_follows_clearly_serve_no_catch_trial():
    given_ = [scored("jazz", "onset", 2.5), scored("rock", "onset", 1.0), scored("folk", "a", None)]
    assert choose_catches(choose_videos(given_, "run"), "felt") == ["v001"]


def test_where_nothing_follows_clearly_all_takes_serve_and_the_log_warns(caplog):
    caplog.set_level(logging.WARNING)
    given_ = [scored("jazz", "onset", 0.5), scored("rock", "onset", None)]
    assert choose_catches(choose_videos(given_, "run"), "felt") == ["v001", "v002"]
    assert "may have watched with care" in " ".join(caplog.text.split())


def test_a_video_from_elsewhere_serves_no_catch_trial():
    given_ = [scored("jazz", "theirs", 9.0, external=True), scored("jazz", "onset", 3.0)]
    assert choose_catches(choose_videos(given_, "run"), "felt") == ["v002"]


@pytest.mark.parametrize(
    ("primary", "metrics", "metric"),
    [("beat_f", ["felt", "beat_f"], "beat_f"), ("", ["avs", "felt"], "felt"), ("", ["avs"], "avs")],
)
def test_the_metric_of_catch_trials_is_the_studys_own_else_felt_else_the_first(
    primary, metrics, metric
):
    assert metric_of_catches(primary, metrics) == metric


@given(period_s=st.floats(0.3, 1.1), fps=st.sampled_from([12, 24, 30, 60]))
def test_a_shift_is_far_from_whole_beats(period_s, fps):
    shift_s = choose_shift([np.arange(0, 12, period_s).tolist()], fps)
    phase = shift_s / period_s % 1
    assert min(phase, 1 - phase) > 0.3


def test_a_shift_is_far_from_the_beats_of_all_songs():
    fast, slow = (np.arange(0, 12, period).tolist() for period in (0.5, 0.6))
    shift_s = choose_shift([fast, slow], 24)
    for period in (0.5, 0.6):
        phase = shift_s / period % 1
        assert min(phase, 1 - phase) > 0.2


@given(periods=st.lists(st.floats(0.25, 1.5), max_size=6), fps=st.integers(8, 60))
def test_a_shift_is_a_whole_number_of_frames_within_bounds(periods, fps):
    shift_s = choose_shift([np.arange(0, 12, period).tolist() for period in periods], fps)
    assert shift_s * fps == pytest.approx(round(shift_s * fps), abs=1e-4)
    assert SHIFTS_S[0] - 1 / fps < shift_s < SHIFTS_S[1] + 1 / fps


def test_without_beats_the_shift_is_half_a_second():
    assert choose_shift([[], [0.5]], 24) == DEFAULT_SHIFT_S
