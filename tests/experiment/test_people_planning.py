"""How many people are needed is what studies of simulated people come to."""

import numpy as np
import pandas as pd
import pytest
from people_answers import small_experiment

from yellowsound.experiment.planning import (
    better_by,
    most_pairs,
    power_of,
    power_table,
    said_of_power,
)
from yellowsound.experiment.simulate import Behaviour, simulate_choices
from yellowsound.experiment.strength_tables import strength_tables
from yellowsound.run.errors import UserError
from yellowsound.run.seeds import derive_seed

CONDITIONS = ("onset", "energy", "linear")
BETTER = Behaviour(better_by(0.65, CONDITIONS))


def test_the_better_condition_wins_the_share_that_is_asked_for():
    strengths = better_by(0.65, CONDITIONS)
    assert list(strengths) == list(CONDITIONS)
    assert 1 / (1 + np.exp(-(strengths["onset"] - strengths["linear"]))) == pytest.approx(0.65)


def test_a_run_of_one_condition_is_refused():
    with pytest.raises(UserError, match=r"has one condition \(onset\)"):
        better_by(0.65, ["onset"])


def test_power_grows_with_people_and_with_trials():
    few, many = (power_of(BETTER, 8, people, 10, 0, studies=60) for people in (6, 48))
    short, longer = (power_of(BETTER, 8, 12, trials, 0, studies=60) for trials in (6, 24))
    assert few + 0.2 < many
    assert short + 0.2 < longer


def test_without_a_difference_the_power_is_that_of_chance():
    nothing = Behaviour(better_by(0.5, CONDITIONS))
    # Told in the right direction alone: half of one in twenty.
    assert power_of(nothing, 8, 16, 12, 0, studies=100) <= 0.08


def test_power_is_how_often_whole_analyses_of_the_same_studies_find_the_difference():
    studies, found = 60, 0
    for study in range(studies):
        choices, _ = simulate_choices(BETTER, 8, 24, 20, derive_seed(0, study))
        _, compared = strength_tables(
            choices, list(CONDITIONS), study, primary=("onset", "energy"), resamples=300
        )
        row = compared[compared["primary"] == "yes"].iloc[0]
        found += row["better"] == "onset" and row["p_holm"] < 0.05
    planned = power_of(BETTER, 8, 24, 20, 0, studies)
    assert 0.4 < planned < 0.9
    assert found / studies == pytest.approx(planned, abs=0.07)


def test_a_table_has_a_row_a_size_and_ends_where_the_power_is_full():
    strong = Behaviour(better_by(0.95, CONDITIONS))
    table = power_table(strong, 12, 0.8, 0, people=(4, 24, 48), trials=(6, 12), studies=20)
    for _, rows in table.groupby("trials"):
        assert list(rows["people"]) == [4, 24, 48][: len(rows)]
        assert (rows["power"].iloc[:-1] < 0.99).all()
    assert len(table) < 6


def test_enough_is_what_every_larger_size_has_too():
    table = pd.DataFrame({"trials": 10, "people": [6, 8, 12, 16], "power": [0.5, 0.85, 0.7, 0.9]})
    table["most"] = ""
    table["enough"] = ["", "", "", "yes"]
    (said,) = said_of_power(table, 0.65, 8, 0.8)
    assert "16 people are needed" in said
    (said,) = said_of_power(table.assign(enough=""), 0.65, 8, 0.8)
    assert "more than 16 people are needed" in said


def test_no_more_pairs_are_planned_than_the_page_shows_to_a_person():
    two = Behaviour(better_by(0.65, ("onset", "linear")))
    table = power_table(two, 6, 0.8, 0, people=(6,), trials=(4, 10, 20, 40), studies=2)
    assert list(table["trials"]) == [4, 6]
    assert list(table["most"]) == ["", "yes"]
    shorter, longest = said_of_power(table, 0.65, 6, 0.8)
    assert shorter.startswith("4 pairs each: ")
    assert longest.startswith("6 pairs each (the most that the page shows): ")


def test_as_many_pairs_are_planned_as_the_page_shows_in_the_longest_session():
    shown = small_experiment(songs=6, minutes=500, people=1)
    pairs = [each for each in shown.lists[0] if shown.trials[each.trial].kind == "pair"]
    assert len(pairs) == most_pairs(6, len(shown.conditions))
