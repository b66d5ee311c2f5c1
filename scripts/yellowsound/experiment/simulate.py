"""Participants whose strengths are known: what an experiment would see of them.

A person prefers a condition by its strength, by what it gains or loses in that
song, and by a taste of the person's own; now and then the answer is a guess,
and one side may be liked better.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from yellowsound.experiment.columns import CATCH, CHOICE_COLUMNS, LEFT, PAIR, RIGHT
from yellowsound.experiment.design import VERSION, Experiment, Video
from yellowsound.experiment.exclusions import needed_s
from yellowsound.run.seeds import derive_seed


@dataclass(frozen=True)
class Behaviour:
    """How people choose; all in log odds but for shares.

    Attributes
    ----------
    strengths
        Condition to strength.
    song_sd, person_sd
        Standard deviation of what a condition gains in a song, and for a person.
    lapse
        Share of answers that are guesses, 0 to 1.
    side_bias
        What the left (or first) video gains, in every answer.
    catch
        Share of catch trials in which the video in step is recognised, 0 to 1.
    """

    strengths: Mapping[str, float]
    song_sd: float = 0.2
    person_sd: float = 0.4
    lapse: float = 0.02
    side_bias: float = 0.0
    catch: float = 0.95

    def chooses_left(self, gain: np.ndarray, random: np.random.Generator) -> np.ndarray:
        """Tell whether the left video is chosen, which is better by `gain` (any shape)."""
        share = 1 / (1 + np.exp(-(gain + self.side_bias)))
        share = (1 - self.lapse) * share + self.lapse / 2
        return random.random(np.shape(gain)) < share

    def worth_in_songs(self, songs: Sequence[str], random: np.random.Generator) -> pd.DataFrame:
        """Draw what each condition is worth in each song: a row a song, a column a condition."""
        size = (len(songs), len(self.strengths))
        worth = np.array(list(self.strengths.values())) + random.normal(0, self.song_sd, size)
        return pd.DataFrame(worth, index=list(songs), columns=list(self.strengths))


def simulate_choices(
    behaviour: Behaviour, songs: int, people: int, trials: int, seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Simulate an experiment without its page: pairs alone, in turn from all songs.

    Parameters
    ----------
    behaviour
        How people choose.
    songs, people, trials
        Number of songs, of participants, and of pairs that each of them judges.
    seed
        Of all that is drawn.

    Returns
    -------
    choices
        `CHOICE_COLUMNS`; a video is named `{song}/{condition}`.
    worth
        What each condition is worth in each song; see `Behaviour.worth_in_songs`.
    """
    random = np.random.default_rng(seed)
    names = [f"song {number + 1}" for number in range(songs)]
    worth = behaviour.worth_in_songs(names, random)
    conditions = np.array(list(behaviour.strengths))
    pairs = np.array(list(combinations(range(conditions.size), 2)))
    taste = random.normal(0, behaviour.person_sd, (people, conditions.size))
    deck = np.array([(song, *pair) for pair in pairs for song in range(songs)])
    song, left, right = deck[_dealt(len(deck), people, trials, random)].T
    turned = random.random(song.size) < 0.5
    left, right = np.where(turned, right, left), np.where(turned, left, right)
    person = np.repeat(np.arange(people), trials)
    liking = worth.to_numpy()[song] + taste[person]
    row = np.arange(song.size)
    is_left = behaviour.chooses_left(liking[row, left] - liking[row, right], random)
    chosen, other = np.where(is_left, left, right), np.where(is_left, right, left)
    of_song = np.array(names)[song]
    choices = pd.DataFrame(
        {
            "participant": np.array([f"{number:016x}" for number in range(people)])[person],
            "position": np.tile(np.arange(trials), people),
            "trial": row,
            "kind": PAIR,
            "song": of_song,
            "chosen": conditions[chosen],
            "other": conditions[other],
            "chosen_video": video_ids(of_song, conditions[chosen]),
            "other_video": video_ids(of_song, conditions[other]),
            "side": np.where(is_left, LEFT, RIGHT),
        },
    )
    return choices.reindex(columns=list(CHOICE_COLUMNS)), worth


def _dealt(size: int, people: int, trials: int, random: np.random.Generator) -> np.ndarray:
    """Deal a deck: each person goes on where the one before has stopped.

    As on the page nobody gets a card twice who has not had all of them.
    """
    stock, dealt = list(random.permutation(size)), []
    for _ in range(people):
        hand: list[int] = []
        while len(hand) < trials:
            if not stock:
                stock = list(random.permutation(size))
            held = hand[len(hand) // size * size :]
            # A new deck may hold what the person has of the one before: others get that.
            place = next(place for place, card in enumerate(stock) if card not in held)
            hand.append(stock.pop(place))
        dealt += hand
    return np.array(dealt)


def video_ids(songs: np.ndarray, conditions: np.ndarray) -> np.ndarray:
    """Return the names of simulated videos."""
    return np.char.add(np.char.add(songs.astype(str), "/"), conditions.astype(str))


def simulated_videos(worth: pd.DataFrame) -> dict[str, Video]:
    """Return the videos of simulated choices, by their names; see `simulate_choices`."""
    return {
        name: Video(name, song, condition, song, "", 10.0)
        for song in worth.index
        for condition in worth.columns
        for name in (f"{song}/{condition}",)
    }


def simulate_responses(
    experiment: Experiment, behaviour: Behaviour, seed: int
) -> list[dict[str, Any]]:
    """Simulate the response files of an experiment, one for each of its lists.

    Parameters
    ----------
    experiment
        What people are shown.
    behaviour
        How they choose.
    seed
        Of all that is drawn.

    Returns
    -------
    list
        What each file holds.
    """
    random = np.random.default_rng(derive_seed(seed, "responses"))
    songs = list(dict.fromkeys(video.song for video in experiment.videos.values()))
    worth = behaviour.worth_in_songs(songs, random).to_dict("index")
    digits = experiment.hash
    return [
        _response(experiment, digits, number, behaviour, worth, random)
        for number in range(len(experiment.lists))
    ]


def _response(
    experiment: Experiment,
    digits: str,
    number: int,
    behaviour: Behaviour,
    worth: Mapping[str, Mapping[str, float]],
    random: np.random.Generator,
) -> dict[str, Any]:
    """Simulate the response file of a list."""
    taste = {name: random.normal(0, behaviour.person_sd) for name in behaviour.strengths}
    answers = []
    for position, shown in enumerate(experiment.lists[number]):
        trial = experiment.trials[shown.trial]
        right = "b" if shown.left == "a" else "a"
        if trial.kind == CATCH:
            share = behaviour.catch
            odds = np.log(share / (1 - share)) if 0 < share < 1 else 50 * (2 * share - 1)
            gain = odds if shown.left == trial.right else -odds
        else:
            gains = {
                side: worth[trial.song][experiment.videos[video].condition]
                + taste[experiment.videos[video].condition]
                for side, video in (("a", trial.a), ("b", trial.b))
            }
            gain = gains[shown.left] - gains[right]
        is_left = bool(behaviour.chooses_left(np.array(gain), random))
        watched = needed_s(trial, experiment) * random.uniform(0.9, 1.3)
        answers.append(
            {
                "trial": trial.id,
                "position": position,
                "left": shown.left,
                "chosen": shown.left if is_left else right,
                "confidence": int(random.integers(1, 6)),
                "time_s": round(watched + random.uniform(1, 8), 3),
                "watched_s": round(watched, 3),
            }
        )
    return {
        "version": VERSION,
        "experiment": digits,
        "run": experiment.run,
        "participant": f"{random.integers(2**63):016x}",
        "list": number,
        "screening": {
            "photosensitive": False,
            "consent": True,
            "headphones": "headphones",
            "volume": True,
        },
        "answers": answers,
        "questions": {},
        "page": {"width": 1280, "height": 720, "drift_ms": 0.0, "reloads": 0},
        "complete": True,
    }
