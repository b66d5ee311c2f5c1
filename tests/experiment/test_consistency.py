"""How consistent people are, with themselves and with each other."""

import math

import numpy as np
import pandas as pd
import pytest

from yellowsound.experiment.consistency import (
    consistency_table,
    leaning,
    liked_from_repeats,
    most_agree,
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
    assert liked_from_repeats(q**2 + (1 - q) ** 2) == pytest.approx(q)
    assert liked_from_repeats(0.4) == 0.5
    assert math.isnan(liked_from_repeats(math.nan))


@pytest.mark.parametrize("mirrored", [False, True], ids=["all to the left", "half to either side"])
def test_who_leans_to_a_side_is_not_taken_to_follow_the_videos_less(mirrored, rng):
    """The better video is chosen with 0.92 on the liked side, 0.48 on the other: 0.7 of all."""
    rows = []
    for person in range(60):
        likes_right = mirrored and person % 2 == 1
        for trial in range(40):
            for kind, better_left in (("pair", trial % 2 == 0), ("repeat", trial % 2 == 1)):
                right = rng.random() < (0.92 if better_left != likes_right else 0.48)
                rows.append(
                    {
                        "participant": str(person),
                        "trial": f"{trial} {kind}",
                        "kind": kind,
                        "of": f"{trial} pair" if kind == "repeat" else "",
                        "song": "one",
                        "chosen_video": f"{trial} {'a' if right else 'b'}",
                        "other_video": f"{trial} {'b' if right else 'a'}",
                        "side": "left" if right == better_left else "right",
                    }
                )
    table = consistency_table(pd.DataFrame(rows), 0)
    assert value(table, "liked video chosen") == pytest.approx(0.7, abs=0.02)
    assert liked_from_repeats(value(table, "repeats alike")) < 0.65


def test_nobody_leans_to_a_side_whose_answers_fall_on_both_by_chance(rng):
    sides = np.where(rng.random(4000) < 0.5, "left", "right")
    people = np.repeat(np.arange(400), 10)
    assert leaning(pd.DataFrame({"side": sides, "participant": people})) < 0.01
    assert leaning(pd.DataFrame({"side": ["left"] * 6, "participant": [1] * 3 + [2] * 3})) == 1.0


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
