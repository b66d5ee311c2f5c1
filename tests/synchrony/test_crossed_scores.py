"""Pictures with the songs of others: what is kept of a song, and what its own song is worth."""

import json
from dataclasses import replace

import numpy as np
import pytest
from clips import CLICKS_S, CLIP_S, METRONOME_S, flashes

from yellowsound.synchrony.crossed import crossed_scores, hears, judged, thinned
from yellowsound.synchrony.curves import n_bins
from yellowsound.synchrony.null import shifts_s
from yellowsound.synchrony.score import Scores, score_signals
from yellowsound.synchrony.signals import see

FPS = 30.0
METRICS = ("flux_onset_r", "beat_f", "beats_covered")


def film(times_s, duration_s=CLIP_S, fps=FPS):
    """The signals of a picture that flashes at some times with a song that clicks at them."""
    times_s = times_s[times_s < duration_s]
    light = flashes(times_s, duration_s, fps)[:, 0, 0].astype(float)
    flux = np.abs(np.diff(light, prepend=light[0]))
    novelty = np.zeros(n_bins(duration_s))
    novelty[np.rint(times_s * 120).astype(int).clip(0, novelty.size - 1)] = 1.0
    heard = {"novelty": novelty, "beats_s": times_s, "audio_onsets_s": times_s}
    return replace(see(fps, flux, flux, (flux > 0).astype(float)), strong_beats_s=times_s, **heard)


def frames_of(signals):
    return Scores("", "", {}, {}, signals, {}, np.zeros(0)).frames()


def crossed(films, crossings):
    pictures = {name: (frames_of(signals), signals.fps) for name, signals in films.items()}
    songs = {name: judged(signals) for name, signals in films.items()}
    return crossed_scores(pictures, songs, crossings, metrics=METRICS)


@pytest.fixture(scope="module")
def films():
    return {"even": film(CLICKS_S), "metronome": film(METRONOME_S)}


def test_what_the_judge_heard_is_kept_as_json(films):
    kept = json.loads(json.dumps(judged(films["even"]), allow_nan=False))
    again = hears(frames_of(films["even"]), FPS, kept)
    for name in ("novelty", "beats_s", "strong_beats_s", "audio_onsets_s", "visual_onsets_s"):
        np.testing.assert_allclose(getattr(again, name), getattr(films["even"], name), atol=1e-5)


def test_a_picture_with_its_own_song_scores_as_its_video(films):
    row = crossed(films, [("even", "even")]).set_index("metric").loc["beat_f"]
    scores = score_signals(films["even"], pair="even", schedule="", metrics=["beat_f"])
    assert row["score"] == pytest.approx(scores.values["beat_f"])
    # Of the null's shifts a share alone is asked.
    assert row["z"] == pytest.approx(scores.values["beat_f_z"], rel=0.25)


@pytest.mark.parametrize("metric", ["flux_onset_r", "beat_f"])
def test_the_song_of_another_is_worth_less(films, metric):
    pairs = [(picture, song) for picture in films for song in films]
    found = crossed(films, pairs).set_index("metric").loc[metric]
    z = found.set_index(["picture", "heard"])["z"]
    for picture, other in (("even", "metronome"), ("metronome", "even")):
        assert z[picture, picture] > z[picture, other] + 2


def test_a_rate_and_a_still_picture_have_no_value(films):
    still = film(np.zeros(0))
    found = crossed({**films, "still": still}, [("still", "even"), ("even", "even")])
    assert found[found["picture"] == "still"][["score", "null_mean", "z"]].isna().all(axis=None)
    assert found[found["metric"] == "beats_covered"]["z"].isna().all()


def test_where_every_shift_scores_the_same_z_is_undefined():
    # One event at the end, and one beat at the start: no shift lets them meet.
    late, early = film(np.array([CLIP_S - 0.5])), film(np.array([0.5]))
    row = crossed({"late": late, "early": early}, [("late", "early")]).set_index("metric")
    assert row.loc["beat_f", "score"] == row.loc["beat_f", "null_mean"] == 0.0
    assert np.isnan(row.loc["beat_f", "z"])


def test_a_longer_song_is_cut_to_the_picture_and_a_longer_picture_to_the_song():
    short, long = film(CLICKS_S, 12.0), film(CLICKS_S, 20.0)
    for picture, song in ((short, long), (long, short)):
        both = hears(frames_of(picture), FPS, judged(song))
        assert both.duration_s == pytest.approx(12.0)
        assert both.novelty.size == n_bins(12.0)
        assert both.beats_s.max() < 12.0


def test_songs_of_different_lengths_are_all_heard_as_long_as_the_shortest(caplog):
    films = {"short": film(CLICKS_S, 8.0), "long": film(METRONOME_S, 16.0)}
    found = crossed(films, [("long", "long"), ("long", "short")]).set_index(["metric", "heard"])
    cut = {**films, "long": film(METRONOME_S, 8.0)}
    alike = crossed(cut, [("long", "long")]).set_index(["metric", "heard"])
    own = ("beat_f", "long")
    assert found.loc[own, "z"] == pytest.approx(alike.loc[own, "z"], rel=1e-3)
    assert "songs last 8.0 to 16.0 s: pictures are heard with the first 8.0 s" in caplog.text


def test_shifts_are_thinned_alike_every_time_and_none_of_a_short_video():
    shifts = shifts_s(60.0)
    kept = thinned(shifts)
    assert kept.size == shifts.size // 2
    assert set(kept) <= set(shifts)
    np.testing.assert_array_equal(kept, thinned(shifts))
    np.testing.assert_array_equal(thinned(shifts_s(12.0)), shifts_s(12.0))
