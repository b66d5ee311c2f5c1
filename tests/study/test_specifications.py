"""The specification curve asks the same of every choice; shifted pictures score less."""

import math

import numpy as np
import pandas as pd
import pytest

from yellowsound.study.choices import (
    FLUXES,
    WINDOWS_S,
    Picture,
    Song,
    Specification,
    as_specified,
    listen,
    signals_of,
    specifications,
    z_of,
)
from yellowsound.study.contrasts import Contrast, Primary
from yellowsound.study.dose_response import dose_table, doses_ms
from yellowsound.study.headline import headline_contrast, headline_metrics
from yellowsound.study.specifications import specification_table
from yellowsound.study.trust_columns import DOSE_COLUMNS, SPECIFICATION_COLUMNS
from yellowsound.synchrony.crossed import hears
from yellowsound.synchrony.curves import CLOCK_HZ
from yellowsound.synchrony.score import metrics_named, score_signals

FPS = 24
SECONDS = 16
CHOSEN = {"detector": "near", "tracker": "right"}
METRICS = ("flux_onset_r", "beat_f")


def times_of(seed):
    """Return the onsets of a song, at no steady pace."""
    return np.cumsum(np.random.default_rng(seed).uniform(0.3, 0.9, 20))


def novelty_at(times_s):
    curve = np.zeros(SECONDS * CLOCK_HZ)
    at = np.rint(times_s[times_s < SECONDS - 0.1] * CLOCK_HZ).astype(int)
    curve[at] = 1.0
    return np.convolve(curve, [0.3, 0.7, 1.0, 0.7, 0.3], mode="same")


def song(seed):
    """Return a song that one tracker hears right, and another one elsewhere."""
    times_s = times_of(seed)
    near = {"novelty": novelty_at(times_s), "audio_onsets_s": times_s}
    deaf = {"novelty": novelty_at(times_of(seed + 100)), "audio_onsets_s": times_of(seed + 100)}
    judged = {"fps": FPS, "duration_s": SECONDS, "beats_s": times_s, "strong_beats_s": times_s}
    return Song(
        judged | near, {"near": near, "deaf": deaf}, {"right": times_s, "wrong": times_s + 0.15}
    )


def picture(seed, schedule="onset", late_s=0.0, even=False):
    """Return a picture that flashes at its song's onsets, or one that changes evenly."""
    flux = np.full(SECONDS * FPS, 0.5)
    if not even:
        at = np.rint((times_of(seed) + late_s) * FPS).astype(int)
        flux[at[(at >= 0) & (at < flux.size)]] = 20.0
    frames = pd.DataFrame({"flux": flux, "luma_flux": 0.5 * flux, "changed_share": 0.0})
    return Picture(f"pair {seed}", f"song {seed}", schedule, frames, FPS)


SONGS = {f"song {seed}": song(seed) for seed in range(4)}
FLASHES = [picture(seed) for seed in range(4)]
UNRELATED = [
    Picture(own.pair, own.song, "linear", picture(seed + 50).frames, FPS)
    for seed, own in enumerate(FLASHES)
]


@pytest.fixture(scope="module")
def table():
    return specification_table(
        [*FLASHES, *UNRELATED],
        SONGS,
        metrics_named(METRICS),
        Contrast("onset"),
        chosen=CHOSEN,
        shared=("deaf",),
    )


def test_every_choice_that_a_metric_asks_for_is_made(table):
    assert list(table) == list(SPECIFICATION_COLUMNS)
    counts = table["metric"].value_counts()
    assert counts["flux_onset_r"] == 2 * len(FLUXES)
    assert counts["beat_f"] == 2 * len(FLUXES) * len(WINDOWS_S)
    assert not table.duplicated(["metric", "detector", "tracker", "flux", "window_s"]).any()


def test_a_metric_of_neither_is_asked_once():
    found = specifications(metrics_named(["avs"]), ["near", "deaf"], ["right"])
    assert found == [Specification("avs")]


def test_one_row_a_metric_is_the_study_s_own_choice(table):
    chosen = table[table["chosen"] == "yes"].set_index("metric")
    assert sorted(chosen.index) == sorted(METRICS)
    assert chosen.loc["beat_f", "window_s"] == 0.07
    assert set(chosen["flux"]) == {"CIELAB"}


def test_the_study_s_own_choice_has_the_z_of_its_table():
    for name, metric in metrics_named(METRICS).items():
        for own in (FLASHES[0], UNRELATED[1]):
            each = Specification(
                name,
                detector="near" if name == "flux_onset_r" else "",
                tracker="right" if name == "beat_f" else "",
                flux="CIELAB",
                window_s=0.07 if name == "beat_f" else None,
            )
            signals = hears(own.frames, FPS, SONGS[own.song].judged)
            scored = score_signals(signals, pair="", schedule="", metrics=[name])
            found = z_of(as_specified(metric, each), signals_of(own, SONGS[own.song], each))
            assert found == pytest.approx(scored.values[f"{name}_z"], abs=1e-9)


def test_what_holds_under_one_choice_alone_is_seen_to(table):
    by = table.set_index(["metric", "detector", "tracker", "flux", "window_s"])
    r = table[table["metric"] == "flux_onset_r"].groupby("detector")[["estimate", "auc"]].min()
    assert r.loc["near", "auc"] == 1.0
    assert r.loc["near", "estimate"] > r.loc["deaf", "estimate"] + 3
    right = by.loc[("beat_f", "", "right", "CIELAB", 0.07)]
    assert right["estimate"] > by.loc[("beat_f", "", "wrong", "CIELAB", 0.07), "estimate"] + 2
    assert right["ci_low"] <= right["estimate"] <= right["ci_high"]
    assert (table["n"] == 4).all()


def test_what_the_schedule_follows_as_well_is_named(table):
    assert set(table.loc[table["detector"] == "deaf", "shared"]) == {"deaf"}
    assert set(table.loc[table["detector"] != "deaf", "shared"]) == {""}


def test_against_a_baseline_without_onsets_there_is_no_estimate_but_an_auc():
    even = [picture(seed, "linear", even=True) for seed in range(4)]
    metrics = metrics_named(["beat_f"])
    table = specification_table([*FLASHES, *even], SONGS, metrics, Contrast("onset"), chosen=CHOSEN)
    assert (table["n"] == 0).all()
    assert table["estimate"].isna().all()
    assert table["auc"].notna().all()


def test_seeds_of_one_pair_count_once():
    metrics = metrics_named(["flux_onset_r"])
    twice = [*FLASHES, *FLASHES, *UNRELATED]
    table = specification_table(twice, SONGS, metrics, Contrast("onset"), chosen=CHOSEN)
    assert (table["n"] == 4).all()


@pytest.mark.parametrize(("pictures", "contrast"), [([], Contrast("onset")), (FLASHES, None)])
def test_where_nothing_is_compared_the_table_has_its_columns_alone(pictures, contrast):
    table = specification_table(pictures, SONGS, metrics_named(METRICS), contrast, chosen=CHOSEN)
    assert list(table) == list(SPECIFICATION_COLUMNS)
    assert table.empty


def test_one_song_has_no_other_to_be_compared_with():
    songs, pictures = {"song 0": SONGS["song 0"]}, [FLASHES[0], UNRELATED[0]]
    metrics = metrics_named(["flux_onset_r"])
    table = specification_table(pictures, songs, metrics, Contrast("onset"), chosen=CHOSEN)
    assert table["auc"].isna().all()
    assert table["ci_low"].isna().all()


class Unasked:
    """Ears that must not be asked."""

    def novelty(self, audio):
        raise AssertionError

    def beats(self, audio):
        raise AssertionError


def test_who_listened_before_does_not_listen_again():
    ears, own = Unasked(), SONGS["song 0"]
    followed = {"tracker": "theirs", "beats_s": [0.5, 1.0]}
    found = listen(
        np.zeros(10), own.judged, CHOSEN, {"near": ears}, {"right": ears, "theirs": ears}, followed
    )
    np.testing.assert_array_equal(found.detected["near"]["novelty"], own.judged["novelty"])
    np.testing.assert_array_equal(found.tracked["right"], own.judged["beats_s"])
    np.testing.assert_array_equal(found.tracked["theirs"], [0.5, 1.0])


# --- dose and response -------------------------------------------------------------------


def doses(pictures, metrics=METRICS):
    judged = {name: each.judged for name, each in SONGS.items()}
    return dose_table(pictures, judged, metrics_named(metrics))


def test_pictures_on_time_score_highest_unshifted_and_fall_to_both_sides():
    for _, rows in doses(FLASHES).groupby("metric"):
        mean = rows.set_index("shift_ms")["mean"]
        assert mean[0] == pytest.approx(mean.max())
        assert mean[250] < 0.5 * mean[0] > mean[-250]
        assert (rows["ci_low"] <= rows["mean"] + 1e-12).all()
        assert (rows["ci_high"] >= rows["mean"] - 1e-12).all()


def test_late_pictures_score_highest_where_they_are_shown_earlier():
    late = [picture(seed, late_s=0.25) for seed in range(4)]
    for _, rows in doses(late).groupby("metric"):
        mean = rows.set_index("shift_ms")["mean"]
        assert mean[-250] == mean.max() > mean[0]


def test_every_dose_is_given_either_way():
    assert doses_ms() == [-500, -250, -125, -45, 0, 45, 125, 250, 500]
    assert list(doses(FLASHES, ["beat_f"])["shift_ms"]) == doses_ms()


def test_what_is_undefined_has_no_mean():
    table = doses([picture(0, even=True)], ["beat_f"])
    assert (table["n"] == 0).all()
    assert table["mean"].isna().all()


def test_without_pictures_there_are_no_doses():
    assert list(doses([])) == list(DOSE_COLUMNS)
    assert doses([]).empty


# --- headline ----------------------------------------------------------------------------


def test_the_headline_is_the_primary_comparison_where_one_is_named():
    primary = Primary("avs", "onset", "energy")
    assert headline_metrics(["avs", "beat_f"], primary) == ["avs", "beat_f"]
    assert str(headline_contrast(["linear", "beats"], primary)) == "onset - energy"


@pytest.mark.parametrize(
    ("metrics", "expected"),
    [
        (["avs", "beat_f", "flux_onset_r"], ["flux_onset_r", "beat_f"]),
        (["avs", "beats_hit"], ["avs"]),
    ],
)
def test_else_it_is_chosen_by_a_fixed_order(metrics, expected):
    assert headline_metrics(metrics) == expected


def test_else_the_first_schedule_that_is_not_the_baseline_is_compared():
    assert str(headline_contrast(["linear", "beats", "onset"])) == "beats - linear"
    assert headline_contrast(["linear"]) is None


def test_z_is_undefined_for_a_video_too_short_for_a_null():
    own = FLASHES[0]
    short = Picture(own.pair, own.song, "onset", own.frames.head(FPS), FPS)
    each = Specification("beat_f", tracker="right", flux="CIELAB", window_s=0.1)
    metric = as_specified(metrics_named(["beat_f"])["beat_f"], each)
    assert math.isnan(z_of(metric, signals_of(short, SONGS[own.song], each)))
