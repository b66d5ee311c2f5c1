"""Equivalence: whether two schedules are so alike that the difference does not matter.

A large p of a test for a difference says nothing of that: it may be few pairs.
"""

import math

import numpy as np

LEAST_PAIRS = 2
"""One pair alone tells nothing of how much pairs differ."""


def equivalence_p(differences: np.ndarray, margin: float) -> float:
    """Test whether paired differences lie around a value within a margin of 0.

    Two one-sided tests (TOST): the differences lie above -margin, and below
    +margin. Each is a Wilcoxon signed-rank test, as the test for a difference
    is, so that neither normal scores nor many pairs are needed; differences
    at a margin are left out of its test.

    Parameters
    ----------
    differences
        One a pair, finite, shape (n_pairs,).
    margin
        The largest difference that does not matter, above 0, in their unit.

    Returns
    -------
    float
        The larger of the two p: below 0.05 the schedules are equivalent. NaN
        for fewer than `LEAST_PAIRS` pairs.

    References
    ----------
    Schuirmann, "A comparison of the two one-sided tests procedure and the
    power approach", Journal of Pharmacokinetics and Biopharmaceutics 15
    (1987); Wellek, "Testing Statistical Hypotheses of Equivalence and
    Noninferiority", 2010, chapter 5, for signed ranks.
    """
    if not margin > 0:
        raise ValueError(f"margin must be above 0, not {margin}")
    if differences.size < LEAST_PAIRS:
        return math.nan
    return max(
        _one_sided(differences + margin, "greater"), _one_sided(differences - margin, "less")
    )


def _one_sided(differences: np.ndarray, alternative: str) -> float:
    """Return the p of a one-sided signed-rank test; 1 where nothing differs from 0."""
    from scipy import stats

    differing = differences[differences != 0]
    if differing.size == 0:
        return 1.0
    return float(stats.wilcoxon(differing, alternative=alternative).pvalue)
