"""A study's statistics compare each schedule with the baseline, pair by pair."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from yellowsound.run.errors import UserError
from yellowsound.study.statistics import (
    COMPARISON_COLUMNS,
    GENRE_COLUMN,
    SHARE_COLUMNS,
    compare_schedules,
    paired_differences,
    share_significant,
)


def study(scores, metric="r", genres=None):
    """Return a table of scores: for each schedule a list of values, one a pair."""
    rows = [
        {
            "pair": f"pair {number}",
            "schedule": schedule,
            "genre": genres[number] if genres else "jazz",
            metric: value,
        }
        for schedule, values in scores.items()
        for number, value in enumerate(values)
    ]
    return pd.DataFrame(rows)


def random_study(n_pairs, gains, seed=0, **settings):
    random = np.random.default_rng(seed)
    linear = random.normal(0.1, 0.1, n_pairs)
    others = {name: linear + random.normal(gain, 0.1, n_pairs) for name, gain in gains.items()}
    return study({**others, "linear": linear}, **settings)


def test_one_comparison_computed_by_hand():
    # Differences 0, 1, -2, 3, 4, 5: of the sums of ranks 13 and 2, as in 6 of 32 patterns.
    table = study({"onset": [1, 2, 1, 5, 7, 9], "linear": [1, 1, 3, 2, 3, 4]})
    (row,) = compare_schedules(table, ["r"]).to_dict("records")
    assert (row["metric"], row["schedule"], row["baseline"]) == ("r", "onset", "linear")
    assert (row["n_pairs"], row["n_equal"], row["n_left_out"], row["n_undefined"]) == (6, 1, 0, 0)
    assert row["median_difference"] == 2
    assert row["wilcoxon_w"] == 2
    assert row["p"] == row["p_holm"] == pytest.approx(6 / 32)
    assert row["rank_biserial"] == pytest.approx(11 / 15)
    assert row["ci_low"] <= 2 <= row["ci_high"]
    assert row["warning"].startswith("too few pairs to decide: 5 differ and 1 does not")


def test_each_schedule_is_tested_as_scipy_does_on_the_same_numbers():
    table = random_study(20, {"onset": 0.08, "energy": 0.02, "beats": -0.05})
    values = table.pivot(index="pair", columns="schedule", values="r")
    compared = compare_schedules(table, ["r"]).set_index("schedule")
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


def test_holms_family_is_all_comparisons_of_one_metric():
    table = random_study(12, {"onset": 0.2, "energy": 0.0, "beats": 0.1})
    table["other"] = table["r"].to_numpy()[::-1]
    compared = compare_schedules(table, ["r", "other"])
    for _, family in compared.groupby("metric"):
        family = family.sort_values("p")
        raised = (family["p"] * [3, 2, 1]).cummax().clip(upper=1)
        assert family["p_holm"].tolist() == pytest.approx(raised.tolist())


def test_by_genre_the_family_is_all_genres_and_schedules_of_one_metric():
    genres = ["jazz"] * 8 + ["rock"] * 8
    table = random_study(16, {"onset": 0.2, "energy": 0.0}, genres=genres)
    compared = compare_schedules(table, ["r"], by_genre=True)
    assert compared["genre"].tolist() == ["jazz", "jazz", "rock", "rock"]
    assert compared["schedule"].tolist() == ["onset", "energy"] * 2
    assert compared["n_pairs"].tolist() == [8] * 4
    family = compared.sort_values("p")
    raised = (family["p"] * [4, 3, 2, 1]).cummax().clip(upper=1)
    assert family["p_holm"].tolist() == pytest.approx(raised.tolist())
    alone = compare_schedules(table[table["genre"] == "rock"], ["r"])
    same = ["median_difference", "p", "rank_biserial", "wilcoxon_w"]
    assert compared[same].iloc[2:].to_numpy().tolist() == alone[same].to_numpy().tolist()


def test_the_warning_counts_the_comparisons_of_the_whole_family():
    gains = {"onset": 0.3, "energy": 0.2, "beats": 0.1}
    compared = compare_schedules(random_study(6, gains), ["r"])
    assert compared["warning"].str.contains("correction over 3 comparisons").all()
    assert compare_schedules(random_study(6, {"onset": 0.3}), ["r"])["warning"].tolist() == [""]


def test_a_schedule_without_a_video_in_a_genre_has_no_row_there():
    table = study({"onset": [1, 2], "linear": [1, 1]}, genres=["jazz", "rock"])
    table["r_p"] = 0.5
    table = table.drop(table[(table["genre"] == "rock") & (table["schedule"] == "onset")].index)
    assert compare_schedules(table, ["r"], by_genre=True)["genre"].tolist() == ["jazz"]
    shares = share_significant(table, ["r"], by_genre=True)
    assert shares["genre"].tolist() == ["jazz", "jazz", "rock"]


def test_a_genre_without_the_baseline_is_told_and_not_left_out():
    table = study({"onset": [1, 2], "linear": [1, 1]}, genres=["jazz", "rock"])
    table = table.drop(table[(table["genre"] == "rock") & (table["schedule"] == "linear")].index)
    rock = compare_schedules(table, ["r"], by_genre=True).iloc[1]
    assert (rock["genre"], rock["n_pairs"], rock["n_left_out"]) == ("rock", 0, 1)
    assert rock["warning"] == "no pair has a value for both schedules"


def test_the_seeds_of_a_pair_are_averaged_before_anything_is_compared():
    base = random_study(9, {"onset": 0.1})
    again = base.assign(seed=1)
    again["r"] += np.where(again["schedule"] == "onset", 0.3, 0.1)
    both = pd.concat([base.assign(seed=0), again], ignore_index=True)
    compared = compare_schedules(both, ["r"]).iloc[0]
    alone = compare_schedules(base, ["r"]).iloc[0]
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
    row = compare_schedules(study(scores), ["r"]).iloc[0]
    assert (row["n_pairs"], row["n_left_out"], row["n_undefined"]) == (2, 3, 4)
    assert row["median_difference"] == 3  # of 1 and 5


def test_a_pair_that_one_schedule_has_no_video_of_is_left_out():
    table = study({"onset": [1, 2, 3], "linear": [0, 0, 0]})
    table = table[(table["pair"] != "pair 1") | (table["schedule"] != "linear")]
    row = compare_schedules(table, ["r"]).iloc[0]
    assert (row["n_pairs"], row["n_left_out"], row["n_undefined"]) == (2, 1, 0)


def test_an_undefined_seed_leaves_its_pair_to_the_other_seeds():
    table = study({"onset": [1, 2], "linear": [0, 0]})
    extra = table[table["schedule"] == "onset"].assign(r=[None, 4])
    row = compare_schedules(pd.concat([table, extra]), ["r"]).iloc[0]
    assert (row["n_pairs"], row["n_left_out"], row["n_undefined"]) == (2, 0, 1)
    assert row["median_difference"] == 2  # of 1 and 3


def test_other_schedules_do_not_count_as_undefined_or_left_out():
    table = study({"onset": [1, 2], "energy": [None, None], "linear": [0, 0]})
    compared = compare_schedules(table, ["r"]).set_index("schedule")
    assert compared.loc["onset", ["n_left_out", "n_undefined"]].tolist() == [0, 0]
    assert compared.loc["energy", ["n_left_out", "n_undefined"]].tolist() == [2, 2]
    assert math.isnan(compared.loc["energy", "p_holm"])
    # What could not be compared raises no other p.
    assert compared.loc["onset", "p_holm"] == compared.loc["onset", "p"]


def test_one_pair_has_a_difference_and_nothing_else():
    row = compare_schedules(study({"onset": [2], "linear": [1]}), ["r"]).iloc[0]
    assert (row["median_difference"], row["p"], row["rank_biserial"]) == (1, 1, 1)
    assert math.isnan(row["ci_low"])
    assert row["warning"].startswith("too few pairs to decide: 1 differs")


def test_equal_scores_everywhere_are_no_difference():
    row = compare_schedules(study({"onset": [1] * 7, "linear": [1] * 7}), ["r"]).iloc[0]
    numbers = ["median_difference", "ci_low", "ci_high", "wilcoxon_w", "rank_biserial"]
    assert row[numbers].tolist() == [0] * 5
    assert (row["n_equal"], row["p"]) == (7, 1)
    assert "0 differ and 7 do not" in row["warning"]


def test_the_order_of_the_rows_changes_no_number():
    table = random_study(15, {"onset": 0.1, "beats": 0.0}, genres=["jazz", "rock", "folk"] * 5)
    shuffled = table.sample(frac=1, random_state=0)
    for by_genre in (False, True):
        first, second = (
            compare_schedules(t, ["r"], by_genre=by_genre).sort_values(
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
    table = random_study(8, {"onset": 0.1, "beats": 0.0}).assign(other=1.0)
    compare_schedules(table, ["other", "r"])
    compare_schedules(table[table["schedule"] != "onset"], ["r"])
    *first, beats, alone = seeds
    assert beats == alone
    assert alone not in first


def test_each_interval_has_a_seed_of_its_own_from_the_configured_one(seeds):
    table = random_study(6, {"onset": 0.1, "beats": 0.0}, genres=["jazz", "rock"] * 3)
    for seed in (0, 0, 1):
        compare_schedules(table, ["r"], seed=seed)
    compare_schedules(table, ["r"], by_genre=True)
    assert seeds[:2] == seeds[2:4]
    assert len(set(seeds[2:])) == len(seeds[2:]) == 8


def test_another_baseline_can_be_chosen():
    table = study({"onset": [3, 3], "linear": [1, 1], "constant": [0, 0]})
    compared = compare_schedules(table, ["r"], baseline="constant").set_index("schedule")
    assert compared["median_difference"].to_dict() == {"onset": 3, "linear": 1}
    assert set(compared["baseline"]) == {"constant"}


def test_a_missing_baseline_is_refused_with_what_to_do():
    with pytest.raises(UserError, match=r"no video has the schedule linear.*add linear to `sch"):
        compare_schedules(study({"onset": [1, 2]}), ["r"])


def test_a_missing_metric_is_refused_with_what_to_do():
    table = study({"onset": [1, 2], "linear": [1, 2]})
    with pytest.raises(UserError, match="no column avs: score the videos"):
        compare_schedules(table, ["r", "avs"])
    with pytest.raises(UserError, match="no column r_p: score the videos"):
        share_significant(table, ["r"])


def test_the_baseline_alone_leaves_nothing_to_compare():
    compared = compare_schedules(study({"linear": [1, 2]}), ["r"])
    assert compared.empty
    assert compared.columns.tolist() == list(COMPARISON_COLUMNS)


def test_every_column_is_documented():
    table = random_study(6, {"onset": 0.1})
    table["r_p"] = 0.01
    for by_genre, first in ((False, []), (True, list(GENRE_COLUMN))):
        compared = compare_schedules(table, ["r"], by_genre=by_genre)
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
