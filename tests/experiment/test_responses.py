"""A response file has to answer this experiment, as it was shown; whatever else is refused."""

import copy
import json
import os

import pytest
from people_answers import answered, small_experiment, write_responses

from yellowsound.experiment.design import Shown
from yellowsound.experiment.files import check_experiment, response_files
from yellowsound.experiment.responses import choices_of, problems_of, read_responses
from yellowsound.run.errors import UserError

EXPERIMENT = small_experiment()
HASH = EXPERIMENT.hash
TOLD = answered(EXPERIMENT)


@pytest.fixture
def told():
    """What a faultless response file holds: the first list's."""
    return copy.deepcopy(TOLD[0])


def problems(told):
    return problems_of(told, EXPERIMENT, HASH)


def refused(folder, *told):
    """Return the lines by which files are refused."""
    with pytest.raises(UserError) as error:
        read_responses(write_responses(folder, told), EXPERIMENT)
    return str(error.value).splitlines()


def test_faultless_files_are_read_as_they_are(tmp_path):
    responses = read_responses(write_responses(tmp_path, TOLD), EXPERIMENT)
    assert [response.participant for response in responses] == [t["participant"] for t in TOLD]
    answers = responses[0].answers
    assert [answer.chosen for answer in answers] == [a["chosen"] for a in TOLD[0]["answers"]]
    assert len(answers) == len(EXPERIMENT.lists[0])


def test_the_order_in_which_answers_stand_does_not_matter(tmp_path, told):
    told["answers"].reverse()
    (response,) = read_responses(write_responses(tmp_path, [told]), EXPERIMENT)
    assert [answer.position for answer in response.answers] == list(range(len(told["answers"])))


# --- malformed -------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "{", "[1, 2", "\ufffe", "null and void"])
def test_what_is_not_json_is_refused(tmp_path, text):
    (line,) = refused(tmp_path, text)
    assert "00.json: it is not JSON" in line


def test_bytes_that_are_no_text_are_refused(tmp_path):
    path = tmp_path / "one.json"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match=r"one\.json: it is not JSON"):
        read_responses([path], EXPERIMENT)


@pytest.mark.parametrize("other", [None, [], 7, "text", {}, {"answers": []}])
def test_json_that_is_no_response_is_refused(other):
    assert "it is no response to an experiment" in problems(other)[0]


@pytest.mark.parametrize("part", ["list", "screening", "answers", "questions", "complete"])
@pytest.mark.parametrize("value", ["missing", None, "text", 1.5])
def test_a_part_that_is_missing_or_of_another_type_is_refused(told, part, value):
    told[part] = value
    if value == "missing":
        del told[part]
    assert problems(told) == [
        f"it has no `{part}`, or one of another type: take the file as the page wrote it, or "
        "leave it out"
    ]


@pytest.mark.parametrize(
    ("part", "value", "said"),
    [
        ("version", 2, "its version is 2, not 1"),
        ("run", "another", "its run is 'another', but the experiment is of 'small'"),
        ("participant", "../../etc", "its participant is '../../etc', which must be 16 digits"),
        ("participant", None, "its participant is None"),
        ("participant", 1234567890123456, "its participant is 1234567890123456, which must be"),
        ("version", True, "its version is True, not 1"),
        ("experiment", "\x1b[31m\n", r"answers another experiment ('\x1b[31m\n', this one"),
        ("run", "\x1b[2J\nall is well", r"its run is '\x1b[2J\nall is well', but"),
        ("list", 6, "its list is 6, but the lists of the experiment are 0 to 5"),
        ("list", -1, "its list is -1"),
        ("screening", {"consent": "yes", "photosensitive": False}, "does not tell `consent`"),
        ("screening", {"consent": True}, "does not tell `photosensitive`"),
    ],
)
def test_a_part_that_cannot_be_is_refused(told, part, value, said):
    told[part] = value
    (problem,) = problems(told)
    assert said in problem


def test_an_answer_that_is_none_is_refused(told):
    told["answers"][3] = "a"
    assert problems(told)[0].startswith("its answer 4 is none")


@pytest.mark.parametrize("name", ["trial", "position", "left", "chosen", "confidence", "time_s"])
def test_an_answer_that_lacks_something_is_refused(told, name):
    del told["answers"][2][name]
    assert problems(told)[0].startswith(f"its answer 3 has no `{name}`")


# --- foreign and repeated --------------------------------------------------------------


def test_an_answer_to_another_experiment_is_refused(tmp_path):
    other = small_experiment(songs=5)
    (line,) = refused(tmp_path, answered(other)[0])
    assert f"answers another experiment ({other.hash[:8]}, this one is" in line
    assert "leave it out" in line


def test_a_participant_who_answers_twice_is_refused(tmp_path):
    again = {**TOLD[1], "participant": TOLD[0]["participant"]}
    (line,) = refused(tmp_path, TOLD[0], again)
    who = TOLD[0]["participant"]
    assert line == (f"00.json and 01.json are of one participant ({who}): leave one of them out")


def test_the_same_answers_under_two_names_are_refused(tmp_path):
    again = {**copy.deepcopy(TOLD[0]), "participant": "0123456789abcdef", "questions": {"a": "b"}}
    for answer in again["answers"]:
        answer["confidence"] = 3
    (line,) = refused(tmp_path, TOLD[0], TOLD[1], again)
    assert line.startswith("00.json and 02.json hold the same answers under two names")


def test_two_people_may_choose_alike(tmp_path):
    again = {**copy.deepcopy(TOLD[0]), "participant": "0123456789abcdef"}
    for answer in again["answers"]:
        answer["time_s"] += 0.01
    assert len(read_responses(write_responses(tmp_path, [TOLD[0], again]), EXPERIMENT)) == 2


# --- manipulated -----------------------------------------------------------------------


def test_an_answer_to_a_trial_that_was_not_in_the_list_is_refused(told):
    shown = {each.trial for each in EXPERIMENT.lists[0]}
    stranger = next(trial for trial in EXPERIMENT.trials if trial not in shown)
    told["answers"].append({**told["answers"][0], "trial": stranger})
    assert problems(told) == [f"trial {stranger}: it was not in list 0: leave the file out"]


def test_sides_that_are_exchanged_are_refused(told):
    answer = told["answers"][4]
    shown, told_left = answer["left"], "b" if answer["left"] == "a" else "a"
    answer["left"] = told_left
    assert problems(told) == [
        f"trial {answer['trial']}: its sides are exchanged: left is {told_left!r}, but {shown!r} "
        "was shown there: leave the file out"
    ]


@pytest.mark.parametrize("position", [1, -1, 999, "0", None, 0.0, True])
def test_a_position_at_which_the_trial_was_not_is_refused(told, position):
    told["answers"][0]["position"] = position
    (problem,) = problems(told)
    assert f"its position is {position!r}, but in list 0 it stands at 0" in problem


@pytest.mark.parametrize("name", ["time_s", "watched_s"])
@pytest.mark.parametrize("value", [-1, float("nan"), float("inf"), 1e9, "12", None, True])
def test_a_time_that_is_impossible_is_refused(told, name, value):
    told["answers"][0][name] = value
    (problem,) = problems(told)
    assert f"{name} is {value!r}, an impossible time" in problem


@pytest.mark.parametrize("name", ["time_s", "watched_s"])
def test_a_whole_number_that_no_float_holds_is_an_impossible_time(tmp_path, told, name):
    told["answers"][0][name] = 10**400
    (line,) = refused(tmp_path, told)
    assert f"{name} is 1000" in line
    assert len(line) < 400


def test_nobody_watches_for_longer_than_the_trial_lasts(told):
    told["answers"][0] |= {"time_s": 5.0, "watched_s": 12.0}
    (problem,) = problems(told)
    assert "an impossible time: the videos played 12 s in a trial of 5 s" in problem


@pytest.mark.parametrize("confidence", [0, 6, 2.5, "3", None, True])
def test_a_confidence_out_of_range_is_refused(told, confidence):
    told["answers"][0]["confidence"] = confidence
    (problem,) = problems(told)
    assert f"confidence is {confidence!r}, which must be a whole number from 1 to 5" in problem


@pytest.mark.parametrize("chosen", ["c", "left", None, 1])
def test_a_choice_of_neither_video_is_refused(told, chosen):
    told["answers"][0]["chosen"] = chosen
    (problem,) = problems(told)
    assert f"chosen is {chosen!r}, which must be 'a' or 'b'" in problem


def test_a_trial_that_is_answered_twice_is_refused(told):
    twice = {**told["answers"][0], "chosen": "b"}
    told["answers"].append(twice)
    assert problems(told) == [
        f"trial {twice['trial']}: it is answered 2 times, and was shown once: leave the file out"
    ]


def test_a_trial_that_a_list_shows_twice_may_be_answered_twice():
    shown = EXPERIMENT.lists[0]
    twice = (*shown, Shown(shown[0].trial, "b" if shown[0].left == "a" else "a"))
    experiment = type(EXPERIMENT)(**{**vars(EXPERIMENT), "lists": (twice,)})
    assert problems_of(answered(experiment)[0], experiment, experiment.hash) == []


def test_a_session_that_was_broken_off_is_refused(told):
    missing = [told["answers"].pop()["trial"] for _ in range(5)]
    (problem,) = problems(told)
    assert f"it is incomplete, 5 of the {len(EXPERIMENT.lists[0])} trials of list 0" in problem
    assert sum(trial in problem for trial in missing) == 3


def test_a_session_that_says_that_it_is_not_complete_is_refused(told):
    told["complete"] = False
    assert problems(told)[0].startswith("it says that it is not complete")


# --- what strangers write ----------------------------------------------------------------


@pytest.mark.parametrize("value", ["\x1b[2J", "one\ntwo", "x" * 10**5, [[["deep"] * 99] * 99]])
@pytest.mark.parametrize("part", ["trial", "position", "left", "chosen", "confidence", "time_s"])
def test_what_a_file_tells_stays_on_one_short_line(told, part, value):
    told["answers"][0][part] = value
    for problem in problems(told):
        assert problem.isprintable()
        assert len(problem) < 300


def test_a_question_that_was_not_asked_is_refused(told):
    told["questions"] = {"age": 30, "=cmd()": "x"}
    (problem,) = problems_of(told, EXPERIMENT, HASH, ["age"])
    assert problem.startswith("it answers a question '=cmd()', which `experiment_texts` does not")


@pytest.mark.parametrize("answer", ["\ud800", {"a": 1}, [["x"]], ["fine", "\udfff"]])
def test_an_answer_to_a_question_that_no_table_can_hold_is_refused(tmp_path, told, answer):
    told["questions"] = {"age": answer}
    (line,) = refused(tmp_path, told)
    assert "its answer to the question 'age' is no text, number or list of them" in line


@pytest.mark.parametrize(
    ("part", "value", "said"),
    [
        ("screening", {"volume": "yes"}, "does not tell `volume` as true or false"),
        ("screening", {"headphones": 7}, "does not tell `headphones` as text"),
        ("page", {"drift_ms": 10**400}, "`drift_ms` is 1000"),
        ("page", {"drift_ms": "near"}, "`drift_ms` is 'near', which must be milliseconds"),
    ],
)
def test_what_is_told_of_sound_and_machine_has_to_be_possible(told, part, value, said):
    told[part] |= value
    (problem,) = problems(told)
    assert said in problem


# --- all at once -----------------------------------------------------------------------


def test_all_problems_of_all_files_are_told_in_one_message(tmp_path):
    first, second = copy.deepcopy(TOLD[0]), copy.deepcopy(TOLD[1])
    first["answers"][0]["confidence"] = 9
    first["answers"][1]["time_s"] = -3
    second["run"] = "another"
    lines = refused(tmp_path, first, "no JSON", second, TOLD[2], {**TOLD[3], **_who(TOLD[2])})
    assert [line.partition(": ")[0].rpartition("/")[2] for line in lines] == [
        *("00.json", "00.json", "01.json", "02.json"),
        f"03.json and 04.json are of one participant ({TOLD[2]['participant']})",
    ]
    for line in lines:
        assert "leave" in line or "must be" in line


def _who(told):
    return {"participant": told["participant"]}


@pytest.mark.parametrize("screening", [{"consent": False}, {"photosensitive": True}])
def test_the_answers_of_whom_the_screening_excludes_are_not_read(tmp_path, told, screening):
    told["screening"] |= screening
    told["answers"] = told["answers"][:1]
    told["complete"] = False
    (response,) = read_responses(write_responses(tmp_path, [told]), EXPERIMENT)
    assert response.answers == ()
    assert not response.may_be_used


# --- as a table ------------------------------------------------------------------------


def test_choices_tell_which_condition_won_and_where_it_was_shown(tmp_path):
    responses = read_responses(write_responses(tmp_path, TOLD), EXPERIMENT)
    choices = choices_of(responses, EXPERIMENT)
    assert len(choices) == sum(map(len, EXPERIMENT.lists))
    row = choices.iloc[7]
    answer = responses[0].answers[7]
    trial = EXPERIMENT.trials[answer.trial]
    chosen = getattr(trial, answer.chosen)
    assert row["chosen"] == EXPERIMENT.videos[chosen].condition
    assert {row["chosen_video"], row["other_video"]} == {trial.a, trial.b}
    assert row["side"] == ("left" if answer.chosen == answer.left else "right")


def test_attentive_people_get_their_catch_trials_right(tmp_path):
    responses = read_responses(write_responses(tmp_path, TOLD), EXPERIMENT)
    choices = choices_of(responses, EXPERIMENT)
    assert set(choices.loc[choices["kind"] == "catch", "right"]) == {"yes"}
    assert set(choices.loc[choices["kind"] != "catch", "right"]) == {""}


# --- where they lie --------------------------------------------------------------------


def test_response_files_are_the_json_files_of_a_folder_in_order_of_name(tmp_path):
    for name in ("b.json", "a.JSON", ".hidden.json", "notes.txt"):
        (tmp_path / name).write_text(json.dumps({}))
    assert [path.name for path in response_files(tmp_path)] == ["a.JSON", "b.json"]


def test_where_there_are_none_it_is_told_what_to_set(tmp_path):
    with pytest.raises(UserError, match="responses is not set: set it to the folder"):
        response_files("")
    with pytest.raises(UserError, match="gone is no folder"):
        response_files(tmp_path / "gone")
    with pytest.raises(UserError, match="is no folder: name the one"):
        response_files(tmp_path / ("long" * 100))
    with pytest.raises(UserError, match="holds no response file"):
        response_files(tmp_path)


def test_what_never_ends_is_refused_before_it_is_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "zero.json").symlink_to("/dev/zero")
    (tmp_path / "folder.json").mkdir()
    with (tmp_path / "large.json").open("wb") as file:
        file.truncate(6 * 10**6)
    with pytest.raises(UserError) as error:
        response_files(tmp_path)
    lines = str(error.value).splitlines()
    assert [line.partition(": ")[0].rpartition("/")[2] for line in lines] == [
        *("folder.json", "large.json", "pipe.json", "zero.json")
    ]
    assert "larger than 5 MB" in lines[1]
    for line in (lines[0], *lines[2:]):
        assert "is no regular file" in line


def test_what_became_endless_after_the_files_were_found_is_refused_too(tmp_path):
    os.mkfifo(tmp_path / "pipe.json")
    with pytest.raises(UserError, match="is no regular file"):
        read_responses([tmp_path / "pipe.json"], EXPERIMENT)


def test_a_name_that_cannot_be_shown_is_refused_on_one_line(tmp_path):
    (tmp_path / "\x1b[2J\n.json").write_text("{}")
    with pytest.raises(UserError, match="rename it") as error:
        response_files(tmp_path)
    assert str(error.value).isprintable()


def test_without_an_experiment_it_is_told_how_to_make_one(tmp_path):
    with pytest.raises(UserError, match=r"experiment\.json is missing.*snakemake experiment"):
        check_experiment(tmp_path / "experiment.json")
