"""Two one-sided tests tell whether a difference lies within a margin."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from yellowsound.study.equivalence import equivalence_p


def test_two_one_sided_tests_computed_by_hand():
    # All five within the margin: on either side the smallest p there is, 1 / 2**5.
    assert equivalence_p(np.array([-0.2, -0.1, 0.05, 0.15, 0.3]), 1.0) == pytest.approx(1 / 32)


@pytest.mark.parametrize("seed", range(5))
def test_they_are_those_of_scipy(seed):
    differences = np.random.default_rng(seed).normal(0.1, 0.5, 15)
    above = stats.wilcoxon(differences, -0.4 * np.ones(15), alternative="greater").pvalue
    below = stats.wilcoxon(differences, 0.4 * np.ones(15), alternative="less").pvalue
    assert equivalence_p(differences, 0.4) == pytest.approx(max(above, below))


def test_a_difference_as_large_as_the_margin_is_not_equivalent():
    differences = np.random.default_rng(0).normal(1.0, 0.1, 20)
    assert equivalence_p(differences, 1.0) > 0.05
    assert equivalence_p(differences, 2.0) < 0.001


def test_equal_scores_are_equivalent_where_pairs_are_enough():
    assert equivalence_p(np.zeros(4), 0.5) == pytest.approx(1 / 16)
    assert equivalence_p(np.zeros(5), 0.5) == pytest.approx(1 / 32)


def test_differences_at_the_margin_tell_nothing():
    assert equivalence_p(np.full(8, 0.5), 0.5) == 1.0


def test_one_pair_tells_nothing():
    assert math.isnan(equivalence_p(np.array([0.0]), 1.0))
    assert math.isnan(equivalence_p(np.zeros(0), 1.0))


@pytest.mark.parametrize("margin", [0.0, -1.0, math.nan])
def test_a_margin_is_above_0(margin):
    with pytest.raises(ValueError, match="margin"):
        equivalence_p(np.zeros(5), margin)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(-3, 3), min_size=2, max_size=7).map(np.array), st.floats(0.1, 4))
def test_both_directions_count_alike_and_a_wider_margin_is_met_more_easily(differences, margin):
    p = equivalence_p(differences, margin)
    assert 0 <= p <= 1
    assert equivalence_p(-differences, margin) == pytest.approx(p)
    assert equivalence_p(np.sort(differences), margin) == pytest.approx(p)
