"""The order of a participant's trials: songs change, repeats lie apart, checks are spread."""

import random
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from yellowsound.experiment.dealing import Draw

APART = 5
"""A repeat has at least so many places from the trial that it repeats, where there is room."""

TRIES = 40
"""Of so many random orders the one is taken in which the least is wrong."""


def ordered(draws: Sequence[Draw], seed: int) -> list[Draw]:
    """Return the trials of a list in the order in which they are shown.

    Parameters
    ----------
    draws
        Pairs, repeats and catch trials, each repeat with its pair among them.
    seed
        Of the order.
    """
    rng = random.Random(seed)
    best = _drawn(draws, rng)
    for _ in range(TRIES):
        if not any(wrong(best)):
            break
        best = min(best, _drawn(draws, rng), key=wrong)
    return best


def wrong(order: Sequence[Draw]) -> tuple[int, int, int]:
    """Return what is wrong with an order, the worst first.

    Returns
    -------
    tuple
        How many places repeats lack from their pairs, how often a song follows itself, and how
        often checks stand first or next to each other.
    """
    place = {draw.key: number for number, draw in enumerate(order)}
    near = sum(
        max(APART - (number - place["pair", draw.a, draw.b]), 0)
        for number, draw in enumerate(order)
        if draw.kind == "repeat"
    )
    neighbours = list(pairwise(order))
    again = sum(one.song == two.song for one, two in neighbours)
    crowded = sum(one.kind != "pair" and two.kind == one.kind for one, two in neighbours)
    return near, again, crowded + (order[0].kind != "pair")


def _drawn(draws: Sequence[Draw], rng: random.Random) -> list[Draw]:
    """Return a random order in which a song with many trials does not pile up at the end."""
    left = list(draws)
    rng.shuffle(left)
    place: dict[tuple[str, str, str], int] = {}
    order: list[Draw] = []
    while left:
        may = [d for d in left if _is_apart(d, place, len(order))] or [
            min(left, key=lambda d: place.get(("pair", d.a, d.b), len(draws)))
        ]
        songs = Counter(draw.song for draw in left)
        last = order[-1].song if order else None
        fresh = [draw for draw in may if draw.song != last] or may
        most = max(songs[draw.song] for draw in fresh)
        pressing = [draw for draw in fresh if 2 * songs[draw.song] > len(left)]
        often = [draw for draw in fresh if songs[draw.song] == most]
        # Mostly from the song that has most left, so that none is left over.
        pick = rng.choice(pressing or (often if rng.random() < 0.5 else fresh))
        left.remove(pick)
        place[pick.key] = len(order)
        order.append(pick)
    return order


def _is_apart(draw: Draw, place: dict[tuple[str, str, str], int], now: int) -> bool:
    if draw.kind != "repeat":
        return True
    first = place.get(("pair", draw.a, draw.b))
    return first is not None and now - first >= APART
