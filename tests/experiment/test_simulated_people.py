"""Simulated participants choose as they are told to, and their files are answers like any other."""

import numpy as np
import pandas as pd
import pytest
from people_answers import STRENGTHS, answered, small_experiment, write_responses

from yellowsound.experiment.responses import choices_of, read_responses
from yellowsound.experiment.simulate import Behaviour, simulate_choices
from yellowsound.experiment.strengths import fit, wins_of

EVEN = {"one": 0.0, "two": 0.0}


def left(**behaviour):
    """Return how often the left of two equal videos is chosen."""
    choices, _ = simulate_choices(
        Behaviour(EVEN, song_sd=0, person_sd=0, **behaviour), 4, 100, 40, seed=0
    )
    return (choices["side"] == "left").mean()


def test_the_better_of_two_is_chosen_as_often_as_the_model_says():
    behaviour = Behaviour({"one": np.log(3), "two": 0.0}, song_sd=0, person_sd=0, lapse=0)
    choices, _ = simulate_choices(behaviour, 4, 100, 40, seed=0)
    assert (choices["chosen"] == "one").mean() == pytest.approx(0.75, abs=0.02)


def test_guesses_fall_on_both_alike():
    behaviour = Behaviour({"one": 50.0, "two": 0.0}, lapse=0.2)
    choices, _ = simulate_choices(behaviour, 4, 100, 40, seed=0)
    assert (choices["chosen"] == "one").mean() == pytest.approx(0.9, abs=0.02)


def test_a_leaning_to_the_left_favours_what_stands_there():
    assert left() == pytest.approx(0.5, abs=0.03)
    assert left(side_bias=np.log(3), lapse=0.0) == pytest.approx(0.75, abs=0.03)


def test_every_person_judges_as_many_pairs_and_every_pair_is_judged_alike_often():
    choices, _ = simulate_choices(Behaviour(STRENGTHS), 5, 12, 10, seed=1)
    assert set(choices["participant"].value_counts()) == {10}
    videos = choices[["chosen_video", "other_video"]].apply(lambda row: tuple(sorted(row)), axis=1)
    counts = videos.value_counts()
    assert counts.max() - counts.min() == 0
    assert len(counts) == 15


@pytest.mark.parametrize("trials", [7, 10, 15])
def test_nobody_judges_the_same_two_videos_twice(trials):
    choices, _ = simulate_choices(Behaviour(STRENGTHS), 5, 12, trials, seed=1)
    videos = choices[["chosen_video", "other_video"]].apply(frozenset, axis=1)
    assert not choices.assign(videos=videos).duplicated(["participant", "videos"]).any()


def test_the_same_seed_gives_the_same_people():
    one, worth = simulate_choices(Behaviour(STRENGTHS), 3, 4, 6, seed=5)
    again, worth_again = simulate_choices(Behaviour(STRENGTHS), 3, 4, 6, seed=5)
    pd.testing.assert_frame_equal(one, again)
    pd.testing.assert_frame_equal(worth, worth_again)


@pytest.mark.parametrize("layout", ["side-by-side", "in-turn"])
def test_files_of_an_experiment_are_read_and_tell_the_strengths(tmp_path, layout):
    experiment = small_experiment(people=30, minutes=20, songs=8, layout=layout)
    found = []
    for seed in range(6):
        # Tastes of songs and people, averaged over, would pull what is seen towards 0.
        told = answered(experiment, seed, song_sd=0.0, person_sd=0.0)
        responses = read_responses(write_responses(tmp_path / str(seed), told), experiment)
        wins = wins_of(choices_of(responses, experiment), list(STRENGTHS))
        found.append(fit(wins.sum((0, 1))))
    np.testing.assert_allclose(np.mean(found, axis=0), list(STRENGTHS.values()), atol=0.08)
