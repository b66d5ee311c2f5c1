"""How consistent people are, with themselves and with each other."""

import math

import numpy as np
import pandas as pd
import pytest

from yellowsound.experiment.consistency import (
    consistency_table,
    most_agree,
    most_from_repeats,
    others_agree,
)
from yellowsound.experiment.simulate import Behaviour, simulate_choices


def choices(*rows, kind="pair"):
    """Return choices: person, song and the chosen video of `a` and `b`."""
    told = [
        {
            "participant": person,
            "trial": song,
            "kind": kind,
            "of": "",
            "song": song,
            "chosen_video": f"{song} {video}",
            "other_video": f"{song} {'b' if video == 'a' else 'a'}",
            "side": "left" if video == "a" else "right",
        }
        for person, song, video in rows
    ]
    return pd.DataFrame(told)


def value(table, measure):
    return table.set_index("measure")["value"][measure]


def test_two_people_who_agree_on_three_of_four_pairs():
    given = [("one", song, "a") for song in "wxyz"]
    given += [("two", song, "a") for song in "wxy"] + [("two", "z", "b")]
    table = consistency_table(choices(*given), 0)
    assert value(table, "pairwise agreement") == pytest.approx(0.75)
    assert value(table, "agreement u") == pytest.approx(0.5)


def test_u_is_that_of_kendall_and_babington_smith():
    """Four people, one pair, three choose alike: 3 of 6 pairs of people agree."""
    given = [("one", "x", "a"), ("two", "x", "a"), ("three", "x", "a"), ("four", "x", "b")]
    assert value(consistency_table(choices(*given), 0), "agreement u") == pytest.approx(0.0)


def test_who_is_left_out_does_not_predict_the_own_choice():
    given = choices(("one", "x", "a"), ("two", "x", "a"), ("three", "x", "b"), ("four", "y", "a"))
    np.testing.assert_array_equal(others_agree(given), [0.5, 0.5, 0.0, math.nan])
    np.testing.assert_array_equal(most_agree(given), [1.0, 1.0, 0.0, 1.0])


def test_a_repeat_counts_as_alike_where_the_same_video_is_chosen():
    first = choices(("one", "x", "a"), ("one", "y", "a"), ("two", "x", "b"))
    again = choices(("one", "x", "a"), ("one", "y", "b"), ("two", "x", "b"), kind="repeat")
    again = again.assign(of=again["trial"], trial=again["trial"] + " again")
    table = consistency_table(pd.concat([first, again]), 0).set_index("measure")
    assert table["value"]["repeats alike"] == pytest.approx(2 / 3)
    assert table["n"]["repeats alike"] == 3


def test_what_repeats_allow_to_predict_is_how_often_the_better_video_is_chosen():
    q = 0.8
    assert most_from_repeats(q**2 + (1 - q) ** 2) == pytest.approx(q)
    assert most_from_repeats(0.4) == 0.5
    assert math.isnan(most_from_repeats(math.nan))


def test_people_who_guess_agree_by_chance_alone():
    guessing = Behaviour({"one": 0.0, "two": 0.0}, song_sd=0.0, person_sd=0.0)
    shares = [
        value(consistency_table(simulate_choices(guessing, 6, 20, 6, seed)[0], 0), "agreement u")
        for seed in range(20)
    ]
    assert abs(np.mean(shares)) < 0.02


def test_one_person_alone_agrees_with_nobody():
    table = consistency_table(choices(("one", "x", "a"), ("one", "y", "b")), 0)
    told = table.set_index("measure")["value"]
    for measure in ("pairwise agreement", "agreement u", "ceiling", "repeats alike"):
        assert math.isnan(told[measure])
    assert told["left"] == 0.5
