"""Scores of whole videos whose synchrony is known, and of videos that leave little to score."""

import json
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from conftest import CLICKS_S, CLIP_S, METRONOME_S, SIZE, clicks, flashes, write_clip

from yellowsound.errors import UserError
from yellowsound.files import write_json, write_tsv
from yellowsound.synchrony.registry import METRICS, OfTimes
from yellowsound.synchrony.score import score_signals, score_video

RATES = pytest.mark.parametrize("fps", [25, 30])
CALIBRATED = ("avs", "flux_onset_r")
COLUMNS = [
    *("pair", "schedule", "fps", "n_frames", "duration_s"),
    *("avs", "avs_null_mean", "avs_z", "avs_p"),
    *("flux_onset_r", "flux_onset_lag_ms"),
    *("flux_onset_r_null_mean", "flux_onset_r_z", "flux_onset_r_p"),
]


def score(path, **options):
    return score_video(path, **{"pair": "clip", "schedule": "test", "seed": 0, **options})


@pytest.fixture(scope="module")
def on_time(clip):
    return score(clip("on_time", CLICKS_S, CLICKS_S))


def assert_defined(scores):
    """Every value is a finite number, or None with a reason; and both files can be written."""
    for column, value in scores.values.items():
        if value is None:
            assert scores.notes[column]
        else:
            assert math.isfinite(value)
    json.dumps(scores.to_json(), allow_nan=False)
    assert not scores.frames().isna().any(axis=None)


@RATES
def test_a_flash_on_every_click_is_synchronous(clip, fps):
    scores = score(clip(f"on_time_{fps}", CLICKS_S, CLICKS_S, fps))
    assert scores.values["flux_onset_r"] > 0.5
    assert scores.values["flux_onset_r_p"] <= 0.01
    assert abs(scores.values["flux_onset_lag_ms"]) <= 1000 / fps + 1e-6


@RATES
def test_a_picture_250_ms_late_lags_by_that_and_scores_lower(clip, fps):
    on_time = score(clip(f"on_time_{fps}", CLICKS_S, CLICKS_S, fps))
    late = score(clip(f"late_{fps}", CLICKS_S, CLICKS_S + 0.25, fps))
    assert late.values["flux_onset_lag_ms"] == pytest.approx(250, abs=1000 / fps)
    assert late.values["flux_onset_r"] < on_time.values["flux_onset_r"] - 0.3
    assert late.values["avs"] < on_time.values["avs"]


@RATES
def test_a_metronome_that_does_not_hear_the_song_is_no_better_than_chance(clip, fps):
    scores = score(clip(f"metronome_{fps}", CLICKS_S, METRONOME_S, fps))
    for name in CALIBRATED:
        assert abs(scores.values[f"{name}_z"]) < 2
    # Raw AVS cannot tell it from a synchronous picture: that is why it is calibrated.
    on_time = score(clip(f"on_time_{fps}", CLICKS_S, CLICKS_S, fps))
    assert scores.values["avs"] > 0.9 * on_time.values["avs"]


def test_a_still_picture_scores_zero_with_a_reason(tmp_path):
    photograph = np.random.default_rng(3).integers(0, 255, (SIZE, SIZE), np.uint8)
    frames = np.broadcast_to(photograph, (round(30 * CLIP_S), SIZE, SIZE))
    scores = score(write_clip(tmp_path / "still.mp4", frames, clicks(CLICKS_S, CLIP_S)))
    assert_defined(scores)
    assert scores.values["flux_onset_r"] == scores.values["flux_onset_r_z"] == 0.0
    assert scores.values["flux_onset_r_p"] == 1.0
    assert scores.values["flux_onset_lag_ms"] is None
    for column in ("picture", "flux_onset_r", "flux_onset_r_z", "flux_onset_lag_ms"):
        assert "the picture is still" in scores.notes[column]


def test_a_silent_song_scores_zero_with_a_reason(tmp_path):
    frames = flashes(CLICKS_S, CLIP_S, 30)
    silence = np.zeros(round(CLIP_S * 22050), np.float32)
    scores = score(write_clip(tmp_path / "silent.mp4", frames, silence))
    assert_defined(scores)
    for name in CALIBRATED:
        assert scores.values[name] == 0.0
        assert scores.values[f"{name}_p"] == 1.0
        assert "the song is silent" in scores.notes[name]


def test_a_picture_that_changes_too_little_has_no_events(on_time):
    signals = replace(on_time.signals, events_s=np.zeros(0))
    scores = score_signals(signals, pair="clip", schedule="test", seed=0)
    assert scores.values["avs"] == 0.0
    assert scores.notes["avs"] == "the picture has no visual events"
    assert_defined(scores)


@pytest.mark.parametrize("duration_s", [0.1, 1.0, 2.0])
def test_a_video_of_two_seconds_or_less_has_no_null(tmp_path, duration_s):
    frames = flashes([0.05, 0.5, 1.4], duration_s, 30)
    path = write_clip(tmp_path / "short.mp4", frames, clicks([0.05, 0.5, 1.4], duration_s))
    scores = score(path)
    assert_defined(scores)
    for name in CALIBRATED:
        for suffix in ("null_mean", "z", "p"):
            assert scores.values[f"{name}_{suffix}"] is None
            assert "no null" in scores.notes[f"{name}_{suffix}"]


def test_the_row_has_the_columns_of_the_results_table(on_time):
    assert list(on_time.row()) == COLUMNS
    assert list(on_time.to_json()) == [*COLUMNS, "notes"]
    assert on_time.row()["n_frames"] == 900
    assert on_time.row()["duration_s"] == 30.0


def test_the_frames_tell_the_signals(on_time, tmp_path):
    path = tmp_path / "frames.tsv"
    write_tsv(path, on_time.frames())
    table = pd.read_csv(path, sep="\t")
    names = ["frame", "time_s", "flux", "changed_share", "onset", "beat", "event"]
    assert list(table.columns) == names
    assert table["frame"].tolist() == list(range(900))
    np.testing.assert_allclose(table["time_s"], np.arange(900) / 30, atol=1e-6)
    r = np.corrcoef(table["flux"][1:], table["onset"][1:])[0, 1]
    assert r == pytest.approx(on_time.values["flux_onset_r"], abs=1e-4)
    assert table["event"].sum() == on_time.signals.events_s.size
    assert table["beat"].sum() == on_time.signals.beats_s.size


def test_a_mark_is_at_the_nearest_frame(on_time):
    signals = replace(on_time.signals, beats_s=np.array([1.02, 2.01]), events_s=np.array([29.999]))
    frames = score_signals(signals, pair="clip", schedule="test", seed=0).frames()
    assert np.flatnonzero(frames["beat"]).tolist() == [31, 60]
    assert np.flatnonzero(frames["event"]).tolist() == [899]


def test_frame_0_which_has_no_flux_is_left_out(on_time):
    flux = on_time.signals.flux.copy()
    flux[0] = 1e6
    signals = replace(on_time.signals, flux=flux)
    scores = score_signals(signals, pair="clip", schedule="test", seed=0)
    assert scores.values == on_time.values


def test_the_same_video_scores_the_same_to_the_byte(clip, on_time, tmp_path):
    again = score(clip("on_time", CLICKS_S, CLICKS_S))
    for name, scores in (("one", on_time), ("two", again)):
        write_json(tmp_path / f"{name}.json", scores.to_json())
        write_tsv(tmp_path / f"{name}.tsv", scores.frames())
    for suffix in ("json", "tsv"):
        assert (tmp_path / f"one.{suffix}").read_bytes() == (
            tmp_path / f"two.{suffix}"
        ).read_bytes()


def test_pair_schedule_and_seed_each_change_the_null(on_time):
    def null_mean(**names):
        names = {"pair": "clip", "schedule": "test", "seed": 0, **names}
        return score_signals(on_time.signals, **names).values["avs_null_mean"]

    means = {null_mean(), null_mean(pair="b"), null_mean(schedule="b"), null_mean(seed=1)}
    assert len(means) == 4


def test_a_metrics_null_does_not_depend_on_the_other_metrics(on_time):
    alone = score_signals(
        on_time.signals, pair="clip", schedule="test", seed=0, metrics=["flux_onset_r"]
    )
    assert list(alone.values) == COLUMNS[9:]
    assert all(on_time.values[column] == value for column, value in alone.values.items())


def test_a_further_metric_is_a_function_and_a_line(on_time, monkeypatch):
    def events_per_beat(beats_s, events_s):
        return events_s.size / beats_s.size

    line = OfTimes(events_per_beat, heard="beats_s", seen="events_s")
    monkeypatch.setitem(METRICS, "events_per_beat", line)
    scores = score_signals(
        on_time.signals, pair="clip", schedule="test", seed=0, metrics=["events_per_beat"]
    )
    signals = on_time.signals
    assert scores.values["events_per_beat"] == signals.events_s.size / signals.beats_s.size
    # A count is blind to shifts: its null has no spread, and says so.
    assert scores.values["events_per_beat_z"] == 0.0
    assert scores.values["events_per_beat_p"] == 1.0
    assert "every shift" in scores.notes["events_per_beat_z"]


def test_an_unknown_metric_is_named_before_anything_is_decoded(tmp_path):
    with pytest.raises(UserError, match="unknown metric vibes: choose among avs, flux_onset_r"):
        score(tmp_path / "never_opened.mp4", metrics=["avs", "vibes"])
