"""Strengths are those of Bradley and Terry, and their intervals hold for other people and songs."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from yellowsound.experiment.simulate import Behaviour, simulate_choices
from yellowsound.experiment.strength_tables import strength_tables
from yellowsound.experiment.strengths import estimate, fit, wins_of

KNOWN = {"onset": 0.6, "energy": 0.1, "constant": -0.2, "linear": -0.5}
EXPECTED = np.array(list(KNOWN.values()))

# American League East, 1987 (Agresti, "Categorical Data Analysis", 2nd edition, section 10.6):
# how often each team beat each other one, and the abilities that the R package BradleyTerry2
# (Turner and Firth, Journal of Statistical Software 48, 2012) finds, Baltimore being 0.
TEAMS = ("Milwaukee", "Detroit", "Toronto", "New York", "Boston", "Cleveland", "Baltimore")
BASEBALL = np.array(
    [
        [0, 7, 9, 7, 7, 9, 11],
        [6, 0, 7, 5, 11, 9, 9],
        [4, 6, 0, 7, 7, 8, 12],
        [6, 8, 6, 0, 6, 7, 10],
        [6, 2, 6, 7, 0, 7, 12],
        [4, 4, 5, 6, 6, 0, 6],
        [2, 4, 1, 3, 1, 7, 0],
    ]
)
ABILITIES = [1.5814, 1.4364, 1.2945, 1.2476, 1.1077, 0.6839, 0.0]


def two(wins, losses):
    return np.array([[0, wins], [losses, 0]])


def tables(seed=0, people=24, songs=6, trials=18, resamples=200, **behaviour):
    choices, _ = simulate_choices(Behaviour(KNOWN, **behaviour), songs, people, trials, seed)
    return strength_tables(choices, list(KNOWN), seed, resamples=resamples)


def test_the_published_abilities_of_baseball_teams_are_found():
    strengths = fit(BASEBALL, prior=0)
    np.testing.assert_allclose(strengths - strengths[-1], ABILITIES, atol=5e-5)


def test_strengths_are_those_that_choix_finds():
    """Five items, six comparisons, by `opt_pairwise` of choix 0.4.1."""
    wins = np.zeros((5, 5))
    for winner, loser in [(1, 0), (0, 4), (3, 1), (0, 2), (2, 4), (4, 3)]:
        wins[winner, loser] += 1
    expected = [0.582813, 0.194271, 0.0, -0.194271, -0.582813]
    np.testing.assert_allclose(fit(wins, prior=0), expected, atol=5e-6)


def test_of_two_conditions_the_difference_is_the_log_of_the_odds():
    one, other = fit(two(30, 10), prior=0)
    assert one - other == pytest.approx(np.log(3))


def test_half_a_choice_is_added_each_way():
    one, other = fit(two(30, 10))
    assert one - other == pytest.approx(np.log(30.5 / 10.5))


def test_a_condition_that_always_won_has_a_finite_strength():
    assert np.isfinite(fit(two(500, 0))).all()


def test_many_fits_at_once_are_each_as_alone(rng):
    wins = rng.integers(0, 40, (20, 4, 4)) * (1 - np.eye(4))
    np.testing.assert_allclose(fit(wins), [fit(each) for each in wins], atol=1e-9)


def test_the_order_of_conditions_and_of_choices_does_not_matter(rng):
    choices, _ = simulate_choices(Behaviour(KNOWN), 5, 10, 12, seed=1)
    strengths, _ = strength_tables(choices, list(KNOWN), 0)
    shuffled = choices.sample(frac=1, random_state=2)
    other, _ = strength_tables(shuffled, list(KNOWN)[::-1], 0)
    both = [table.set_index("condition").loc[list(KNOWN)] for table in (strengths, other)]
    np.testing.assert_allclose(both[0]["strength"], both[1]["strength"], atol=1e-9)


def test_the_same_seed_gives_the_same_intervals_and_another_one_others():
    pd.testing.assert_frame_equal(tables(0)[0], tables(0)[0])
    choices, _ = simulate_choices(Behaviour(KNOWN), 6, 24, 18, seed=0)
    other, _ = strength_tables(choices, list(KNOWN), 1, resamples=200)
    assert (other["ci_low"] != tables(0)[0]["ci_low"]).all()


def covered(runs, **sizes):
    """Return how often each known strength lies in its interval, and how wide intervals are."""
    inside, widths, errors = [], [], []
    for seed in range(runs):
        table, _ = tables(seed, **sizes)
        inside.append((table["ci_low"] <= EXPECTED) & (table["ci_high"] >= EXPECTED))
        widths.append(table["ci_high"] - table["ci_low"])
        errors.append(table["strength"] - EXPECTED)
    # What they would be if the spread of estimates were known.
    ideal = 2 * 1.96 * np.std(errors, axis=0)
    return np.mean(inside, axis=0), np.mean(widths, axis=0) / ideal


def test_known_strengths_lie_in_their_intervals():
    inside, wide = covered(50)
    assert inside.mean() >= 0.9
    assert (wide < 2).all()


@pytest.mark.slow
@pytest.mark.parametrize(
    "sizes",
    [
        {"people": 24, "songs": 6},
        {"people": 12, "songs": 20},
        {"people": 30, "songs": 12, "song_sd": 0.5, "person_sd": 0.1},
        {"people": 30, "songs": 12, "song_sd": 0.0, "person_sd": 0.0, "side_bias": 0.5},
    ],
    ids=["few songs", "few people", "songs that differ", "people who lean to the left"],
)
def test_each_known_strength_lies_in_its_interval_in_nine_of_ten_of_200_runs(sizes):
    inside, wide = covered(200, **sizes)
    assert (inside >= 0.9).all()
    # No wider than what so few songs or people make of a normal interval, and a half.
    assert (wide < 2).all()


def unanimous(songs, people):
    """Return the comparison of two conditions of which one won in every song for every person."""
    choices, _ = simulate_choices(
        Behaviour({"one": 50.0, "two": 0.0}, lapse=0), songs, people, songs, 0
    )
    assert set(choices["chosen"]) == {"one"}
    return strength_tables(choices, ["one", "two"], 0, resamples=100)[1].iloc[0]


@pytest.mark.parametrize(("songs", "people"), [(2, 2), (6, 12), (12, 6), (20, 20)])
def test_where_all_agree_the_p_is_of_the_order_of_a_sign_test_of_songs_or_people(songs, people):
    """Whichever are fewer: each of them is one independent sign."""
    row, fewer = unanimous(songs, people), min(songs, people)
    exact = stats.binomtest(fewer, fewer).pvalue
    assert exact / 5 < row["p"] < 100 * exact
    assert row["ci_high"] - row["ci_low"] > 2


def test_four_choices_alike_tell_nothing():
    row = unanimous(2, 2)
    assert row["p"] > 0.05
    assert row["ci_low"] < 0 < row["ci_high"]


@pytest.mark.parametrize("strength", [3.0, 4.0])
def test_strengths_by_which_one_wins_nearly_always_lie_in_their_intervals(strength):
    known = {"one": strength, "two": 0.0}
    inside = []
    for seed in range(100):
        choices, _ = simulate_choices(
            Behaviour(known, lapse=0.0, song_sd=0.0, person_sd=0.0), 6, 12, 6, seed
        )
        row = strength_tables(choices, list(known), seed, resamples=100)[1].iloc[0]
        inside.append(row["better"] == "one" and row["ci_low"] <= strength <= row["ci_high"])
    assert np.mean(inside) >= 0.9


def test_where_nothing_differs_no_condition_is_better_in_nineteen_of_twenty_runs():
    found = 0
    for seed in range(60):
        choices, _ = simulate_choices(Behaviour(dict.fromkeys(KNOWN, 0.0)), 6, 24, 18, seed)
        strengths, _ = strength_tables(choices, list(KNOWN), seed, resamples=200)
        found += (strengths["better_than"] != "").any()
    assert found <= 6


def test_a_clear_difference_is_told():
    clear = {"onset": 1.5, "energy": 0.0, "linear": -1.5}
    choices, _ = simulate_choices(Behaviour(clear), 10, 24, 18, seed=0)
    strengths, comparisons = strength_tables(choices, list(clear), 0)
    assert list(strengths["better_than"]) == ["energy, linear", "linear", ""]
    assert set(zip(comparisons["better"], comparisons["other"], strict=True)) == {
        ("onset", "energy"),
        ("onset", "linear"),
        ("energy", "linear"),
    }


def test_the_comparison_that_was_named_before_is_not_corrected():
    choices, _ = simulate_choices(Behaviour(KNOWN), 8, 24, 18, seed=0)
    _, plain = strength_tables(choices, list(KNOWN), 0)
    _, named = strength_tables(choices, list(KNOWN), 0, primary=("onset", "linear"))
    of_named = named[named["primary"] == "yes"].iloc[0]
    assert {of_named["better"], of_named["other"]} == {"onset", "linear"}
    assert of_named["p_holm"] == of_named["p"]
    others = named[named["primary"] == ""]
    assert (others["p_holm"] >= others["p"]).all()
    assert (plain["p_holm"] >= plain["p"]).all()


def test_repeats_and_catch_trials_do_not_count():
    choices, _ = simulate_choices(Behaviour(KNOWN), 4, 6, 12, seed=0)
    more = pd.concat([choices, choices.assign(kind="repeat"), choices.assign(kind="catch")])
    assert wins_of(more, list(KNOWN)).sum() == len(choices)


def test_with_one_song_people_alone_are_resampled_and_with_one_of_both_nothing():
    for songs, people, told in ((1, 8, True), (8, 1, True), (1, 1, False)):
        choices, _ = simulate_choices(Behaviour(KNOWN), songs, people, 12, seed=0)
        table, comparisons = strength_tables(choices, list(KNOWN), 0, resamples=100)
        assert table["strength"].notna().all()
        assert table["ci_low"].notna().all() == told
        assert comparisons["p"].notna().all() == told


def test_conditions_that_no_choice_connects_have_no_strength():
    choices, _ = simulate_choices(Behaviour(KNOWN), 4, 6, 12, seed=0)
    met = choices[(choices["chosen"] != "linear") & (choices["other"] != "linear")]
    table, comparisons = strength_tables(met, list(KNOWN), 0, resamples=50)
    assert list(table["strength"].isna()) == [False, False, False, True]
    assert comparisons["p"].notna().sum() == 3


def test_without_any_choice_nothing_is_told():
    choices, _ = simulate_choices(Behaviour(KNOWN), 4, 6, 12, seed=0)
    table, comparisons = strength_tables(choices.iloc[:0], list(KNOWN), 0)
    assert table["strength"].isna().all()
    assert comparisons["p"].isna().all()


def test_noise_of_answers_is_not_counted_for_people_and_for_songs_again():
    """Where neither differ, the standard error is that of independent answers."""
    behaviour = Behaviour(KNOWN, song_sd=0.0, person_sd=0.0, lapse=0.0)
    ratios = []
    for seed in range(20):
        choices, _ = simulate_choices(behaviour, 20, 40, 20, seed)
        found = estimate(wins_of(choices, list(KNOWN)), seed, 300)
        weights = np.array([1.0, 0, 0, -1])
        alone = np.sqrt(weights @ found.covariances[0] @ weights)
        ratios.append(found.deviation(weights) / alone)
    assert np.mean(ratios) < 1.25
