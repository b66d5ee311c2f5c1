"""Which trials a participant gets, and what stands left: balanced within and between lists."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

from yellowsound.experiment.timing import SIDE_BY_SIDE, checks
from yellowsound.run.seeds import derive_seed

MOST_FLASHES = 3
"""So many flashes a second pass WCAG 2.3.1, all that is in view together."""


class Filmed(Protocol):
    """What dealing asks of a video."""

    id: str
    take: str
    condition: str
    song: str
    flashes_per_s: float


@dataclass(frozen=True)
class Pair:
    """Two conditions that are compared.

    Attributes
    ----------
    conditions
        The two labels, in the order of the study.
    takes
        The two videos of each take that has both, in the same order.
    first_left
        Which of them stands left once more than the other in an odd number of trials.
    """

    conditions: tuple[str, str]
    takes: Mapping[str, tuple[Filmed, Filmed]]
    first_left: bool


@dataclass(frozen=True)
class Draw:
    """A trial that is dealt to a participant: kind, the ids of its videos, song and sides."""

    kind: str
    a: str
    b: str
    song: str
    left: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same trial in every list."""
        return self.kind, self.a, self.b


def is_calm(a: Filmed, b: Filmed, layout: str) -> bool:
    """Tell whether two videos may be seen at the same time.

    Two that each pass the check for flashes may flash at different moments. Together they flash
    at most as often as the sum of both tells.
    """
    return layout != SIDE_BY_SIDE or a.flashes_per_s + b.flashes_per_s <= MOST_FLASHES


def pairs_of(videos: Iterable[Filmed], layout: str) -> list[Pair]:
    """Return every two conditions of which some take has videos of both that may be compared."""
    takes: dict[str, dict[str, Filmed]] = {}
    for video in videos:
        takes.setdefault(video.take, {})[video.condition] = video
    conditions = list(dict.fromkeys(name for films in takes.values() for name in films))
    count = len(conditions)
    pairs = []
    for (i, a), (j, b) in combinations(enumerate(conditions), 2):
        shared = {t: (films[a], films[b]) for t, films in takes.items() if {a, b} <= films.keys()}
        both = {take: films for take, films in shared.items() if is_calm(*films, layout)}
        # Around the circle of conditions each is put left by half of the others.
        ahead = 2 * (j - i) < count or (2 * (j - i) == count and i % 2 == 0)
        if both:
            pairs.append(Pair((a, b), both, ahead))
    return pairs


def deal_pairs(
    pairs: Sequence[Pair], rounds: int, participants: int, seed: int
) -> list[list[Draw]]:
    """Return the pair trials of each participant, unordered.

    Parameters
    ----------
    pairs
        What is compared.
    rounds
        How often each pair is, as far as it has takes.
    participants
        Number of lists.
    seed
        Of the order in which takes are dealt.

    Returns
    -------
    list
        A list for each participant. Over all of them the trials of a pair are dealt equally
        often, and each with either video left equally often, give or take a few.
    """
    order = list(dict.fromkeys(take for pair in pairs for take in pair.takes))
    random.Random(derive_seed(seed, "takes")).shuffle(order)
    lefts: Counter[tuple[str, str]] = Counter()
    lists = []
    for number in range(participants):
        shown = []
        for place, pair in enumerate(pairs):
            deck = [take for take in order if take in pair.takes]
            count = min(rounds, len(deck))
            # The place makes pairs that are dealt at once be of different songs. An odd trial goes
            # left and right by turns: one more from round to round of an even deck, or a song
            # would come with one side only.
            again = number // len(deck) if count % 2 and len(deck) % 2 == 0 else 0
            first = number * count + place + again
            takes = [deck[(first + card) % len(deck)] for card in range(count)]
            shown += _sided(pair, takes, number, lefts)
        lists.append(shown)
    return lists


def _sided(
    pair: Pair, takes: Sequence[str], number: int, lefts: Counter[tuple[str, str]]
) -> list[Draw]:
    """Return the trials of a pair with their sides; `lefts` counts how often a was more left."""
    # In one list the odd one goes this way, in the next one that way.
    extra = len(takes) % 2 if pair.first_left == (number % 2 == 0) else 0
    half = len(takes) // 2 + extra
    keyed = [(pair.takes[take][0].id, pair.takes[take][1].id) for take in takes]
    # The trials whose first video was left least so far have it left now.
    due = sorted(range(len(takes)), key=lambda card: (lefts[keyed[card]], card))
    sides = {card: "a" if rank < half else "b" for rank, card in enumerate(due)}
    draws = []
    for card, (a, b) in enumerate(keyed):
        lefts[a, b] += 1 if sides[card] == "a" else -1
        draws.append(Draw("pair", a, b, pair.takes[takes[card]][0].song, sides[card]))
    return draws


def deal_repeats(chosen: Sequence[Draw], number: int, seed: int) -> list[Draw]:
    """Return the repeats of a list: some of its pairs again, sides exchanged.

    They go round: the lists together repeat every pair of conditions equally often.
    """
    count, _ = checks(len(chosen))
    start = number * count
    picked = [chosen[_spread(start + card, len(chosen))] for card in range(count)]
    if len({draw.key for draw in picked}) < count:
        picked = random.Random(seed).sample(list(chosen), count)
    return [Draw("repeat", d.a, d.b, d.song, "b" if d.left == "a" else "a") for d in picked]


def _spread(card: int, size: int) -> int:
    """Return the place of the next of `size` things, far from those before, none left out."""
    step = max(size * 5 // 8, 1)
    while any(step % d == 0 and size % d == 0 for d in range(2, size + 1)):
        step += 1
    return (card * step) % size


def deal_catches(pool: Sequence[Filmed], chosen: Sequence[Draw], number: int) -> list[Draw]:
    """Return the catch trials of a list: a video against itself out of step.

    They go round the pool, and stand right and left in turn.
    """
    _, count = checks(len(chosen))
    draws = []
    for card in range(count):
        dealt = number * count + card
        video = pool[dealt % len(pool)]
        # From round to round of an even pool the sides change, or a video would keep its own.
        again = dealt // len(pool) if len(pool) % 2 == 0 else 0
        side = "a" if (dealt + again) % 2 == 0 else "b"
        draws.append(Draw("catch", video.id, video.id, video.song, side))
    return draws
