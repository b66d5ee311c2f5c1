"""What participants read comes from the researcher's file, of which every text is asked for."""

import copy
from pathlib import Path

import pytest
import yaml

from yellowsound.experiment.texts import WORDS, read_texts, unfilled
from yellowsound.run.errors import UserError


@pytest.fixture
def changed(shipped_texts, tmp_path):
    """Return a function that reads the shipped texts after a change to them."""

    def read(change):
        texts = copy.deepcopy(shipped_texts)
        change(texts)
        path = tmp_path / "texts.yaml"
        path.write_text(yaml.safe_dump(texts), encoding="utf-8")
        return read_texts(path)

    return read


def test_texts_in_another_language_are_read_as_they_are(changed):
    texts = changed(lambda texts: texts["trial"].update(question="Welches folgt der Musik?"))
    assert texts["trial"]["question"] == "Welches folgt der Musik?"


@pytest.mark.parametrize(("part", "name"), [(p, n) for p, names in WORDS.items() for n in names])
def test_a_text_that_is_missing_is_named(changed, part, name):
    with pytest.raises(UserError, match=rf"texts\.yaml: {part} has no (text|list) {name}.*: write"):
        changed(lambda texts: texts[part].pop(name))


def test_every_problem_is_told_in_a_line(changed):
    def change(texts):
        del texts["consent"]
        texts["trial"]["questoin"] = "?"
        texts["greeting"] = "Hello"

    with pytest.raises(UserError) as told:
        changed(change)
    lines = str(told.value).splitlines()
    assert len(lines) == 3
    assert all("write it as config/experiment.yaml" in line for line in lines)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ({"key": "a", "ask": "A?", "kind": "colour"}, "is of no kind of choice"),
        ({"ask": "A?", "kind": "text"}, "has no key"),
        ({"key": "a", "ask": "A?", "kind": "choice", "options": ["one"]}, "has no list options"),
        (
            {"key": "a", "ask": "A?", "kind": "choice", "options": ["no", "yes", "no"]},
            "has an option twice",
        ),
        (
            {"key": "a", "ask": "A?", "kind": "text", "required": "no"},
            ": its required is neither true nor false",
        ),
        (
            {"key": "a", "ask": "A?", "kind": "number", "least": 1, "most": "9"},
            "has no whole number",
        ),
        ({"key": "a", "ask": "A?", "kind": "text", "lines": 3}, "has lines, which is unknown"),
        ({"key": True, "ask": "A?", "kind": "text"}, ": its key is no text"),
        ({"key": "", "ask": "A?", "kind": "text"}, ": its key is no text"),
        ({"key": ["a"], "ask": "A?", "kind": "text"}, ": its key is no text"),
        ({"key": "a", "ask": None, "kind": "text"}, ": its ask is no text"),
        ({"key": "a", "ask": "A?", "kind": ["text"]}, "is of no kind"),
        (
            {"key": "a", "ask": "A?", "kind": "number", "least": 9, "most": 1},
            "has a least that is above its most",
        ),
        (
            {"key": "a", "ask": "A?", "kind": "scale", "steps": 0, "low": "no", "high": "yes"},
            "has fewer than two steps",
        ),
    ],
)
def test_a_question_that_cannot_be_asked_is_told(changed, question, said):
    with pytest.raises(UserError, match=rf"question 1 ?{said}"):
        changed(lambda texts: texts.update(questions=[question]))


def test_two_questions_of_one_key_are_refused(changed):
    question = {"key": "a", "ask": "A?", "kind": "text"}
    with pytest.raises(UserError, match="two questions have the key a"):
        changed(lambda texts: texts.update(questions=[question, question]))


def test_no_questions_may_be_asked(changed):
    assert changed(lambda texts: texts.update(questions=[]))["questions"] == []


def test_by_default_nothing_is_asked_that_tells_who_somebody_is(shipped_texts):
    asked = " ".join(question["ask"].lower() for question in shipped_texts["questions"])
    assert not any(word in asked for word in ("name", "mail", "address", "born", "live"))


@pytest.mark.parametrize("text", ["- a list", "a: [", ""])
def test_a_file_that_holds_no_texts_is_told(tmp_path, text):
    path = tmp_path / "texts.yaml"
    path.write_text(text)
    with pytest.raises(UserError, match=r"texts\.yaml .*: write it as"):
        read_texts(path)


def test_a_file_that_is_missing_is_told(tmp_path):
    with pytest.raises(UserError, match="cannot be read"):
        read_texts(Path(tmp_path / "none.yaml"))


def test_what_the_researcher_has_to_fill_in_is_found(shipped_texts):
    assert len(unfilled(shipped_texts)) == 3
