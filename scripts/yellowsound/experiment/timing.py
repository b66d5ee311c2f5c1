"""How long a session takes: what fits into a participant's minutes."""

import math
from collections.abc import Sequence

from yellowsound.run.errors import UserError

SIDE_BY_SIDE, IN_TURN = "side-by-side", "in-turn"
LAYOUTS = (SIDE_BY_SIDE, IN_TURN)

FRAME_S = 240.0
"""What a session takes beside its trials: consent, checks, instructions, questions."""

ANSWER_S = 12.0
"""What a trial takes beside its videos: to start it, to choose, to say how sure one is."""

PAIRS_A_CHECK = 6
"""For so many pairs there is one repeat and one catch trial, ..."""

LEAST_CHECKS = 2
"""... but not fewer of either than these."""


def trial_s(duration_s: float, layout: str) -> float:
    """Return how many seconds a trial takes whose videos last `duration_s` seconds."""
    return ANSWER_S + duration_s * (2 if layout == IN_TURN else 1)


def checks(pairs: int) -> tuple[int, int]:
    """Return how many repeats and how many catch trials go with so many pairs."""
    count = max(math.ceil(pairs / PAIRS_A_CHECK), LEAST_CHECKS)
    return min(count, pairs), count


def session_s(pairs: int, one_trial_s: float) -> float:
    """Return how many seconds a session of so many pairs takes, with its checks."""
    return FRAME_S + one_trial_s * (pairs + sum(checks(pairs)))


def most_rounds(minutes: float, one_trial_s: float, takes: Sequence[int]) -> int:
    """Return how often each two conditions are compared in a session.

    Parameters
    ----------
    minutes
        How long it may take.
    one_trial_s
        How many seconds a trial takes.
    takes
        Of how many takes each two conditions can be compared; none is shown twice.

    Raises
    ------
    UserError
        If they cannot be compared once.
    """
    once = session_s(len(takes), one_trial_s)
    if once > minutes * 60:
        raise UserError(
            f"configuration: experiment_minutes is {minutes:g}, but one trial for each of the "
            f"{len(takes)} pairs of conditions takes {math.ceil(once / 60)} minutes with its "
            "checks: give so many, shorten the excerpts, or name fewer schedules or moves"
        )
    fitting = [
        rounds
        for rounds in range(1, max(takes) + 1)
        if session_s(sum(min(rounds, count) for count in takes), one_trial_s) <= minutes * 60
    ]
    return fitting[-1]
