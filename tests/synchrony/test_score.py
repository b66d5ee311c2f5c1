"""Scores of whole videos whose synchrony is known, and of videos that leave little to score."""

import json
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import soundfile
from clips import (
    CLICKS_S,
    CLIP_S,
    JUDGE,
    METRONOME_S,
    OFF_BEATS_S,
    SIZE,
    clicks,
    flashes,
    write_clip,
)

from yellowsound.run.errors import UserError
from yellowsound.run.files import write_json, write_tsv
from yellowsound.run.registry import REGISTRY
from yellowsound.synchrony.score import score_signals, score_video
from yellowsound.synchrony.signals import measure
from yellowsound.synchrony.visual import Picture

RATES = pytest.mark.parametrize("fps", [12, 25, 30, 60])
# What a flash on every beat can reach: beats are told to a hop of 23 ms, flashes to a frame.
CEILINGS = {
    "flux_onset_r": 0.6,
    "felt": 0.45,  # a flash fades for a quarter of a second, a click does not
    "beat_f": 0.97,
    "beat_information_gain": 0.45,
    "beat_alignment_seen": 0.85,
    "beat_alignment_heard": 0.85,
    "beats_hit": 1.0,
    "av_align_flux": 0.95,
}
CALIBRATED = tuple(CEILINGS)
# A place within the beat is as steady in a picture that is late throughout.
# Viewers accept more delay than the others do; test_felt.py follows how far.
FALLING = tuple(name for name in CALIBRATED if name not in ("beat_information_gain", "felt"))
# Calibrated as well, but what they measure says next to nothing about synchrony.
BLIND = ("avs", "avs_exact")
ALL = ("avs", "avs_exact", *CALIBRATED[:6], "beats_covered", *CALIBRATED[6:])


def columns(metrics=ALL):
    """The columns of the scores, in the order of the results table."""
    names = []
    for name in metrics:
        names.append(name)
        if name == "flux_onset_r":
            names.append("flux_onset_lag_ms")
        names += [f"{name}_{suffix}" for suffix in ("null_mean", "z", "p")]
    return [*names, "visible", "response"]


FLASHES = ["flashes_per_s", "red_flashes_per_s", "flashes_at_s", "flashes_pass"]
COLUMNS = ["pair", "schedule", "fps", "n_frames", "duration_s", *columns(), *FLASHES]


def score(path, **options):
    return score_video(path, **{"pair": "clip", "schedule": "test", **options})


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
def test_a_flash_on_every_beat_is_synchronous_by_every_calibrated_metric(clip, fps):
    scores = score(clip(f"on_time_{fps}", CLICKS_S, CLICKS_S, fps))
    assert_defined(scores)
    for name, ceiling in CEILINGS.items():
        assert scores.values[name] >= ceiling, name
        assert scores.values[f"{name}_p"] <= 0.01, name
    assert abs(scores.values["flux_onset_lag_ms"]) <= 1000 / fps + 1e-6
    # The tracker leaves out a beat at the end.
    assert scores.values["beats_covered"] == pytest.approx(1.0, abs=0.05)


@RATES
def test_a_picture_250_ms_late_lags_by_that_and_scores_lower(clip, fps):
    on_time = score(clip(f"on_time_{fps}", CLICKS_S, CLICKS_S, fps))
    late = score(clip(f"late_{fps}", CLICKS_S, CLICKS_S + 0.25, fps))
    assert late.values["flux_onset_lag_ms"] == pytest.approx(250, abs=1000 / fps)
    for name in CALIBRATED:
        assert late.values[name] < on_time.values[name], name
    for name in FALLING:
        assert late.values[name] < on_time.values[name] - 0.3, name
        assert late.values[f"{name}_p"] > 0.5, name
    # A steady delay keeps its place within the beat, and AVS does not notice it at all.
    assert late.values["beat_information_gain_p"] <= 0.01
    for name in BLIND:
        assert late.values[name] > 0.97 * on_time.values[name], name


@RATES
def test_a_metronome_that_does_not_hear_the_song_is_no_better_than_chance(clip, fps):
    scores = score(clip(f"metronome_{fps}", CLICKS_S, METRONOME_S, fps))
    for name in CALIBRATED:
        assert abs(scores.values[f"{name}_z"]) < 2, name
    # Raw AVS cannot tell it from a synchronous picture: that is why it is calibrated.
    on_time = score(clip(f"on_time_{fps}", CLICKS_S, CLICKS_S, fps))
    assert scores.values["avs"] > 0.9 * on_time.values["avs"]


def delayed(flashes_s, fps):
    """Score flashes against the clicks, from signals alone: no codec in between."""
    light = flashes(flashes_s, CLIP_S, fps)[:, 0, 0].astype(float)
    flux = np.abs(np.diff(light, prepend=light[0]))
    picture = Picture(float(fps), 0.0, flux, flux, (flux > 0).astype(float))
    signals = measure(picture, clicks(CLICKS_S, CLIP_S), JUDGE)
    scores = score_signals(signals, pair="clip", schedule="test")
    return scores.values


@pytest.fixture(scope="module", params=[12, 25, 30])
def doses(request):
    """Scores of pictures late by 0, 40, 80, 160 and 320 ms and by half a beat."""
    delays_s = (0.0, 0.04, 0.08, 0.16, 0.32)
    flashes_s = [*(CLICKS_S + delay_s for delay_s in delays_s), OFF_BEATS_S]
    return [delayed(times_s[times_s < CLIP_S], request.param) for times_s in flashes_s]


@pytest.mark.parametrize("name", FALLING)
def test_the_later_the_picture_the_lower_its_score_down_to_chance(doses, name):
    above_chance = [max(values[name] - values[f"{name}_null_mean"], 0.0) for values in doses]
    *falling, half_a_beat = above_chance
    # The tolerance is for nulls that differ a little, and for windows not yet left.
    assert (np.diff(falling) <= 0.02).all()
    assert falling[0] > 0.4
    # 80 ms late is still a hit.
    assert falling[2] < 0.9 * falling[0] or name == "beats_hit"
    assert falling[3] == falling[4] == half_a_beat == 0.0
    assert [values[f"{name}_p"] for values in doses[3:]] == pytest.approx([1.0] * 3, abs=0.1)


def test_a_constant_delay_does_not_change_the_information_gain(doses):
    for values in doses:
        assert values["beat_information_gain_p"] <= 0.01
        assert values["beat_information_gain"] > 2 * values["beat_information_gain_null_mean"]


@pytest.mark.parametrize("name", BLIND)
def test_avs_does_not_notice_a_delay(doses, name):
    scores = [values[name] for values in doses]
    assert max(scores) - min(scores) < 0.02


def test_the_rate_of_onsets_does_not_change_with_a_delay(doses):
    rates = [values["beats_covered"] for values in doses]
    assert max(rates) - min(rates) < 0.05


def test_a_still_picture_has_no_score_and_a_reason(tmp_path):
    photograph = np.random.default_rng(3).integers(0, 255, (SIZE, SIZE), np.uint8)
    frames = np.broadcast_to(photograph, (round(30 * CLIP_S), SIZE, SIZE))
    scores = score(write_clip(tmp_path / "still.mp4", frames, clicks(CLICKS_S, CLIP_S)))
    assert_defined(scores)
    for name in (*CALIBRATED, "beats_covered"):
        assert scores.values[name] is scores.values[f"{name}_z"] is None
        assert scores.values[f"{name}_p"] is None
        assert "the picture is still" in scores.notes[name]
        assert "the picture is still" in scores.notes[f"{name}_z"]
    assert scores.values["flux_onset_lag_ms"] is None
    for column in ("picture", "flux_onset_lag_ms"):
        assert "the picture is still" in scores.notes[column]
    # By which notes are joined, and taken apart again.
    assert not any("; " in note for note in scores.notes.values())


def test_a_silent_song_gives_no_score_and_a_reason(tmp_path):
    frames = flashes(CLICKS_S, CLIP_S, 30)
    silence = np.zeros(round(CLIP_S * 22050), np.float32)
    scores = score(write_clip(tmp_path / "silent.mp4", frames, silence))
    assert_defined(scores)
    for name in ALL:
        assert scores.values[name] is scores.values[f"{name}_p"] is None
        assert "the song is silent" in scores.notes[name]


@pytest.mark.parametrize(
    ("field", "reason", "undefined"),
    [
        ("events_s", "the picture has no visual events", BLIND),
        ("visual_onsets_s", "the picture has no visual onsets", ALL[4:]),
        ("beats_s", "the song has no beats", ALL[4:10]),
        ("strong_beats_s", "no beat of the song is strong enough to count", BLIND),
        ("audio_onsets_s", "the song has no onsets", ["av_align_flux"]),
    ],
)
def test_what_has_nothing_to_compare_has_no_score_and_says_what_is_missing(
    on_time, field, reason, undefined
):
    signals = replace(on_time.signals, **{field: np.zeros(0)})
    scores = score_signals(signals, pair="clip", schedule="test")
    assert_defined(scores)
    for name in ALL:
        if name in undefined:
            assert scores.values[name] is None
            assert scores.notes[name] == reason
        else:
            assert name not in scores.notes


def test_a_single_onset_has_no_interval_to_gain_information_from(on_time):
    signals = replace(on_time.signals, visual_onsets_s=np.array([3.0]))
    scores = score_signals(signals, pair="clip", schedule="test")
    assert_defined(scores)
    assert scores.values["beat_information_gain"] is None
    assert "1 seen: 2 of each are needed" in scores.notes["beat_information_gain"]
    assert scores.values["beat_alignment_seen"] > 0.0


def test_another_song_replaces_the_videos_own(clip, tmp_path):
    song = tmp_path / "song.wav"
    soundfile.write(song, clicks(CLICKS_S, CLIP_S), 22050)
    video = clip("other_song", METRONOME_S, CLICKS_S)
    replaced = score(video, audio=song).values
    assert replaced["av_align_flux"] == 1.0
    assert replaced["av_align_flux"] > score(video).values["av_align_flux"] + 0.5


@pytest.mark.parametrize("duration_s", [0.1, 1.0, 2.0])
def test_a_video_of_two_seconds_or_less_has_no_null(tmp_path, duration_s):
    frames = flashes([0.05, 0.5, 1.4], duration_s, 30)
    path = write_clip(tmp_path / "short.mp4", frames, clicks([0.05, 0.5, 1.4], duration_s))
    scores = score(path)
    assert_defined(scores)
    for name in ALL:
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
    marks = {
        "beat": "beats_s",
        "strong_beat": "strong_beats_s",
        "audio_onset": "audio_onsets_s",
        "event": "events_s",
        "visual_onset": "visual_onsets_s",
    }
    curves = ["frame", "time_s", "flux", "luma_flux", "changed_share", "onset"]
    assert list(table.columns) == [*curves, *marks]
    assert table["frame"].tolist() == list(range(900))
    np.testing.assert_allclose(table["time_s"], np.arange(900) / 30, atol=1e-6)
    for column in ("flux", "luma_flux", "changed_share", "onset"):
        np.testing.assert_allclose(table[column], getattr(on_time.signals, column), atol=1e-6)
    for column, field in marks.items():
        assert table[column].sum() == getattr(on_time.signals, field).size > 0


def test_a_mark_is_at_the_nearest_frame(on_time):
    signals = replace(on_time.signals, beats_s=np.array([1.02, 2.01]), events_s=np.array([29.999]))
    frames = score_signals(signals, pair="clip", schedule="test").frames()
    assert np.flatnonzero(frames["beat"]).tolist() == [31, 60]
    assert np.flatnonzero(frames["event"]).tolist() == [899]


def test_frame_0_which_has_no_flux_is_left_out(on_time):
    flux = on_time.signals.flux.copy()
    flux[0] = 1e6
    signals = replace(on_time.signals, flux=flux)
    assert signals.seen_curve.tolist() == on_time.signals.seen_curve.tolist()
    scores = score_signals(signals, pair="clip", schedule="test")
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


def test_a_metrics_null_does_not_depend_on_the_other_metrics(on_time):
    alone = score_signals(on_time.signals, pair="clip", schedule="test", metrics=["flux_onset_r"])
    assert list(alone.values) == [*columns(["flux_onset_r"]), *FLASHES]
    assert all(on_time.values[column] == value for column, value in alone.values.items())


EVENTS_PER_BEAT = """
from yellowsound.run.plug_in import PlugIn
from yellowsound.synchrony.kinds import OfTimes


def events_per_beat(beats_s, events_s):
    return events_s.size / beats_s.size


def metric(settings):
    return OfTimes(events_per_beat, heard="beats_s", seen="events_s")


PLUG_IN = PlugIn("metric", "events_per_beat", metric, "events for each beat")
"""


def test_a_further_metric_is_a_function_in_a_file(on_time, tmp_path):
    file = tmp_path / "events_per_beat.py"
    file.write_text(EVENTS_PER_BEAT)
    scores = score_signals(on_time.signals, pair="clip", schedule="test", metrics=[str(file)])
    signals = on_time.signals
    assert scores.values["events_per_beat"] == signals.events_s.size / signals.beats_s.size
    assert 0.0 < scores.values["events_per_beat_p"] <= 1.0


def test_a_rate_has_no_null(on_time):
    scores = score_signals(on_time.signals, pair="clip", schedule="test", metrics=["beats_covered"])
    assert scores.values["beats_covered_p"] is None
    assert "no null: a rate" in scores.notes["beats_covered_p"]


def test_an_unknown_metric_is_named_before_anything_is_decoded(tmp_path):
    with pytest.raises(
        UserError, match="the metric vibes does not exist; choose among avs, avs_exact"
    ):
        score(tmp_path / "never_opened.mp4", metrics=["avs", "vibes"])


def test_the_default_is_every_metric_in_the_order_of_the_table():
    assert REGISTRY["metric"] == ALL
