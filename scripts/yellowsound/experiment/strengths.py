"""Strengths of conditions from people's choices: Bradley and Terry's model, with intervals.

The model gives each condition a strength, in log odds: of two conditions the
one that is d stronger is chosen with the probability 1 / (1 + exp(-d)). It is
fitted by Newton's method for thousands of resamples at once, which is why no
package for single fits does it here.

How sure a strength is rests on how much people differ and how much songs do:
participants are resampled, songs are, and answers are, and the covariances of
the three are put together as Cameron, Gelbach and Miller do. To resample
participants and songs at the same time would count the noise of single
answers three times (Owen 2007), and give intervals that are far too wide.

Where all agree every resample is as the answers are, and tells nothing. So no
standard error is below that which the model itself gives independent answers.

References
----------
Bradley and Terry, "Rank analysis of incomplete block designs", Biometrika 39
(1952). Cameron, Gelbach and Miller, "Robust inference with multiway
clustering", Journal of Business & Economic Statistics 29 (2011). Owen, "The
pigeonhole bootstrap", Annals of Applied Statistics 1 (2007).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from yellowsound.experiment.columns import PAIR
from yellowsound.run.seeds import derive_seed
from yellowsound.study.paired_tests import CONFIDENCE

PRIOR = 0.5
"""Choices that are added each way for each two conditions: a condition that won always, or in a
resample, has a finite strength. Of two conditions it is the estimate of Firth, "Bias reduction of
maximum likelihood estimates", Biometrika 80 (1993)."""

RESAMPLES = 999
"""Resamples of each kind; a covariance needs fewer than a percentile."""

LONGEST_STEP = 2.0
CLOSE = 1e-10
MOST_STEPS = 100


def wins_of(choices: pd.DataFrame, conditions: Sequence[str]) -> np.ndarray:
    """Count choices.

    Parameters
    ----------
    choices
        See `CHOICE_COLUMNS`; rows of other kinds than `pair` are left out.
    conditions
        All conditions.

    Returns
    -------
    np.ndarray
        How often each participant chose one condition over another in each
        song, shape (n_participants, n_songs, n_conditions, n_conditions), the
        chosen before the other; participants and songs in order of name.
    """
    pairs = choices[choices["kind"] == PAIR]
    place = {name: number for number, name in enumerate(conditions)}
    people, person = np.unique(pairs["participant"].astype(str), return_inverse=True)
    songs, song = np.unique(pairs["song"].astype(str), return_inverse=True)
    wins = np.zeros((people.size, songs.size, len(conditions), len(conditions)))
    chosen, other = (pairs[name].map(place).to_numpy(int) for name in ("chosen", "other"))
    np.add.at(wins, (person, song, chosen, other), 1)
    return wins


def fit(wins: np.ndarray, prior: float = PRIOR) -> np.ndarray:
    """Return the strengths of conditions.

    Parameters
    ----------
    wins
        How often one was chosen over the other, at least 0, shape
        (..., n_conditions, n_conditions), each matrix a fit of its own.
    prior
        Choices that are added each way for each two; 0 for the maximum of
        likelihood, which is there only where each condition both won and lost.

    Returns
    -------
    np.ndarray
        Strengths in log odds, shape (..., n_conditions), each fit's mean 0.
    """
    size = wins.shape[-1]
    wins = wins + prior * (1 - np.eye(size))
    met = wins + np.swapaxes(wins, -1, -2)
    strengths = np.zeros(wins.shape[:-1])
    for _ in range(MOST_STEPS):
        expected = _expected(strengths)
        slope = (wins - met * expected).sum(-1)
        # Strengths are known but for a constant: their sum is held at 0.
        curvature = _curvature(met, expected) + 1 / size
        step = np.linalg.solve(curvature, slope[..., None])[..., 0]
        strengths = strengths + np.clip(step, -LONGEST_STEP, LONGEST_STEP)
        if np.abs(step).max(initial=0.0) < CLOSE:
            break
    return strengths - strengths.mean(-1, keepdims=True)


def model_covariance(wins: np.ndarray, prior: float = PRIOR) -> np.ndarray:
    """Return the covariance of strengths by the model: the inverse of the fit's curvature.

    It is that of answers which are independent, and never 0: a condition that
    always won is not known better than the choices added each way allow.

    Parameters
    ----------
    wins, prior
        As of `fit`; shape (n_conditions, n_conditions).
    """
    size = wins.shape[-1]
    met = wins + wins.T + 2 * prior * (1 - np.eye(size))
    # The constant is not known, and counts in no difference.
    return np.linalg.pinv(_curvature(met, _expected(fit(wins, prior))), hermitian=True)


def _expected(strengths: np.ndarray) -> np.ndarray:
    """Return the probabilities with which each condition is chosen over each other."""
    return 1 / (1 + np.exp(strengths[..., None, :] - strengths[..., :, None]))


def _curvature(met: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Return how sharply the likelihood falls off, of so many choices between each two."""
    weight = met * expected * (1 - expected)
    return weight.sum(-1)[..., None] * np.eye(met.shape[-1]) - weight


@dataclass(frozen=True)
class Strengths:
    """Strengths with what is needed to tell how sure they, and their differences, are.

    Attributes
    ----------
    values
        In log odds, their mean 0, shape (n_conditions,).
    covariances
        As resamples of answers, of participants and of songs have it, each of
        shape (n_conditions, n_conditions). Those of participants or songs are
        missing where there is one alone.
    model
        As the model has it, the same shape: see `model_covariance`.
    freedom
        Degrees of freedom of an interval: one less than participants or songs,
        whichever are fewer; 0 where nothing can be told.
    """

    values: np.ndarray
    covariances: tuple[np.ndarray, ...]
    model: np.ndarray
    freedom: int

    def deviation(self, weights: np.ndarray) -> float:
        """Return the standard error of a weighted sum of strengths; NaN where none is told."""
        if self.freedom == 0:
            return math.nan
        answers, *clusters = (weights @ each @ weights for each in self.covariances)
        # The noise of single answers is in each of them.
        both = sum(clusters) - (len(clusters) - 1) * answers
        return math.sqrt(max(both, answers, weights @ self.model @ weights))

    def half_width(self, weights: np.ndarray) -> float:
        """Return half the width of the interval of a weighted sum of strengths."""
        from scipy import stats

        if self.freedom == 0:
            return math.nan
        return float(stats.t.isf((1 - CONFIDENCE) / 2, self.freedom)) * self.deviation(weights)

    def p(self, weights: np.ndarray) -> float:
        """Return the two-sided p of a weighted sum of strengths being 0."""
        from scipy import stats

        if self.freedom == 0:
            return math.nan
        t = abs(weights @ self.values) / self.deviation(weights)
        return float(2 * stats.t.sf(t, self.freedom))


def estimate(wins: np.ndarray, seed: int, resamples: int = RESAMPLES) -> Strengths:
    """Fit strengths, and resample what they rest on.

    Parameters
    ----------
    wins
        See `wins_of`.
    seed
        Seed of the resampling (PCG64).
    resamples
        How often each kind is resampled.
    """
    size = wins.shape[-1]
    answered = wins[wins.sum((-1, -2)) > 0]
    clusters = [wins.sum(1), wins.sum(0)]
    several = [each for each in clusters if len(each) > 1]
    covariances = tuple(
        _covariance(each, derive_seed(seed, kind), resamples)
        for kind, each in enumerate([answered, *several])
        if len(each) > 1
    )
    freedom = min((len(each) - 1 for each in several), default=0)
    total = wins.reshape(-1, size, size).sum(0)
    return Strengths(fit(total), covariances, model_covariance(total), freedom)


def _covariance(wins: np.ndarray, seed: int, resamples: int) -> np.ndarray:
    """Return the covariance of strengths when what stands along the first axis is resampled."""
    count, size = len(wins), wins.shape[-1]
    random = np.random.default_rng(seed)
    drawn = random.multinomial(count, np.full(count, 1 / count), resamples)
    fitted = fit((drawn @ wins.reshape(count, -1)).reshape(resamples, size, size))
    return np.cov(fitted, rowvar=False) * count / (count - 1)
