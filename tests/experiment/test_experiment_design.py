"""The design is balanced, the same for the same seed, and fits the participants' minutes."""

import json
from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people_answers import answered, write_responses
from videos_told import told_videos

from yellowsound.experiment.dealing import MOST_FLASHES
from yellowsound.experiment.design import design_experiment, read_experiment
from yellowsound.experiment.responses import read_responses
from yellowsound.experiment.timing import IN_TURN, session_s, trial_s
from yellowsound.run.errors import UserError
from yellowsound.run.files import write_json
from yellowsound.video import flashes


def planned(videos=None, minutes=20, participants=24, seed=0, **more):
    return design_experiment(videos or told_videos(), minutes, participants, seed, **more)


def kinds(experiment, shown, kind="pair"):
    """Return the trials of a kind in a list, each with what stands left."""
    found = [(experiment.trials[place.trial], place.left) for place in shown]
    return [(trial, left) for trial, left in found if trial.kind == kind]


def conditions_of(experiment, trial):
    return tuple(experiment.videos[name].condition for name in (trial.a, trial.b))


designs = given(
    songs=st.integers(1, 6),
    conditions=st.integers(2, 5),
    minutes=st.integers(25, 60),
    participants=st.integers(1, 12),
    seed=st.integers(0, 10**6),
)


@settings(max_examples=25)
@designs
def test_a_list_compares_every_two_conditions_equally_often(
    songs, conditions, minutes, participants, seed
):
    experiment = planned(told_videos(songs, conditions), minutes, participants, seed)
    for shown in experiment.lists:
        counts = Counter(conditions_of(experiment, trial) for trial, _ in kinds(experiment, shown))
        assert counts.keys() == set(combinations(experiment.conditions, 2))
        assert len(set(counts.values())) == 1


@settings(max_examples=25)
@designs
def test_in_a_list_each_of_two_conditions_is_left_as_often_as_the_other_give_or_take_one(
    songs, conditions, minutes, participants, seed
):
    experiment = planned(told_videos(songs, conditions), minutes, participants, seed)
    for shown in experiment.lists:
        lefts = Counter()
        for trial, left in kinds(experiment, shown):
            lefts[conditions_of(experiment, trial)] += 1 if left == "a" else -1
        assert max(map(abs, lefts.values())) <= 1


@pytest.mark.parametrize("minutes", [8, 12, 20])
def test_over_an_even_number_of_lists_both_videos_of_a_pair_are_left_equally_often(minutes):
    experiment = planned(minutes=minutes, participants=40)
    lefts = Counter()
    for shown in experiment.lists:
        for trial, left in kinds(experiment, shown):
            lefts[conditions_of(experiment, trial)] += 1 if left == "a" else -1
    assert set(lefts.values()) == {0}


@pytest.mark.parametrize("songs", range(2, 13))
@pytest.mark.parametrize("minutes", [20, 30, 45])
def test_over_many_lists_each_trial_has_either_video_left_about_as_often(songs, minutes):
    experiment = planned(told_videos(songs, 5), minutes, participants=48)
    lefts = Counter()
    for shown in experiment.lists:
        for trial, left in kinds(experiment, shown):
            lefts[trial.id] += 1 if left == "a" else -1
    assert max(map(abs, lefts.values())) <= 4


@pytest.mark.parametrize("count", range(1, 9))
def test_each_video_of_a_catch_trial_is_in_step_on_either_side_about_as_often(count):
    chosen = [f"v{number:03d}" for number in range(1, count + 1)]
    experiment = planned(told_videos(8, 2), participants=48, catches=chosen)
    sides = Counter()
    for shown in experiment.lists:
        for trial, left in kinds(experiment, shown, "catch"):
            sides[trial.a] += 1 if left == "a" else -1
    assert set(sides) == set(chosen)
    assert max(map(abs, sides.values())) <= 2


def test_where_no_video_serves_catch_trials_others_are_not_taken():
    with pytest.raises(UserError, match="no video of its own that may stand beside itself"):
        planned(catches=[])


def test_over_all_lists_the_trials_of_two_conditions_are_shown_equally_often():
    experiment = planned(minutes=8, participants=25)
    counts = Counter(
        trial.id for shown in experiment.lists for trial, _ in kinds(experiment, shown)
    )
    assert set(counts.values()) == {5}


def test_no_list_shows_a_pair_twice_but_its_repeats():
    experiment = planned()
    for shown in experiment.lists:
        pairs = [trial.id for trial, _ in kinds(experiment, shown)]
        assert len(pairs) == len(set(pairs))


def test_a_repeat_shows_a_pair_of_the_list_with_sides_exchanged():
    experiment = planned()
    for shown in experiment.lists:
        sides = {trial.id: left for trial, left in kinds(experiment, shown)}
        repeats = kinds(experiment, shown, "repeat")
        assert repeats
        for trial, left in repeats:
            assert {left, sides[trial.of]} == {"a", "b"}
            assert (trial.a, trial.b) == (
                experiment.trials[trial.of].a,
                experiment.trials[trial.of].b,
            )


def test_a_catch_trial_shows_a_video_against_itself_and_stands_on_both_sides():
    experiment = planned(catches=["v002", "v006"])
    sides = Counter()
    for shown in experiment.lists:
        for trial, left in kinds(experiment, shown, "catch"):
            assert (trial.a, trial.b, trial.right) in {
                ("v002", "v002s", "a"),
                ("v006", "v006s", "a"),
            }
            sides[left] += 1
    assert sides["a"] == sides["b"]
    assert experiment.shifted == {"v002s": "v002", "v006s": "v006"}


def test_a_session_takes_no_longer_than_its_minutes_and_no_room_is_left_for_another_round():
    experiment = planned(minutes=14, participants=1)
    pairs = len(kinds(experiment, experiment.lists[0]))
    assert session_s(pairs, trial_s(12.0, "side-by-side")) <= 14 * 60
    assert session_s(pairs + 6, trial_s(12.0, "side-by-side")) > 14 * 60


def test_the_longest_video_decides_how_many_trials_fit():
    short, long = planned(), planned(told_videos(duration_s=25.0))
    assert len(long.lists[0]) < len(short.lists[0])


def test_one_after_the_other_takes_longer_than_side_by_side():
    assert len(planned(layout=IN_TURN).lists[0]) < len(planned().lists[0])


def test_too_few_minutes_are_refused_with_those_that_it_takes():
    with pytest.raises(UserError, match=r"6 pairs of conditions takes 8 minutes.*: give so many"):
        planned(minutes=7)
    assert planned(minutes=8)


def test_a_single_condition_is_refused():
    with pytest.raises(UserError, match=r"conditions: energy\): name at least two"):
        planned(told_videos(conditions=1))


def flashing(*rates):
    """Return videos of three songs, a condition for each number of flashes a second."""
    videos = told_videos(3, len(rates))
    return [
        replace(video, flashes_per_s=rates[number % len(rates)])
        for number, video in enumerate(videos)
    ]


@pytest.mark.parametrize("seed", range(3))
def test_no_trial_side_by_side_has_more_than_three_flashes_a_second_in_view(seed):
    experiment = planned(flashing(0, 1, 2, 3), seed=seed)
    together = {
        kind: {
            experiment.videos[trial.a].flashes_per_s + experiment.videos[trial.b].flashes_per_s
            for trial in experiment.trials.values()
            if trial.kind == kind
        }
        for kind in ("pair", "catch")
    }
    assert together == {"pair": {1, 2, 3}, "catch": {0, 2}}


def test_one_after_the_other_two_videos_do_not_flash_together():
    experiment = planned(flashing(2, 3), layout=IN_TURN)
    assert len([trial for trial in experiment.trials.values() if trial.kind == "pair"]) == 3


def test_a_condition_that_can_be_compared_with_no_other_is_left_out():
    assert planned(flashing(1, 2, 3)).conditions == ("energy", "onset")


def test_as_many_flashes_are_allowed_together_as_in_a_single_video():
    assert MOST_FLASHES == flashes.MOST_FLASHES


def test_where_all_flash_too_often_together_it_is_told_what_to_do():
    with pytest.raises(UserError, match=r"no two videos of one song .*by `experiment_layout: in-t"):
        planned(flashing(2, 2))


def test_where_none_may_stand_beside_itself_it_is_told_what_to_do():
    with pytest.raises(UserError, match=r"beside itself in a catch trial: .*`experiment_layout"):
        planned(flashing(2, 1), catches=["v001"])


def test_two_conditions_that_share_no_song_are_refused():
    apart = [video for video in told_videos(2, 2) if video.id in ("v001", "v004")]
    with pytest.raises(UserError, match="no song with videos of two conditions"):
        planned(apart)


def test_a_condition_that_one_song_has_does_not_keep_the_others_from_being_shown_more_often():
    videos = [*told_videos(4, 3), replace(told_videos(1, 4)[3], id="v900")]
    (shown,) = planned(videos, participants=1).lists
    assert len(shown) > 2 * 6


def test_the_same_seed_gives_the_same_experiment_and_another_one_another():
    assert planned(seed=3).as_json() == planned(seed=3).as_json()
    assert planned(seed=3).hash != planned(seed=4).hash


def test_more_participants_leave_lists_trials_and_the_hash_as_they_are():
    few, many = planned(participants=3), planned(participants=30)
    assert few.lists == many.lists[:3]
    assert few.trials == many.trials
    assert few.hash == many.hash


def test_answers_of_fewer_participants_still_count_when_more_are_planned(tmp_path):
    few, many = planned(participants=3), planned(participants=30)
    answers = answered(few, strengths=dict.fromkeys(few.conditions, 0.0))
    assert len(read_responses(write_responses(tmp_path / "own", answers), many)) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"texts_sha256": "0" * 64},
        {"analysis": {"limits": {"catch_right": 0.5}}},
        {"minutes": 21},
        {"layout": IN_TURN},
    ],
)
def test_what_people_read_see_and_are_judged_by_is_in_the_hash(change):
    assert replace(planned(), **change).hash != planned().hash


def test_the_name_of_a_trial_does_not_tell_its_kind():
    kinds_in_order = [trial.kind for _, trial in sorted(planned().trials.items())]
    assert kinds_in_order != sorted(kinds_in_order, key=["pair", "repeat", "catch"].index)
    assert len(set(kinds_in_order[:10])) > 1


def test_the_hash_is_told_and_what_is_read_is_what_was_written(tmp_path):
    experiment = replace(
        planned(run="study", catches=["v001"]), texts_sha256="1" * 64, analysis={"seed": 3}
    )
    told = experiment.as_json()
    write_json(tmp_path / "experiment.json", told)
    assert told["experiment"] == experiment.hash
    assert read_experiment(tmp_path / "experiment.json") == experiment


@pytest.mark.parametrize("number", [0, 23])
def test_a_file_that_was_changed_is_refused(tmp_path, number):
    told = json.loads(json.dumps(planned().as_json()))
    shown = told["lists"][number][0]
    shown["left"] = {"a": "b", "b": "a"}[shown["left"]]
    write_json(tmp_path / "experiment.json", told)
    with pytest.raises(UserError, match=r"was changed .*: make the page again"):
        read_experiment(tmp_path / "experiment.json")


def test_a_file_of_another_version_is_refused(tmp_path):
    write_json(tmp_path / "experiment.json", {**planned().as_json(), "version": 2})
    with pytest.raises(UserError, match=r"no experiment of version 1: make the page again"):
        read_experiment(tmp_path / "experiment.json")
