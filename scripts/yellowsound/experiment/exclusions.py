"""Whose answers do not count, by rules that were stated before anybody answered, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

import pandas as pd

from yellowsound.experiment.answers import Answer
from yellowsound.experiment.columns import (
    CATCH,
    EXCLUDED_COLUMNS,
    NO,
    PARTICIPANT_COLUMNS,
    REPEAT,
    YES,
)
from yellowsound.experiment.design import Experiment, Trial
from yellowsound.experiment.responses import Response
from yellowsound.experiment.timing import IN_TURN
from yellowsound.experiment.told import in_a_cell

LEAST_OF_A_SIDE = 8
"""Fewer answers may all fall on one side by chance."""

QUESTION = "question_{}"
"""Name of the column that holds the answers to a question of the researcher's."""


@dataclass(frozen=True)
class Limits:
    """What the rules of exclusion need.

    Attributes
    ----------
    catch_right
        The least share of catch trials that must be right, 0 to 1.
    least_watched
        The share of a trial's videos that must have been played before the
        answer, 0 to 1.
    too_fast
        The largest share of answers that may come before that, 0 to 1.
    """

    catch_right: float = 0.66
    least_watched: float = 0.9
    too_fast: float = 0.1


def needed_s(trial: Trial, experiment: Experiment) -> float:
    """Return how many seconds the videos of a trial play, each as long as the shorter one."""
    length = min(experiment.videos[name].duration_s for name in (trial.a, trial.b))
    return 2 * length if experiment.layout == IN_TURN else length


def is_too_fast(answer: Answer, experiment: Experiment, limits: Limits) -> bool:
    """Tell whether an answer came before its videos could have been watched."""
    needed = needed_s(experiment.trials[answer.trial], experiment)
    # An answer right at the limit is not faster than it, whatever its rounding.
    return answer.watched_s < limits.least_watched * needed - 1e-6


def reasons_of(response: Response, experiment: Experiment, limits: Limits) -> dict[str, str]:
    """Return the rules that a person falls under, each with the reason in words.

    Parameters
    ----------
    response
        What the person answered.
    experiment
        What was asked.
    limits
        What is allowed.
    """
    reasons: dict[str, str] = {}
    if response.screening["photosensitive"]:
        reasons["photosensitive"] = "said to be sensitive to flashes; the answers are not read"
    if not response.screening["consent"]:
        reasons["consent"] = "did not consent; the answers are not read"
    if reasons:
        return reasons
    if not response.screening["volume"]:
        reasons["sound"] = "did not hear on which side the tone was, in three tries"
    counts = _counts(response, experiment, limits)
    if counts["catch_right"] < limits.catch_right * counts["catch"] - 1e-9:
        reasons["catch"] = (
            f"{counts['catch_right']} of {counts['catch']} catch trials right, "
            f"{100 * limits.catch_right:.0f} % are asked for"
        )
    if counts["too_fast"] > limits.too_fast * counts["answers"] + 1e-9:
        reasons["speed"] = (
            f"{counts['too_fast']} of {counts['answers']} answers came before "
            f"{100 * limits.least_watched:.0f} % of the videos had been played, "
            f"{100 * limits.too_fast:.0f} % are allowed"
        )
    if counts["answers"] >= LEAST_OF_A_SIDE and counts["left"] in (0, 1):
        side = "left (or first)" if counts["left"] else "right (or second)"
        reasons["side"] = f"chose {side} in each of {counts['answers']} trials"
    return reasons


def sift(
    responses: Sequence[Response], experiment: Experiment, limits: Limits
) -> tuple[pd.DataFrame, pd.DataFrame, list[Response]]:
    """Tell whose answers count.

    Parameters
    ----------
    responses
        Of all participants.
    experiment
        What they answered.
    limits
        What is allowed.

    Returns
    -------
    participants
        `PARTICIPANT_COLUMNS`, a row a person, then a column for each question.
    excluded
        `EXCLUDED_COLUMNS`, a row for each rule that a person falls under.
    kept
        The responses that count.
    """
    asked = list(dict.fromkeys(key for response in responses for key in response.questions))
    people, excluded, kept = [], [], []
    for response in responses:
        reasons = reasons_of(response, experiment, limits)
        row = {"participant": response.participant, "list": response.list}
        row["excluded"] = ", ".join(reasons)
        row |= _counts(response, experiment, limits) if response.may_be_used else {"answers": 0}
        if response.may_be_used:
            row |= {QUESTION.format(k): in_a_cell(response.questions.get(k, "")) for k in asked}
        people.append(row)
        who = {"participant": response.participant, "file": in_a_cell(response.file)}
        excluded += [{**who, "rule": rule, "reason": why} for rule, why in reasons.items()]
        if not reasons:
            kept.append(response)
    columns = [*PARTICIPANT_COLUMNS, *map(QUESTION.format, asked)]
    return (
        pd.DataFrame(people, columns=columns),
        pd.DataFrame(excluded, columns=list(EXCLUDED_COLUMNS)),
        kept,
    )


def _counts(response: Response, experiment: Experiment, limits: Limits) -> dict[str, object]:
    """Return what the table of participants tells of a person's answers."""
    trials = [(experiment.trials[answer.trial], answer) for answer in response.answers]
    catches = [(trial, answer) for trial, answer in trials if trial.kind == CATCH]
    chosen = {answer.trial: answer.chosen for answer in response.answers}
    repeats = [(trial, answer) for trial, answer in trials if trial.kind == REPEAT]
    return {
        "answers": len(trials),
        "catch": len(catches),
        "catch_right": sum(answer.chosen == trial.right for trial, answer in catches),
        "too_fast": sum(is_too_fast(answer, experiment, limits) for _, answer in trials),
        "left": fmean(answer.chosen == answer.left for _, answer in trials),
        "repeats": len(repeats),
        "repeats_alike": sum(answer.chosen == chosen.get(trial.of) for trial, answer in repeats),
        "confidence": fmean(answer.confidence for _, answer in trials),
        "time_s": median(answer.time_s for _, answer in trials),
        "listened": in_a_cell(response.screening["headphones"]),
        "sound_heard": YES if response.screening["volume"] else NO,
        "drift_ms": response.drift_ms,
    }
