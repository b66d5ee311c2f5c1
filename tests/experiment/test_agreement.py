"""A metric is told to predict people, not to, or to say the contrary."""

import math

import numpy as np
import pandas as pd
import pytest

from yellowsound.experiment.agreement import (
    AGAINST,
    CHANCE,
    FEW,
    FEW_CONDITIONS,
    PREDICTS,
    UNDEFINED,
    agreement_table,
    scores_of_videos,
)
from yellowsound.experiment.design import Video
from yellowsound.experiment.exchange import exchange_p, smallest_exchange_p
from yellowsound.experiment.intervals import cluster_interval, crossed_interval, sign_p
from yellowsound.experiment.simulate import Behaviour, simulate_choices, simulated_videos
from yellowsound.run.errors import UserError

STRENGTHS = {
    **{"onset": 0.8, "energy": 0.4, "pulse": 0.1},
    **{"cuts": -0.2, "constant": -0.4, "linear": -0.7},
}
PEOPLE = Behaviour(STRENGTHS)


def of(*conditions, **behaviour):
    """Return people who judge some of the conditions."""
    return Behaviour({name: STRENGTHS[name] for name in conditions}, **behaviour)


TWO, THREE = of("onset", "linear"), of("onset", "energy", "linear")


def simulated(seed, songs=8, people=PEOPLE, **metrics):
    """Return choices and the scores of metrics, each a function of what videos are worth."""
    choices, worth = simulate_choices(people, songs, 24, 18, seed)
    random = np.random.default_rng(seed + 10**6)
    names = [f"{song}/{condition}" for song in worth.index for condition in worth.columns]
    scores = {
        (name, "score"): metric(worth.to_numpy(), random).ravel()
        for name, metric in metrics.items()
    }
    return choices, pd.DataFrame(scores, index=names), simulated_videos(worth)


def agreed(seed, **options):
    return agreement_table(*simulated(seed, **options), seed, resamples=499)


def perfect(worth, random):
    return worth


def contrary(worth, random):
    return -worth


def knows_nothing(worth, random):
    return random.normal(size=worth.shape)


def reads_the_condition(worth, random):
    """A number for each condition that has nothing to do with people, and some noise."""
    return random.normal(size=worth.shape[1]) + random.normal(0, 0.3, worth.shape)


@pytest.fixture(scope="module")
def blind():
    """Return what 100 experiments tell of a metric that knows nothing, a row each."""
    return pd.concat(agreed(seed, blind=knows_nothing) for seed in range(100))


def test_a_metric_that_knows_nothing_is_told_so_in_nine_of_ten_runs(blind):
    assert blind["verdict"].isin([CHANCE, FEW]).mean() >= 0.9
    assert (blind["verdict"] == CHANCE).mean() >= 0.85


@pytest.mark.parametrize(
    "people", [TWO, THREE, PEOPLE], ids=["two conditions", "three conditions", "six conditions"]
)
def test_a_metric_that_reads_the_condition_is_told_to_agree_in_one_of_twenty_of_200_runs(people):
    """It errs, or hits, alike in every song: songs are no witnesses of it."""
    rows = pd.concat(agreed(seed, people=people, read=reads_the_condition) for seed in range(200))
    # 200 runs of one in twenty tell up to one in twelve.
    assert rows["verdict"].isin([PREDICTS, AGAINST]).mean() <= 0.08
    assert (rows["p_songs"] < 0.05).mean() > 0.2


def test_the_interval_of_a_metric_that_knows_nothing_holds_chance(blind):
    assert ((blind["ci_low"] <= 0.5) & (blind["ci_high"] >= 0.5)).mean() >= 0.9
    assert (blind["ci_high"] - blind["ci_low"]).mean() < 0.35


def test_a_perfect_metric_stands_at_the_ceiling():
    rows = pd.concat(agreed(seed, perfect=perfect) for seed in range(30))
    assert (rows["verdict"] == PREDICTS).mean() >= 0.9
    assert (rows["share"] <= rows["most"]).all()
    # In the mean over runs: of one run alone the ceiling is known to a few per cent.
    assert rows["ceiling"].mean() <= rows["share"].mean() <= rows["most"].mean()


def test_of_few_conditions_a_metric_is_found_that_follows_how_they_differ_from_song_to_song():
    people = of("onset", "energy", "linear", song_sd=0.8)
    rows = pd.concat(agreed(seed, people=people, perfect=perfect) for seed in range(20))
    assert (rows["verdict"] == PREDICTS).mean() >= 0.8


def test_of_two_conditions_that_are_alike_in_every_song_nothing_can_be_told():
    table = agreed(1, people=of("onset", "linear", song_sd=0.0), perfect=perfect)
    assert table["verdict"][0] == FEW_CONDITIONS
    assert table["p_songs"][0] < 0.05 <= table["p_conditions"][0] == table["p"][0]


def test_a_metric_that_says_the_contrary_is_told_so():
    people = Behaviour({name: 2 * strength for name, strength in STRENGTHS.items()})
    table = agreed(1, people=people, contrary=contrary, perfect=perfect).set_index("metric")
    assert table["verdict"]["perfect"] == PREDICTS
    assert table["verdict"]["contrary"] == AGAINST
    assert table["share"]["contrary"] == pytest.approx(1 - table["share"]["perfect"])


def test_with_fewer_than_six_songs_nothing_can_be_told():
    table = agreed(1, songs=5, perfect=perfect)
    assert table["verdict"][0] == FEW
    assert table["p"][0] >= 0.05


def test_equal_scores_count_half_and_undefined_ones_not_at_all():
    choices, scores, shown = simulated(1, flat=lambda worth, random: np.zeros(worth.shape))
    assert agreement_table(choices, scores, shown, 0)["share"][0] == 0.5
    scores.iloc[:6] = math.nan
    table = agreement_table(choices, scores, shown, 0)
    assert table["n"][0] == (choices["song"] != "song 1").sum()
    scores[:] = math.nan
    table = agreement_table(choices, scores, shown, 0)
    assert table["n"][0] == 0
    assert table["verdict"][0] == UNDEFINED


def test_p_is_the_larger_of_both_and_corrected_over_the_metrics():
    table = agreed(1, perfect=perfect, blind=knows_nothing)
    np.testing.assert_array_equal(table["p"], table[["p_songs", "p_conditions"]].max(axis=1))
    assert table["p_holm"][0] == pytest.approx(2 * table["p"][0])


def test_people_are_told_of_on_the_choices_that_somebody_else_judged_too():
    choices, scores, shown = simulated(1, perfect=perfect)
    one, *_ = (row for row in choices.itertuples() if row.song == "song 1")
    of_pair = choices[["chosen_video", "other_video"]].isin([one.chosen_video, one.other_video])
    kept = choices[~of_pair.all(axis=1) | (choices.index == one.Index)]
    table = agreement_table(kept, scores, shown, 0)
    assert table["n"][0] == len(kept)
    assert table["shared"][0] == len(kept) - 1
    pairs = kept.apply(lambda row: frozenset([row["chosen_video"], row["other_video"]]), axis=1)
    assert table["raters"][0] == pytest.approx(len(kept) / pairs.nunique())
    without = agreement_table(choices[~of_pair.all(axis=1)], scores, shown, 0)
    for name in ("ceiling", "most"):
        assert table[name][0] == pytest.approx(without[name][0])
    assert table["share_shared"][0] == pytest.approx(without["share"][0])


def test_a_metric_that_reads_nothing_but_the_condition_has_no_smaller_p_than_the_orders_allow():
    """Five conditions in four songs, ranked as people do: one order of 120, and its contrary."""
    won = np.tile(np.triu(np.full((5, 5), 3.0), 1), (4, 1, 1))
    scores = np.tile(np.arange(5.0, 0, -1), (4, 1))
    p = exchange_p(won, scores, np.arange(4), 0, resamples=20000)
    assert p == pytest.approx(smallest_exchange_p(5), abs=0.004)
    assert [smallest_exchange_p(count) < 0.05 for count in (2, 3, 4, 5)] == [False] * 3 + [True]


def test_takes_of_a_song_change_places_together():
    """Two takes of a song are no two witnesses: of one song nothing is exchanged."""
    won = np.zeros((4, 2, 2))
    won[:, 0, 1] = (4, 4, 0, 0)
    won[:, 1, 0] = (0, 0, 4, 4)
    scores = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    together = exchange_p(won, scores, np.array(["x", "x", "y", "y"]), 0)
    alone = exchange_p(won, scores, np.array(["w", "x", "y", "z"]), 0)
    assert together == 1.0
    assert alone == pytest.approx(1 / 3, abs=0.04)


def videos(*told):
    return {name: Video(name, take, label, "song", "", 9.0) for name, take, label in told}


def scores(*rows):
    columns = ["pair", "schedule", "seed", "felt", "felt_z", "felt_p", "notes"]
    return pd.DataFrame(rows, columns=columns)


def test_a_video_has_the_scores_of_its_take_and_condition():
    table = scores(
        ("jazz", "onset", 0, 0.5, 5.0, 0.01, ""),
        ("jazz", "onset", 7, 0.7, 7.0, 0.01, ""),
        ("jazz", "linear", 0, 0.1, 1.0, 0.5, ""),
    )
    shown = videos(("v1", "jazz", "onset"), ("v2", "jazz", "linear"), ("v3", "jazz~seed7", "onset"))
    found = scores_of_videos(table, shown)
    assert list(found["felt", "score"]) == [0.5, 0.1, 0.7]
    assert list(found["felt", "z"]) == [5.0, 1.0, 7.0]


def test_what_has_nothing_to_measure_is_undefined():
    table = scores(("jazz", "onset", 0, None, None, None, "felt: no onsets"))
    found = scores_of_videos(table, videos(("v1", "jazz", "onset")))
    assert found.isna().all(axis=None)


def test_the_experiment_of_another_run_is_refused():
    table = scores(("jazz", "onset", 0, 0.5, 5.0, 0.01, ""))
    with pytest.raises(UserError, match="none of the experiment's videos is in the table"):
        scores_of_videos(table, videos(("v1", "rock", "onset")))


def test_the_p_of_signs_is_the_share_of_patterns_that_lead_as_far():
    assert sign_p(np.array([1.0, 2.0, 3.0]), 0) == pytest.approx(2 / 8)
    assert sign_p(np.zeros(4), 0) == 1.0
    many = np.ones(20)
    assert sign_p(many, 0) == pytest.approx(1 / 10000)


def test_intervals_of_few_clusters_hold_the_truth_as_often_as_they_say(rng):
    inside = []
    for _ in range(300):
        hits = rng.binomial(40, rng.beta(20, 20, 7))
        low, high = cluster_interval(hits, np.full(7, 40), 0, resamples=999)
        inside.append(low <= 0.5 <= high)
    assert 0.9 <= np.mean(inside) < 1


def test_one_cluster_has_no_interval():
    assert np.isnan(cluster_interval(np.array([3]), np.array([4]), 0)).all()


def test_the_interval_of_a_share_holds_for_other_songs_and_other_people(rng):
    inside, widths = [], []
    for _ in range(300):
        of_song, of_person = rng.normal(0, 0.5, 8), rng.normal(0, 0.5, 12)
        chance = 1 / (1 + np.exp(-(0.7 + of_song[:, None] + of_person)))
        hits = (rng.random(chance.shape) < chance).astype(float)
        songs, people = (each.ravel() for each in np.indices(hits.shape))
        low, high = crossed_interval(hits.ravel(), songs, people)
        inside.append(low <= 0.653 <= high)
        widths.append(high - low)
    assert 0.9 <= np.mean(inside) < 1
    assert np.mean(widths) < 0.4


def test_where_all_answers_are_alike_the_interval_of_their_share_has_a_width():
    hits, songs, people = np.ones(16), np.repeat(np.arange(4), 4), np.tile(np.arange(4), 4)
    low, high = crossed_interval(hits, songs, people)
    assert low < 0.8
    assert high == 1.0


def test_a_share_of_one_song_has_no_interval():
    assert np.isnan(crossed_interval(np.ones(4), np.zeros(4), np.arange(4))).all()
