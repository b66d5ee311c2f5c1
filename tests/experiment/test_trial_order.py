"""Trials come in an order in which songs change, repeats lie apart and checks are spread."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from videos_told import told_videos

from yellowsound.experiment.dealing import Draw
from yellowsound.experiment.design import design_experiment
from yellowsound.experiment.order import APART, ordered, wrong


def orders(songs, minutes=20, participants=6, seed=0):
    """Return the trials of each list in their order."""
    experiment = design_experiment(told_videos(songs), minutes, participants, seed)
    return [[experiment.trials[place.trial] for place in shown] for shown in experiment.lists]


@settings(max_examples=20)
@given(songs=st.integers(4, 7), seed=st.integers(0, 10**6))
def test_no_song_comes_twice_in_a_row_where_there_are_enough(songs, seed):
    for trials in orders(songs, seed=seed):
        assert all(one.song != two.song for one, two in pairwise(trials))


@settings(max_examples=20)
@given(songs=st.integers(2, 7), minutes=st.integers(11, 30), seed=st.integers(0, 10**6))
def test_a_repeat_lies_apart_from_what_it_repeats(songs, minutes, seed):
    for trials in orders(songs, minutes, seed=seed):
        place = {trial.id: number for number, trial in enumerate(trials)}
        repeats = [trial for trial in trials if trial.kind == "repeat"]
        assert all(place[trial.id] - place[trial.of] >= APART for trial in repeats)


def test_a_session_begins_with_a_pair():
    assert {trials[0].kind for trials in orders(5, participants=30)} == {"pair"}


def test_another_seed_gives_another_order():
    draws = [Draw("pair", f"a{n}", f"b{n}", f"song {n % 4}", "a") for n in range(12)]
    assert ordered(draws, 1) == ordered(draws, 1) != ordered(draws, 2)
    assert sorted(map(repr, ordered(draws, 1))) == sorted(map(repr, draws))


@pytest.mark.parametrize(
    ("songs", "lacking"), [("xyxyxy", (0, 0, 0)), ("xxyxyy", (0, 2, 0)), ("xxxyyy", (0, 4, 0))]
)
def test_songs_that_follow_themselves_are_counted(songs, lacking):
    order = [Draw("pair", f"a{n}", f"b{n}", song, "a") for n, song in enumerate(songs)]
    assert wrong(order) == lacking


def test_a_repeat_that_comes_too_soon_and_checks_in_a_row_are_counted():
    pairs = [Draw("pair", f"a{n}", f"b{n}", f"song {n}", "a") for n in range(3)]
    repeat = Draw("repeat", "a0", "b0", "song 0", "b")
    catches = [Draw("catch", f"a{n}", f"a{n}", f"song {n}", "a") for n in range(2)]
    assert wrong([*pairs, repeat]) == (APART - 3, 0, 0)
    assert wrong([*catches, *pairs]) == (0, 0, 2)
