"""Whose answers do not count, and that the reason is told."""

import copy

import pytest
from people_answers import answered, small_experiment, write_responses

from yellowsound.experiment.exclusions import Limits, needed_s, sift
from yellowsound.experiment.responses import read_responses

EXPERIMENT = small_experiment(people=40, minutes=20, songs=12)
LIMITS = Limits()
TOLD = answered(EXPERIMENT)


@pytest.fixture
def told():
    return copy.deepcopy(TOLD[:4])


def sifted(folder, told, limits=LIMITS, experiment=EXPERIMENT):
    """Return participants, excluded and kept, as `sift` does."""
    return sift(read_responses(write_responses(folder, told), experiment), experiment, limits)


def catches(told):
    return [answer for answer in told["answers"] if kind(answer) == "catch"]


def kind(answer):
    return EXPERIMENT.trials[answer["trial"]].kind


def test_attentive_people_are_kept(tmp_path, told):
    participants, excluded, kept = sifted(tmp_path, told)
    assert len(kept) == len(told)
    assert excluded.empty
    assert set(participants["excluded"]) == {""}
    assert (participants["catch_right"] == participants["catch"]).all()


@pytest.mark.parametrize(
    ("screening", "rule"),
    [({"photosensitive": True}, "photosensitive"), ({"consent": False}, "consent")],
)
def test_whom_the_screening_excludes_is_told(tmp_path, told, screening, rule):
    told[3]["screening"] |= screening
    participants, excluded, kept = sifted(tmp_path, told)
    assert list(excluded["rule"]) == [rule]
    assert list(excluded["participant"]) == [told[3]["participant"]]
    assert len(kept) == len(told) - 1
    assert participants["excluded"][3] == rule
    assert participants["answers"][3] == 0


def test_too_many_wrong_catch_trials_exclude(tmp_path, told):
    count = len(catches(told[0]))
    wrong = count // 3 + 1
    for answer in catches(told[0])[:wrong]:
        answer["chosen"] = "b"
    for answer in catches(told[1])[: count // 3]:
        answer["chosen"] = "b"
    _, excluded, _ = sifted(tmp_path, told)
    assert list(excluded["file"]) == ["00.json"]
    assert excluded["reason"][0] == (
        f"{count - wrong} of {count} catch trials right, 66 % are asked for"
    )


def test_the_share_of_catch_trials_can_be_set(tmp_path, told):
    catches(told[0])[0]["chosen"] = "b"
    assert sifted(tmp_path, told)[1].empty
    assert list(sifted(tmp_path, told, Limits(catch_right=1.0))[1]["rule"]) == ["catch"]
    for answer in catches(told[0]):
        answer["chosen"] = "b"
    assert sifted(tmp_path, told, Limits(catch_right=0.0))[1].empty


def test_answers_before_the_videos_could_be_watched_exclude(tmp_path, told):
    for answer in told[0]["answers"][:10]:
        answer |= {"time_s": 3.0, "watched_s": 2.5}
    told[1]["answers"][0] |= {"time_s": 3.0, "watched_s": 2.5}
    participants, excluded, _ = sifted(tmp_path, told)
    assert list(excluded["rule"]) == ["speed"]
    assert excluded["reason"][0].startswith("10 of ")
    assert list(participants["too_fast"][:2]) == [10, 1]


def test_in_turn_both_videos_have_to_be_watched():
    trial = next(trial for trial in EXPERIMENT.trials.values() if trial.kind == "pair")
    in_turn = small_experiment(layout="in-turn")
    assert needed_s(trial, EXPERIMENT) == 10
    assert needed_s(next(iter(in_turn.trials.values())), in_turn) == 20


def test_who_chooses_one_side_every_time_is_excluded(tmp_path, told):
    for answer in told[0]["answers"]:
        answer["chosen"] = answer["left"]
    _, excluded, _ = sifted(tmp_path, told)
    assert "side" in set(excluded["rule"])
    assert set(excluded["participant"]) == {told[0]["participant"]}
    reason = excluded.loc[excluded["rule"] == "side", "reason"].iloc[0]
    assert reason.startswith("chose left (or first) in each of")


def test_who_leans_to_one_side_is_excluded_by_catch_trials(tmp_path):
    """By all but one answer on one side: half of the catch trials are right."""
    leaning = answered(EXPERIMENT, side_bias=6.0, catch=0.5)
    _, excluded, kept = sifted(tmp_path, leaning)
    assert len(kept) <= 0.05 * len(leaning)
    assert "catch" in set(excluded["rule"])


def test_most_who_guess_are_excluded_and_few_who_attend_are(tmp_path):
    guessing = answered(EXPERIMENT, lapse=1.0)
    attending = answered(EXPERIMENT, seed=2, catch=0.95, lapse=0.02)
    limits = Limits(catch_right=0.8)
    _, _, kept = sifted(tmp_path / "guessing", guessing, limits)
    assert len(kept) <= 0.2 * len(guessing)
    _, _, kept = sifted(tmp_path / "attending", attending, limits)
    assert len(kept) >= 0.9 * len(attending)


def test_a_person_may_fall_under_several_rules(tmp_path, told):
    for answer in told[0]["answers"]:
        answer |= {"chosen": answer["left"], "time_s": 2.0, "watched_s": 1.0}
    participants, excluded, _ = sifted(tmp_path, told)
    assert set(excluded["rule"]) == {"catch", "speed", "side"}
    assert participants["excluded"][0] == "catch, speed, side"


def test_who_did_not_hear_the_tone_is_excluded(tmp_path, told):
    told[1]["screening"]["volume"] = False
    participants, excluded, kept = sifted(tmp_path, told)
    assert list(excluded["rule"]) == ["sound"]
    assert excluded["reason"][0] == "did not hear on which side the tone was, in three tries"
    assert len(kept) == len(told) - 1
    assert list(participants["sound_heard"]) == ["yes", "no", "yes", "yes"]


def test_what_people_listened_with_and_how_far_pictures_were_from_sound_is_told(tmp_path, told):
    told[0]["screening"]["headphones"] = "loudspeakers"
    told[0]["page"]["drift_ms"] = 31.5
    del told[1]["page"]
    participants, _, _ = sifted(tmp_path, told)
    assert list(participants["listened"][:2]) == ["loudspeakers", "headphones"]
    assert participants["drift_ms"][0] == 31.5
    assert participants["drift_ms"].isna()[1]


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1+1", "@sum", "\t=1+1"])
def test_no_answer_is_a_formula(tmp_path, told, text):
    told[0]["questions"] = {"says": text, "plays": [text, "x"], "age": "-3"}
    participants, _, _ = sifted(tmp_path, told)
    assert participants["question_says"][0] == f"'{text.strip()}"
    assert participants["question_plays"][0].startswith("'")
    assert participants["question_age"][0] == "-3"


def test_answers_to_questions_have_a_column_each_and_stay_in_one_cell(tmp_path, told):
    told[0]["questions"] = {"age": "30", "says": "one\ttwo\nthree", "plays": ["piano", "drums"]}
    participants, _, _ = sifted(tmp_path, told)
    assert participants["question_says"][0] == "one two three"
    assert participants["question_plays"][0] == "piano; drums"
    assert participants["question_age"][1] == ""
