"""A study's statistics compare each schedule with the baseline, pair by pair."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from yellowsound.run.errors import UserError
from yellowsound.study.contrasts import Primary
from yellowsound.study.groups import GENRE_COLUMN
from yellowsound.study.shares import SHARE_COLUMNS, share_significant
from yellowsound.study.statistics import (
    COMPARISON_COLUMNS,
    Beside,
    compare_schedules,
    paired_differences,
)


def study(scores, metric="r", genres=None):
    """Return a table of scores: for each schedule a list of values, one a pair.

    They are what stands above chance, and z as well.
    """
    rows = [
        {
            "pair": f"pair {number}",
            "schedule": schedule,
            "genre": genres[number] if genres else "jazz",
            metric: value,
            f"{metric}_null_mean": 0.0,
            f"{metric}_z": value,
        }
        for schedule, values in scores.items()
        for number, value in enumerate(values)
    ]
    return pd.DataFrame(rows)


def compare(table, metrics=("r",), endpoint="calibrated", **options):
    """Return the comparisons of one endpoint."""
    rows = compare_schedules(table, metrics, **options)
    return rows[rows["endpoint"] == endpoint].reset_index(drop=True)


def random_study(n_pairs, gains, seed=0, **settings):
    random = np.random.default_rng(seed)
    linear = random.normal(0.1, 0.1, n_pairs)
    others = {name: linear + random.normal(gain, 0.1, n_pairs) for name, gain in gains.items()}
    return study({**others, "linear": linear}, **settings)


def test_one_comparison_computed_by_hand():
    # Differences 0, 1, -2, 3, 4, 5: of the sums of ranks 13 and 2, as in 6 of 32 patterns.
    table = study({"onset": [1, 2, 1, 5, 7, 9], "linear": [1, 1, 3, 2, 3, 4]})
    (row,) = compare(table, ["r"]).to_dict("records")
    assert (row["metric"], row["schedule"], row["baseline"]) == ("r", "onset", "linear")
    assert (row["n_pairs"], row["n_equal"], row["n_left_out"], row["n_undefined"]) == (6, 1, 0, 0)
    assert row["median_difference"] == 2
    assert row["wilcoxon_w"] == 2
    assert row["p"] == pytest.approx(6 / 32)
    # The same of z: two comparisons in the family.
    assert (row["p_holm"], row["n_family"]) == (pytest.approx(12 / 32), 2)
    assert row["rank_biserial"] == pytest.approx(11 / 15)
    assert row["ci_low"] <= 2 <= row["ci_high"]
    assert row["warning"].startswith("too few pairs to decide: 5 differ and 1 does not")


def test_each_schedule_is_tested_as_scipy_does_on_the_same_numbers():
    table = random_study(20, {"onset": 0.08, "energy": 0.02, "beats": -0.05})
    values = table.pivot(index="pair", columns="schedule", values="r")
    compared = compare(table, ["r"]).set_index("schedule")
    assert compared.index.tolist() == ["onset", "energy", "beats"]
    for schedule, row in compared.iterrows():
        differences = (values[schedule] - values["linear"]).to_numpy()
        test = stats.wilcoxon(values[schedule], values["linear"])
        assert row["p"] == pytest.approx(test.pvalue)
        assert row["wilcoxon_w"] == test.statistic
        assert row["median_difference"] == pytest.approx(np.median(differences), abs=1e-8)
        interval = stats.bootstrap((differences,), np.median, method="percentile", rng=1)
        low, high = interval.confidence_interval
        assert row["ci_low"] == pytest.approx(low, abs=0.01)
        assert row["ci_high"] == pytest.approx(high, abs=0.01)
        assert row["warning"] == ""


def two_metrics():
    table = random_study(12, {"onset": 0.2, "energy": 0.0, "beats": 0.1})
    for end in ("", "_null_mean", "_z"):
        table[f"other{end}"] = table[f"r{end}"].to_numpy()[::-1]
    return table


def test_holms_family_is_all_metrics_endpoints_and_contrasts():
    compared = compare_schedules(two_metrics(), ["r", "other"])
    assert len(compared) == 12
    assert set(compared["n_family"]) == {12}
    family = compared.sort_values("p")
    raised = (family["p"] * np.arange(12, 0, -1)).cummax().clip(upper=1)
    assert family["p_holm"].tolist() == pytest.approx(raised.tolist())


def test_the_primary_comparison_stands_apart_and_uncorrected():
    beside = Beside(primary=Primary("other", "energy"))
    compared = compare_schedules(two_metrics(), ["r", "other"], beside=beside)
    (first,) = compared[compared["primary"] == "yes"].to_dict("records")
    told = [first[name] for name in ("metric", "endpoint", "schedule", "baseline", "n_family")]
    assert told == ["other", "z", "energy", "linear", 1]
    assert first["p_holm"] == first["p"]
    others = compared[compared["primary"] == ""]
    assert set(others["n_family"]) == {11}
    assert others["p_holm"].min() == pytest.approx(11 * others["p"].min())


def test_the_primary_contrast_may_be_between_two_other_schedules():
    table = random_study(9, {"onset": 0.3, "energy": 0.0})
    beside = Beside(primary=Primary("r", "onset", "energy"))
    compared = compare(table, ["r"], "z", beside=beside)
    pairs = list(zip(compared["schedule"], compared["baseline"], strict=True))
    assert pairs == [("onset", "linear"), ("energy", "linear"), ("onset", "energy")]
    assert compared["primary"].tolist() == ["", "", "yes"]
    without = table[table["schedule"] != "linear"]
    assert len(compare(without, ["r"], "z", beside=beside)) == 1


def test_by_genre_no_comparison_is_primary():
    table = random_study(8, {"onset": 0.3}, genres=["jazz", "rock"] * 4)
    beside = Beside(primary=Primary("r", "onset"))
    compared = compare_schedules(table, ["r"], by_genre=True, beside=beside)
    assert set(compared["primary"]) == {""}
    assert set(compared["n_family"]) == {4}


def test_raw_scores_are_not_compared_but_what_stands_above_chance():
    table = study({"onset": [1.0] * 8, "linear": [1.0] * 8})
    table.loc[table["schedule"] == "onset", ["r", "r_null_mean"]] += 5.0
    assert compare(table)["median_difference"].tolist() == [0]


def test_an_undefined_baseline_is_said_to_be_undefined_and_is_never_0():
    table = study({"onset": [1.0] * 8, "linear": [None] * 8})
    for row in compare_schedules(table, ["r"]).to_dict("records"):
        assert row["n_pairs"] == 0
        assert all(math.isnan(row[name]) for name in ("median_difference", "p", "p_holm"))
        assert row["warning"] == "linear is undefined: none of its 8 videos has a value"


def test_a_null_without_spread_leaves_what_stands_above_its_mean():
    table = study({"onset": [1.0] * 8, "linear": [0.0] * 8})
    table.loc[table["schedule"] == "linear", "r_z"] = None
    assert compare(table, endpoint="calibrated")["n_pairs"].tolist() == [8]
    assert compare(table, endpoint="z")["n_pairs"].tolist() == [0]


def test_some_undefined_videos_are_told_beside_what_can_be_decided():
    table = study({"onset": [1.0] * 9, "linear": [None, None, *[0.0] * 7]})
    assert compare(table)["warning"].tolist() == ["linear is undefined for 2 of 9 videos"]


def crossings(own, others, metric="r", schedule="onset"):
    """Return crossings: of each pair z with its own song and with every other one."""
    rows = [
        {
            "metric": metric,
            "schedule": schedule,
            "pair": f"pair {number}",
            "picture": f"pair {number}",
            "song": f"song {number}",
            "heard": f"song {heard}",
            "score": 0.5 + (own if heard == number else others)[number],
            "null_mean": 0.5,
            "z": (own if heard == number else others)[number],
        }
        for number in range(len(own))
        for heard in range(len(own))
    ]
    return pd.DataFrame(rows)


def test_beside_a_comparison_stands_what_other_songs_would_give():
    own, others = np.arange(1.0, 9.0), np.linspace(0.1, 0.8, 8)
    table = study({"onset": own, "linear": [0.0] * 8})
    for endpoint in ("calibrated", "z"):
        beside = Beside(crossed=crossings(own, others))
        row = compare(table, endpoint=endpoint, beside=beside).iloc[0]
        assert row["median_difference"] == pytest.approx(4.5)
        assert row["placebo_difference"] == pytest.approx(0.45)
        assert row["placebo_p"] == pytest.approx(1 / 2**8)


def test_a_baseline_that_follows_its_own_songs_is_no_placebo():
    own = np.linspace(3.0, 3.7, 8)
    table = study({"onset": own, "energy": own - 1.5, "linear": [0.0] * 8})
    primary = Primary("r", "onset", "energy")
    beside = Beside(crossed=crossings(own, [0.0] * 8), primary=primary)
    rows = compare(table, endpoint="z", beside=beside).set_index("baseline")
    assert rows.loc["energy", "placebo_difference"] < 0
    assert rows.loc["energy", "placebo_p"] == pytest.approx(1.0)


def test_pairs_of_one_song_count_as_one():
    gains = [1.0, 3.0, 2.0, 4.0, 6.0, 5.0]
    table = study({"onset": gains, "linear": [0.0] * 6})
    songs = dict(zip((f"pair {number}" for number in range(6)), "aabbcc", strict=True))
    (row,) = compare(table.assign(song=table["pair"].map(songs))).to_dict("records")
    assert row["n_pairs"] == 3
    assert row["median_difference"] == 3.0  # of 2, 3 and 5.5
    alone = table.assign(song=table["pair"])
    pd.testing.assert_frame_equal(compare(alone), compare(table))


def test_songs_with_several_artworks_raise_no_false_alarm():
    random, alarms = np.random.default_rng(0), 0
    for _ in range(100):
        of_song = np.repeat(random.normal(size=8), 6)
        table = study({"onset": of_song + random.normal(size=48), "linear": [0.0] * 48})
        songs = {f"pair {number}": f"song {number // 6}" for number in range(48)}
        (row,) = compare(table.assign(song=table["pair"].map(songs))).to_dict("records")
        alarms += row["p"] < 0.05
    assert alarms <= 10


def test_without_crossings_there_is_no_placebo():
    table = study({"onset": [1.0] * 8, "linear": [0.0] * 8})
    other = crossings([1.0] * 8, [0.0] * 8, schedule="energy")
    for crossed in (None, other):
        row = compare(table, beside=Beside(crossed=crossed)).iloc[0]
        assert math.isnan(row["placebo_difference"])
        assert math.isnan(row["placebo_p"])


def test_the_placebo_averages_seeds_and_leaves_out_what_is_undefined():
    crossed = crossings([9.0, 9.0, 9.0], [1.0, 2.0, 3.0])
    again = crossed.assign(picture=crossed["picture"] + "~seed1", z=crossed["z"] + 2.0)
    crossed = pd.concat([crossed, again])
    crossed.loc[(crossed["pair"] == "pair 2") & (crossed["heard"] == "song 0"), "z"] = np.nan
    table = study({"onset": [9.0] * 3, "linear": [0.0, 0.0, 0.0]})
    row = compare(table, endpoint="z", beside=Beside(crossed=crossed)).iloc[0]
    assert row["placebo_difference"] == pytest.approx(3.0)  # of 2, 3 and 4


def test_a_margin_tests_equivalence_in_z_alone():
    table = study({"onset": np.linspace(-0.2, 0.3, 9), "linear": [0.0] * 9})
    beside = Beside(margin=1.0)
    assert compare(table, endpoint="z", beside=beside)["p_equivalence"][0] == pytest.approx(2**-9)
    assert compare(table, beside=beside)["p_equivalence"].isna().all()
    assert compare(table, endpoint="z")["p_equivalence"].isna().all()


def test_by_genre_the_family_is_all_genres_schedules_and_endpoints():
    genres = ["jazz"] * 8 + ["rock"] * 8
    table = random_study(16, {"onset": 0.2, "energy": 0.0}, genres=genres)
    compared = compare(table, ["r"], by_genre=True)
    assert compared["genre"].tolist() == ["jazz", "jazz", "rock", "rock"]
    assert compared["schedule"].tolist() == ["onset", "energy"] * 2
    assert compared["n_pairs"].tolist() == [8] * 4
    family = compare_schedules(table, ["r"], by_genre=True).sort_values("p")
    raised = (family["p"] * np.arange(8, 0, -1)).cummax().clip(upper=1)
    assert family["p_holm"].tolist() == pytest.approx(raised.tolist())
    alone = compare(table[table["genre"] == "rock"], ["r"])
    same = ["median_difference", "p", "rank_biserial", "wilcoxon_w"]
    assert compared[same].iloc[2:].to_numpy().tolist() == alone[same].to_numpy().tolist()


def test_the_warning_counts_the_comparisons_of_the_whole_family():
    gains = {"onset": 0.3, "energy": 0.2, "beats": 0.1}
    compared = compare(random_study(6, gains), ["r"])
    assert compared["warning"].str.contains("correction over 6 comparisons").all()
    assert compare(random_study(7, {"onset": 0.3}), ["r"])["warning"].tolist() == [""]


def test_a_schedule_without_a_video_in_a_genre_has_no_row_there():
    table = study({"onset": [1, 2], "linear": [1, 1]}, genres=["jazz", "rock"])
    table["r_p"] = 0.5
    table = table.drop(table[(table["genre"] == "rock") & (table["schedule"] == "onset")].index)
    assert compare(table, ["r"], by_genre=True)["genre"].tolist() == ["jazz"]
    shares = share_significant(table, ["r"], by_genre=True)
    assert shares["genre"].tolist() == ["jazz", "jazz", "rock"]


def test_a_genre_without_the_baseline_is_told_and_not_left_out():
    table = study({"onset": [1, 2], "linear": [1, 1]}, genres=["jazz", "rock"])
    table = table.drop(table[(table["genre"] == "rock") & (table["schedule"] == "linear")].index)
    rock = compare(table, ["r"], by_genre=True).iloc[1]
    assert (rock["genre"], rock["n_pairs"], rock["n_left_out"]) == ("rock", 0, 1)
    assert rock["warning"].startswith("no pair has a value for both schedules")


def test_the_seeds_of_a_pair_are_averaged_before_anything_is_compared():
    base = random_study(9, {"onset": 0.1})
    again = base.assign(seed=1)
    again["r"] = base["r"] + np.where(again["schedule"] == "onset", 0.3, 0.1)
    both = pd.concat([base.assign(seed=0), again], ignore_index=True)
    compared = compare(both, ["r"]).iloc[0]
    alone = compare(base, ["r"]).iloc[0]
    assert compared["n_pairs"] == 9
    # The second seeds gain 0.2 more each: on average 0.1.
    assert compared["median_difference"] == pytest.approx(alone["median_difference"] + 0.1)


def test_rounding_in_the_mean_of_seeds_makes_no_difference():
    scores = {"onset": [0.3, 0.3], "linear": [0.1 + 0.2, 0.3]}
    assert paired_differences(study(scores), "r", "onset").tolist() == [0, 0]
    ties = paired_differences(study({"onset": [0.3, 0.4], "linear": [0.2, 0.3]}), "r", "onset")
    assert ties.nunique() == 1


@pytest.mark.parametrize("undefined", [None, math.nan])
def test_a_pair_without_a_value_for_both_schedules_is_left_out_and_counted(undefined):
    scores = {"onset": [1, undefined, 3, undefined, 6], "linear": [0, 1, undefined, None, 1]}
    row = compare(study(scores), ["r"]).iloc[0]
    assert (row["n_pairs"], row["n_left_out"], row["n_undefined"]) == (2, 3, 4)
    assert row["median_difference"] == 3  # of 1 and 5


def test_a_pair_that_one_schedule_has_no_video_of_is_left_out():
    table = study({"onset": [1, 2, 3], "linear": [0, 0, 0]})
    table = table[(table["pair"] != "pair 1") | (table["schedule"] != "linear")]
    row = compare(table, ["r"]).iloc[0]
    assert (row["n_pairs"], row["n_left_out"], row["n_undefined"]) == (2, 1, 0)


def test_an_undefined_seed_leaves_its_pair_to_the_other_seeds():
    table = study({"onset": [1, 2], "linear": [0, 0]})
    extra = table[table["schedule"] == "onset"].assign(r=[None, 4])
    row = compare(pd.concat([table, extra]), ["r"]).iloc[0]
    assert (row["n_pairs"], row["n_left_out"], row["n_undefined"]) == (2, 0, 1)
    assert row["median_difference"] == 2  # of 1 and 3


def test_other_schedules_do_not_count_as_undefined_or_left_out():
    table = study({"onset": [1, 2], "energy": [None, None], "linear": [0, 0]})
    compared = compare(table, ["r"]).set_index("schedule")
    assert compared.loc["onset", ["n_left_out", "n_undefined"]].tolist() == [0, 0]
    assert compared.loc["energy", ["n_left_out", "n_undefined"]].tolist() == [2, 2]
    assert math.isnan(compared.loc["energy", "p_holm"])
    # What could not be compared raises no other p.
    assert compared.loc["onset", "n_family"] == 2


def test_one_pair_has_a_difference_and_nothing_else():
    row = compare(study({"onset": [2], "linear": [1]}), ["r"]).iloc[0]
    assert (row["median_difference"], row["p"], row["rank_biserial"]) == (1, 1, 1)
    assert math.isnan(row["ci_low"])
    assert row["warning"].startswith("too few pairs to decide: 1 differs")


def test_equal_scores_everywhere_are_no_difference():
    row = compare(study({"onset": [1] * 7, "linear": [1] * 7}), ["r"]).iloc[0]
    numbers = ["median_difference", "ci_low", "ci_high", "wilcoxon_w", "rank_biserial"]
    assert row[numbers].tolist() == [0] * 5
    assert (row["n_equal"], row["p"]) == (7, 1)
    assert "0 differ and 7 do not" in row["warning"]


def test_the_order_of_the_rows_changes_no_number():
    table = random_study(15, {"onset": 0.1, "beats": 0.0}, genres=["jazz", "rock", "folk"] * 5)
    shuffled = table.sample(frac=1, random_state=0)
    for by_genre in (False, True):
        first, second = (
            compare(t, ["r"], by_genre=by_genre).sort_values(
                [*(["genre"] if by_genre else []), "schedule"], ignore_index=True
            )
            for t in (table, shuffled)
        )
        pd.testing.assert_frame_equal(first, second, check_exact=True)


@pytest.fixture
def seeds(monkeypatch):
    """Return the list of seeds that intervals are drawn with, as they come."""
    used = []
    monkeypatch.setattr(
        "yellowsound.study.statistics.median_interval",
        lambda _, seed: used.append(seed) or (0.0, 0.0),
    )
    return used


def test_the_interval_of_a_comparison_does_not_depend_on_the_others(seeds):
    table = random_study(8, {"onset": 0.1, "beats": 0.0})
    table = table.assign(other=1.0, other_null_mean=0.0, other_z=1.0)
    compare_schedules(table, ["other", "r"])
    compare_schedules(table[table["schedule"] != "onset"], ["r"])
    # Of each metric and endpoint onset and beats; then beats alone, of both endpoints.
    *first, _, calibrated, _, z, calibrated_alone, z_alone = seeds
    assert (calibrated, z) == (calibrated_alone, z_alone)
    assert not {calibrated, z} & set(first)


def test_each_interval_has_a_seed_of_its_own_from_the_configured_one(seeds):
    table = random_study(6, {"onset": 0.1, "beats": 0.0}, genres=["jazz", "rock"] * 3)
    for seed in (0, 0, 1):
        compare_schedules(table, ["r"], seed=seed)
    compare_schedules(table, ["r"], by_genre=True)
    assert seeds[:4] == seeds[4:8]
    assert len(set(seeds[4:])) == len(seeds[4:]) == 16


def test_another_baseline_can_be_chosen():
    table = study({"onset": [3, 3], "linear": [1, 1], "constant": [0, 0]})
    compared = compare(table, ["r"], baseline="constant").set_index("schedule")
    assert compared["median_difference"].to_dict() == {"onset": 3, "linear": 1}
    assert set(compared["baseline"]) == {"constant"}


def test_a_missing_baseline_is_refused_with_what_to_do():
    with pytest.raises(UserError, match=r"no video has the schedule linear.*add linear to `sch"):
        compare(study({"onset": [1, 2]}), ["r"])


def test_a_missing_metric_is_refused_with_what_to_do():
    table = study({"onset": [1, 2], "linear": [1, 2]})
    with pytest.raises(UserError, match="no column avs, avs_null_mean, avs_z: score the videos"):
        compare_schedules(table, ["r", "avs"])
    with pytest.raises(UserError, match="no column r_p: score the videos"):
        share_significant(table, ["r"])


def test_the_baseline_alone_leaves_nothing_to_compare():
    compared = compare(study({"linear": [1, 2]}), ["r"])
    assert compared.empty
    assert compared.columns.tolist() == list(COMPARISON_COLUMNS)


def test_every_column_is_documented():
    table = random_study(6, {"onset": 0.1})
    table["r_p"] = 0.01
    for by_genre, first in ((False, []), (True, list(GENRE_COLUMN))):
        compared = compare(table, ["r"], by_genre=by_genre)
        assert compared.columns.tolist() == [*first, *COMPARISON_COLUMNS]
        shares = share_significant(table, ["r"], by_genre=by_genre)
        assert shares.columns.tolist() == [*first, *SHARE_COLUMNS]
    for description in (COMPARISON_COLUMNS | SHARE_COLUMNS | GENRE_COLUMN).values():
        assert len(description) > 10
        assert not {"\n", "\t"} & set(description)


def test_the_share_counts_videos_below_the_level_and_not_at_it():
    p = [0.001, 0.049, 0.05, 0.8, None]
    table = study({"onset": p, "linear": [1, 1, 1, 1, 1]}, metric="r_p")
    shares = share_significant(table, ["r"]).set_index("schedule")
    onset, linear = shares.loc["onset"], shares.loc["linear"]
    counts = ["n_videos", "n_pairs", "n_undefined", "n_significant"]
    assert onset[counts].tolist() == [4, 4, 1, 2]
    assert linear[counts].tolist() == [5, 5, 0, 0]
    assert (onset["share"], linear["share"]) == (0.5, 0)
    expected = stats.binomtest(2, 4).proportion_ci(0.95, method="wilson")
    assert (onset["ci_low"], onset["ci_high"]) == pytest.approx((expected.low, expected.high))
    assert onset["warning"] == ""


def test_the_share_is_told_by_genre():
    table = study({"onset": [0.01, 0.5, 0.01]}, metric="r_p", genres=["rock", "rock", "folk"])
    shares = share_significant(table, ["r"], by_genre=True)
    assert shares["genre"].tolist() == ["folk", "rock"]
    assert shares["share"].tolist() == [1, 0.5]


def test_several_videos_of_a_pair_all_count_and_the_interval_is_said_to_be_too_narrow():
    table = pd.concat([study({"onset": [0.01, 0.5]}, metric="r_p")] * 2)
    row = share_significant(table, ["r"]).iloc[0]
    assert (row["n_videos"], row["n_pairs"], row["share"]) == (4, 2, 0.5)
    assert "not independent" in row["warning"]


def test_without_any_p_there_is_no_share():
    row = share_significant(study({"onset": [None, None]}, metric="r_p"), ["r"]).iloc[0]
    assert math.isnan(row["share"])
    assert math.isnan(row["ci_low"])
    assert (row["n_videos"], row["n_undefined"]) == (0, 2)
    assert row["warning"] == "no video has a p"
