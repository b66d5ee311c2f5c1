"""A metric is told to predict people, not to, or to say the contrary."""

import math

import numpy as np
import pandas as pd
import pytest

from yellowsound.experiment.agreement import (
    AGAINST,
    CHANCE,
    FEW,
    PREDICTS,
    UNDEFINED,
    agreement_table,
    scores_of_videos,
)
from yellowsound.experiment.design import Video
from yellowsound.experiment.intervals import cluster_interval, sign_p
from yellowsound.experiment.simulate import Behaviour, simulate_choices
from yellowsound.run.errors import UserError

PEOPLE = Behaviour({"onset": 0.8, "energy": 0.3, "constant": -0.4, "linear": -0.7})


def simulated(seed, songs=8, **metrics):
    """Return choices and the scores of metrics, each a function of what videos are worth."""
    choices, worth = simulate_choices(PEOPLE, songs, 24, 18, seed)
    random = np.random.default_rng(seed + 10**6)
    names = [f"{song}/{condition}" for song in worth.index for condition in worth.columns]
    scores = {
        (name, "score"): metric(worth.to_numpy().ravel(), random)
        for name, metric in metrics.items()
    }
    return choices, pd.DataFrame(scores, index=names)


def perfect(worth, random):
    return worth


def contrary(worth, random):
    return -worth


def knows_nothing(worth, random):
    return random.normal(size=worth.size)


@pytest.fixture(scope="module")
def blind():
    """Return what 100 experiments tell of a metric that knows nothing, a row each."""
    return pd.concat(
        agreement_table(*simulated(seed, blind=knows_nothing), seed) for seed in range(100)
    )


def test_a_metric_that_knows_nothing_is_told_so_in_nine_of_ten_runs(blind):
    assert blind["verdict"].isin([CHANCE, FEW]).mean() >= 0.9
    assert (blind["verdict"] == CHANCE).mean() >= 0.85


def test_the_interval_of_a_metric_that_knows_nothing_holds_chance(blind):
    assert ((blind["ci_low"] <= 0.5) & (blind["ci_high"] >= 0.5)).mean() >= 0.9
    assert (blind["ci_high"] - blind["ci_low"]).mean() < 0.35


def test_a_perfect_metric_stands_at_the_ceiling():
    rows = pd.concat(agreement_table(*simulated(seed, perfect=perfect), seed) for seed in range(30))
    assert (rows["verdict"] == PREDICTS).all()
    assert (rows["share"] <= rows["most"]).all()
    # In the mean over runs: of one run alone the ceiling is known to a few per cent.
    assert rows["ceiling"].mean() <= rows["share"].mean() <= rows["most"].mean()


def test_a_metric_that_says_the_contrary_is_told_so():
    table = agreement_table(*simulated(1, contrary=contrary, perfect=perfect), 1)
    table = table.set_index("metric")
    assert table["verdict"]["contrary"] == AGAINST
    assert table["share"]["contrary"] == pytest.approx(1 - table["share"]["perfect"])


def test_with_fewer_than_six_songs_nothing_can_be_told():
    table = agreement_table(*simulated(1, songs=5, perfect=perfect), 1)
    assert table["verdict"][0] == FEW
    assert table["p"][0] >= 0.05


def test_equal_scores_count_half_and_undefined_ones_not_at_all():
    choices, scores = simulated(1, flat=lambda worth, random: np.zeros(worth.size))
    assert agreement_table(choices, scores, 0)["share"][0] == 0.5
    scores.iloc[:4] = math.nan
    table = agreement_table(choices, scores, 0)
    assert table["n"][0] == (choices["song"] != "song 1").sum()
    scores[:] = math.nan
    table = agreement_table(choices, scores, 0)
    assert table["n"][0] == 0
    assert table["verdict"][0] == UNDEFINED


def test_p_is_corrected_over_the_metrics():
    table = agreement_table(*simulated(1, perfect=perfect, blind=knows_nothing), 1)
    assert table["p_holm"][0] == pytest.approx(2 * table["p"][0])


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


def test_a_score_that_stands_for_nothing_to_measure_is_undefined():
    table = scores(("jazz", "onset", 0, 0.0, 0.0, 1.0, "felt: no onsets; felt_z: no null: none"))
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
