"""What participants answered: a JSON file for each, read and checked against the experiment.

A file comes from a person's browser, by whatever way: nothing in it is taken
for granted. It has to answer this experiment, the trials of its list and no
others, as they were shown, in times that are possible.
"""

import json
import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from yellowsound.experiment.answers import Answer, problems_of_answers, read_answer
from yellowsound.experiment.columns import CATCH, CHOICE_COLUMNS, LEFT, RIGHT
from yellowsound.experiment.design import VERSION, Experiment
from yellowsound.experiment.files import problem_of_file, shown_path
from yellowsound.experiment.screening import drift_of, problems_of_screening
from yellowsound.experiment.told import is_text, shown
from yellowsound.run.errors import UserError

DIGITS = 8
"""So many digits of a hash are told."""

AS_WRITTEN = "take the file as the page wrote it, or leave it out"

PARTS = {"list": int, "screening": dict, "answers": list, "questions": dict, "complete": bool}
"""What a file must have beside version, experiment, run and participant."""


@dataclass(frozen=True)
class Response:
    """What one person answered.

    Attributes
    ----------
    file
        Name of the file.
    participant
        16 hexadecimal digits that stand for the person.
    list
        Number of the list of trials that was shown, from 0.
    screening
        What was asked before the trials.
    answers
        In the order of the list; none where the screening forbids to use them.
    questions
        Answers to the researcher's own questions.
    drift_ms
        Distance of pictures and sound in the worst trial, in ms; NaN where not told.
    """

    file: str
    participant: str
    list: int
    screening: Mapping[str, Any]
    answers: tuple[Answer, ...]
    questions: Mapping[str, Any] = field(default_factory=dict)
    drift_ms: float = math.nan

    @property
    def may_be_used(self) -> bool:
        """Whether the person agreed, and flashes do no harm."""
        return self.screening["consent"] and not self.screening["photosensitive"]


def read_responses(
    files: Iterable[str | Path], experiment: Experiment, questions: Collection[str] | None = None
) -> list[Response]:
    """Read and check response files.

    Parameters
    ----------
    files
        See `response_files`.
    experiment
        What they have to answer.
    questions
        Keys of the researcher's questions; without, any key is taken.

    Returns
    -------
    list
        A response a file, in the order of the files.

    Raises
    ------
    UserError
        One line for each problem of each file, and for files that hold the
        same participant or the same answers.
    """
    problems: list[str] = []
    responses, digits = [], experiment.hash
    for path in map(Path, files):
        told, found = _load(path)
        found = found or problems_of(told, experiment, digits, questions)
        problems += [f"{shown_path(path)}: {problem}" for problem in found]
        if not found:
            responses.append(_response(path, told))
    problems += _repeated(responses)
    if problems:
        raise UserError("\n".join(problems))
    return responses


def _load(path: Path) -> tuple[Any, list[str]]:
    """Return what a file holds, and what is wrong with it as a file."""
    if path.exists() and (problem := problem_of_file(path)):
        return None, [problem]
    try:
        return json.loads(path.read_text(encoding="utf-8-sig")), []
    except OSError as error:
        problems = [f"it cannot be read ({error.strerror}): check the file, or leave it out"]
    except (ValueError, RecursionError):
        problems = [f"it is not JSON: {AS_WRITTEN}"]
    return None, problems


def problems_of(
    told: Any, experiment: Experiment, digits: str, questions: Collection[str] | None = None
) -> list[str]:
    """Return what is wrong with the content of a response file, a sentence each.

    Parameters
    ----------
    told
        What the JSON holds.
    experiment
        What it has to answer.
    digits
        The experiment's hash.
    questions
        As of `read_responses`.
    """
    if not isinstance(told, dict) or "experiment" not in told:
        return [f"it is no response to an experiment: {AS_WRITTEN}"]
    if told["experiment"] != digits:
        other = told["experiment"]
        other = other[:DIGITS] if re.fullmatch("[0-9a-f]{64}", str(other)) else shown(other)
        return [
            f"it answers another experiment ({other}, this one is {digits[:DIGITS]}): "
            "leave it out, or take the experiment.json that it belongs to"
        ]
    problems = _problems_of_parts(told, experiment)
    if problems:
        return problems
    if not (told["screening"]["consent"] and not told["screening"]["photosensitive"]):
        return []
    problems = _problems_of_questions(told["questions"], questions)
    problems += problems_of_screening(told)
    problems += problems_of_answers(told["answers"], experiment, told["list"])
    if not told["complete"] and not problems:
        problems.append(f"it says that it is not complete: {AS_WRITTEN}")
    return problems


def _problems_of_parts(told: Mapping[str, Any], experiment: Experiment) -> list[str]:
    """Return what is wrong with all but the answers."""
    problems = []
    if type(told.get("version")) is not int or told["version"] != VERSION:
        problems.append(f"its version is {shown(told.get('version'))}, not {VERSION}: {AS_WRITTEN}")
    if told.get("run") != experiment.run:
        problems.append(
            f"its run is {shown(told.get('run'))}, but the experiment is of {experiment.run!r}: "
            f"{AS_WRITTEN}"
        )
    who = told.get("participant")
    if not (isinstance(who, str) and re.fullmatch("[0-9a-f]{16}", who)):
        problems.append(
            f"its participant is {shown(who)}, which must be 16 digits of 0-9 a-f in quotes: "
            f"{AS_WRITTEN}"
        )
    for name, kind in PARTS.items():
        if type(told.get(name)) is not kind:
            problems.append(f"it has no `{name}`, or one of another type: {AS_WRITTEN}")
    last = len(experiment.lists) - 1
    if type(told.get("list")) is int and not 0 <= told["list"] <= last:
        problems.append(
            f"its list is {shown(told['list'])}, but the lists of the experiment are 0 to {last}: "
            f"{AS_WRITTEN}"
        )
    if isinstance(told.get("screening"), dict):
        for name in ("photosensitive", "consent"):
            if type(told["screening"].get(name)) is not bool:
                problems.append(
                    f"its screening does not tell `{name}` as true or false: {AS_WRITTEN}"
                )
    return problems


def _problems_of_questions(told: Mapping[str, Any], questions: Collection[str] | None) -> list[str]:
    """Return what is wrong with the answers to the researcher's own questions."""
    problems = []
    for key, answer in told.items():
        parts = answer if isinstance(answer, list) else [answer]
        if questions is not None and key not in questions:
            problems.append(
                f"it answers a question {shown(key)}, which `experiment_texts` does not ask: name "
                "the texts that were shown, or leave the file out"
            )
        elif not is_text(key) or not all(
            is_text(each) or each is None or isinstance(each, int | float) for each in parts
        ):
            problems.append(
                f"its answer to the question {shown(key)} is no text, number or list of them: "
                f"{AS_WRITTEN}"
            )
    return problems


def _response(path: Path, told: Mapping[str, Any]) -> Response:
    """Return a response that has no problem."""
    response = Response(
        path.name, told["participant"], told["list"], told["screening"], (), told["questions"]
    )
    if not response.may_be_used:
        return response
    answers = sorted(map(read_answer, told["answers"]), key=lambda answer: answer.position)
    return replace(response, answers=tuple(answers), drift_ms=drift_of(told))


def _repeated(responses: Sequence[Response]) -> list[str]:
    """Return a sentence for each two files of one participant, or of the same answers."""
    problems = []
    people: dict[str, str] = {}
    given: dict[tuple, str] = {}
    for response in responses:
        first = people.setdefault(response.participant, response.file)
        if first != response.file:
            problems.append(
                f"{first} and {response.file} are of one participant ({response.participant}): "
                "leave one of them out"
            )
            continue
        # Two people may choose alike. They do not take the same time for each trial.
        answers = tuple((a.trial, a.chosen, a.time_s) for a in response.answers)
        same = given.setdefault(answers, response.file) if answers else response.file
        if same != response.file:
            problems.append(
                f"{same} and {response.file} hold the same answers under two names: leave one of "
                "them out"
            )
    return problems


def choices_of(responses: Iterable[Response], experiment: Experiment) -> pd.DataFrame:
    """Return the answers as a table.

    Parameters
    ----------
    responses
        Those that count.
    experiment
        What they answer.

    Returns
    -------
    pd.DataFrame
        `CHOICE_COLUMNS`, a row an answer.
    """
    rows = []
    for response in responses:
        for answer in response.answers:
            trial = experiment.trials[answer.trial]
            chosen, other = (trial.a, trial.b) if answer.chosen == "a" else (trial.b, trial.a)
            row = {
                "participant": response.participant,
                "position": answer.position,
                "trial": trial.id,
                "kind": trial.kind,
                "of": trial.of or "",
                "song": trial.song,
                "chosen": experiment.videos[chosen].condition,
                "other": experiment.videos[other].condition,
                "chosen_video": chosen,
                "other_video": other,
                "side": LEFT if answer.chosen == answer.left else RIGHT,
                "right": "",
                "confidence": answer.confidence,
                "time_s": answer.time_s,
            }
            if trial.kind == CATCH:
                row["right"] = "yes" if answer.chosen == trial.right else "no"
            rows.append(row)
    return pd.DataFrame(rows, columns=list(CHOICE_COLUMNS))
