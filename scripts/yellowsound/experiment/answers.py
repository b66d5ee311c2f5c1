"""The answers of one response file, checked against the list of trials that was shown."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from yellowsound.experiment.design import Experiment, Shown
from yellowsound.experiment.told import shown as told_as

SIDES = ("a", "b")
CONFIDENCES = range(1, 6)
"""How sure one can say to be."""

LONGEST_S = 24 * 3600.0
"""Nobody takes longer for a trial."""

CLOCK_S, CLOCK_SHARE = 1.0, 0.02
"""By so much, and by such a share, the clock of a video may differ from that of the trial."""

TOLD = 3
"""So many missing trials are named."""


@dataclass(frozen=True)
class Answer:
    """One answer.

    Attributes
    ----------
    trial
        The trial.
    position
        Its place in the list, from 0.
    left
        Which of its videos, `a` or `b`, was shown left, or first.
    chosen
        Which of them was chosen.
    confidence
        How sure the person was, 1 to 5.
    time_s
        Seconds from the trial's beginning to the answer, above 0.
    watched_s
        How many of them the videos played.
    """

    trial: str
    position: int
    left: str
    chosen: str
    confidence: int
    time_s: float
    watched_s: float


NAMES = tuple(each.name for each in fields(Answer))


def read_answer(told: Mapping[str, Any]) -> Answer:
    """Return an answer of a file that has no problem; what else it tells is left out."""
    return Answer(**{name: told[name] for name in NAMES})


def problems_of_answers(answers: Sequence[Any], experiment: Experiment, number: int) -> list[str]:
    """Return what is wrong with the answers of a file, a sentence each.

    Parameters
    ----------
    answers
        What the file tells.
    experiment
        What they have to answer.
    number
        Number of the list that was shown.
    """
    shown = experiment.lists[number]
    problems: list[str] = []
    for place, told in enumerate(answers):
        if not isinstance(told, dict) or (missing := [n for n in NAMES if n not in told]):
            lacks = f"has no `{missing[0]}`" if isinstance(told, dict) else "is none"
            problems.append(f"its answer {place + 1} {lacks}: take the file as the page wrote it")
        else:
            found = _problems_of_place(told, shown, number) + _problems_of_values(told)
            trial = told["trial"]
            name = (
                trial if isinstance(trial, str) and trial in experiment.trials else told_as(trial)
            )
            problems += [f"trial {name}: {problem}" for problem in found]
    due = Counter(each.trial for each in shown)
    trials = [told.get("trial") for told in answers if isinstance(told, dict)]
    given = Counter(trial for trial in trials if isinstance(trial, str))
    for trial, count in given.items():
        if trial in due and count > due[trial]:
            problems.append(
                f"trial {trial}: it is answered {count} times, and was shown "
                f"{'once' if due[trial] == 1 else f'{due[trial]} times'}: leave the file out"
            )
    if unanswered := list((due - given).elements()):
        named = ", ".join(unanswered[:TOLD]) + (", ..." if len(unanswered) > TOLD else "")
        problems.append(
            f"it is incomplete, {len(unanswered)} of the {len(shown)} trials of list {number} have "
            f"no answer ({named}): leave it out"
        )
    return problems


def _problems_of_place(told: Mapping[str, Any], shown: Sequence[Shown], number: int) -> list[str]:
    """Return why an answer is none to what was shown."""
    problems = []
    places = {place: each.left for place, each in enumerate(shown) if each.trial == told["trial"]}
    if not places:
        problems.append(f"it was not in list {number}: leave the file out")
    elif type(told["position"]) is not int or told["position"] not in places:
        problems.append(
            f"its position is {told_as(told['position'])}, but in list {number} it stands at "
            f"{', '.join(map(str, places))}: leave the file out"
        )
    elif told["left"] != (left := places[told["position"]]):
        problems.append(
            f"its sides are exchanged: left is {told_as(told['left'])}, but {left!r} was shown "
            "there: leave the file out"
        )
    return problems


def _problems_of_values(told: Mapping[str, Any]) -> list[str]:
    """Return why the values of an answer cannot be."""
    problems = []
    if told["chosen"] not in SIDES:
        problems.append(f"chosen is {told_as(told['chosen'])}, which must be 'a' or 'b'")
    if type(told["confidence"]) is not int or told["confidence"] not in CONFIDENCES:
        problems.append(
            f"confidence is {told_as(told['confidence'])}, which must be a whole number from 1 to 5"
        )
    times = {name: told[name] for name in ("time_s", "watched_s")}
    impossible = [name for name, value in times.items() if not _is_time(value)]
    for name in impossible:
        problems.append(
            f"{name} is {told_as(times[name])}, an impossible time: it must be seconds from 0 to a "
            "day"
        )
    if not impossible and told["watched_s"] > (1 + CLOCK_SHARE) * told["time_s"] + CLOCK_S:
        problems.append(
            f"an impossible time: the videos played {told['watched_s']:g} s in a trial of "
            f"{told['time_s']:g} s: leave the file out"
        )
    return problems


def _is_time(value: Any) -> bool:
    """Tell whether a value may be the seconds of a trial."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    # NaN is in no range; whole numbers may be too large to be made floats of.
    return is_number and 0 <= value <= LONGEST_S
