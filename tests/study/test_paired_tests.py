"""Paired tests say whether there is a difference, how large it is, and whether so few can tell."""

import math
import re

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from yellowsound.study.paired_tests import (
    holm,
    median_interval,
    pairs_needed,
    power_warning,
    share_interval,
    signed_rank,
    smallest_p,
)

families = st.lists(st.floats(0, 1), min_size=1, max_size=12).map(np.array)


def test_the_signed_rank_test_computed_by_hand():
    # Ranks 1 to 5, of which 2 is negative. Sums of ranks of at most 2: none, 1 and 2
    # alone, that is 3 of the 32 patterns of signs, on either side.
    result = signed_rank(np.array([1.0, -2.0, 3.0, 4.0, 5.0]))
    assert result.w == 2
    assert result.p == pytest.approx(6 / 32)
    assert result.rank_biserial == pytest.approx((13 - 2) / 15)
    assert result.n_differing == 5


def test_tied_differences_share_their_rank_and_p_stays_exact():
    # Ranks 2, 2, 2, 4. Sums of at most 2: none, and each 2 alone: 4 of 16 patterns.
    result = signed_rank(np.array([1.0, 1.0, -1.0, 2.0]))
    assert result.w == 2
    assert result.p == pytest.approx(8 / 16)
    assert result.rank_biserial == pytest.approx((8 - 2) / 10)


def test_zeros_are_left_out_and_the_rest_is_tested_exactly():
    differences = np.random.default_rng(0).normal(0.4, 1, 20)
    with_zeros = np.insert(differences, [0, 5, 20], 0.0)
    assert signed_rank(with_zeros) == signed_rank(differences)
    assert signed_rank(differences).p == stats.wilcoxon(differences, method="exact").pvalue


def test_without_any_difference_nothing_is_found():
    result = signed_rank(np.zeros(8))
    assert (result.w, result.p, result.rank_biserial, result.n_differing) == (0, 1, 0, 0)


@settings(max_examples=20, deadline=None)  # scipy goes through all signs where there are ties
@given(st.lists(st.integers(-20, 20), min_size=1, max_size=7))
def test_the_effect_turns_with_the_sign_and_p_does_not(values):
    differences = np.array(values, dtype=float)
    there, back = signed_rank(differences), signed_rank(-differences)
    assert there.rank_biserial == pytest.approx(-back.rank_biserial)
    assert -1 <= there.rank_biserial <= 1
    assert there.p == pytest.approx(back.p)
    assert there.w == back.w


def test_where_all_differences_have_one_sign_the_effect_is_whole():
    assert signed_rank(np.array([0.1, 0.4, 0.2])).rank_biserial == 1
    assert signed_rank(np.array([-0.1, -0.4, 0.0])).rank_biserial == -1


def test_the_interval_of_a_median_stands_on_the_order_statistics_that_theory_names():
    # The median of 15 resampled values is at most the k-th smallest where at least 8 of
    # 15 draws are among the k smallest; no simulation is needed to know how often.
    differences = np.sort(np.random.default_rng(1).lognormal(size=15))
    at_most = [stats.binom.sf(7, 15, k / 15) for k in range(1, 16)]
    low, high = (next(k for k, share in enumerate(at_most) if share > p) for p in (0.025, 0.975))
    assert median_interval(differences, seed=0) == (differences[low], differences[high])


def test_the_interval_of_a_median_covers_the_truth_in_about_95_of_100_studies():
    random = np.random.default_rng(2)
    covered = 0
    for study in range(300):
        low, high = median_interval(random.lognormal(size=25), seed=study, resamples=499)
        covered += low <= 1.0 <= high
    assert 0.91 <= covered / 300 <= 0.985


def test_the_same_seed_gives_the_same_interval_and_another_seed_another():
    differences = np.random.default_rng(3).normal(size=40)
    intervals = [median_interval(differences, seed, resamples=99) for seed in (0, 0, 1)]
    assert intervals[0] == intervals[1] != intervals[2]


def test_the_interval_of_equal_differences_is_a_point():
    assert median_interval(np.full(6, 0.25), seed=0) == (0.25, 0.25)


@pytest.mark.parametrize("values", [[], [0.3]])
def test_fewer_than_two_pairs_have_no_interval(values):
    assert np.isnan(median_interval(np.array(values), seed=0)).all()


def test_many_pairs_are_resampled_in_batches_that_change_nothing(monkeypatch):
    differences = np.random.default_rng(4).normal(size=30)
    at_once = median_interval(differences, seed=0, resamples=200)
    monkeypatch.setattr("yellowsound.study.paired_tests.BATCH_VALUES", 70)
    assert median_interval(differences, seed=0, resamples=200) == at_once


def test_the_interval_of_a_share_is_that_of_wilson():
    # With all of n: from n / (n + z^2) to 1.
    low, high = share_interval(5, 5)
    assert low == pytest.approx(5 / (5 + stats.norm.ppf(0.975) ** 2))
    assert high == pytest.approx(1)
    expected = stats.binomtest(3, 20).proportion_ci(0.95, method="wilson")
    assert share_interval(3, 20) == pytest.approx((expected.low, expected.high))
    assert np.isnan(share_interval(0, 0)).all()


def test_holms_correction_computed_by_hand():
    # In ascending order 0.005 x 4, 0.01 x 3, 0.03 x 2, and 0.04 x 1, which may not fall below.
    corrected = holm(np.array([0.01, 0.04, 0.03, 0.005]))
    assert corrected.tolist() == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_a_comparison_that_could_not_be_made_does_not_count_in_its_family():
    corrected = holm(np.array([0.01, math.nan, 0.04]))
    assert corrected[[0, 2]].tolist() == pytest.approx([0.02, 0.04])
    assert math.isnan(corrected[1])
    assert holm(np.array([])).size == 0


@given(families)
def test_a_corrected_p_is_never_below_the_raw_one_nor_above_1(p):
    corrected = holm(p)
    assert (corrected >= p).all()
    assert (corrected <= 1).all()


@given(families, st.randoms())
def test_the_correction_keeps_the_order_and_knows_no_positions(p, random):
    corrected = holm(p)
    assert (np.diff(corrected[np.argsort(p)]) >= 0).all()
    shuffled = random.sample(range(p.size), p.size)
    assert holm(p[shuffled]).tolist() == corrected[shuffled].tolist()


@given(families, st.floats(0.001, 0.5))
def test_what_holm_rejects_step_by_step_has_a_corrected_p_below_the_level(p, alpha):
    steps = alpha / np.arange(p.size, 0, -1)
    assume((np.abs(np.sort(p) - steps) > 1e-9).all())
    kept = np.flatnonzero(np.sort(p) > steps)
    n_rejected = kept[0] if kept.size else p.size
    assert np.count_nonzero(holm(p) <= alpha) == n_rejected


@pytest.mark.parametrize("n", range(1, 13))
def test_the_smallest_p_is_that_of_differences_all_of_one_sign(n):
    assert smallest_p(n) == pytest.approx(signed_rank(np.arange(1.0, n + 1)).p)
    assert smallest_p(n) == pytest.approx(signed_rank(np.ones(n)).p)


@given(st.integers(1, 500))
def test_the_pairs_that_are_needed_just_suffice(comparisons):
    needed = pairs_needed(comparisons)
    assert comparisons * smallest_p(needed) < 0.05 <= comparisons * smallest_p(needed - 1)
    assert power_warning(needed, 0, comparisons) == ""
    assert power_warning(needed - 1, 0, comparisons) != ""


def test_six_pairs_are_the_fewest_that_can_decide():
    assert pairs_needed(1) == 6


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((0, 0, 3), "no pair has a value for both schedules"),
        ((5, 0, 1), "too few pairs to decide: 5 differ, so that p is at least 0.0625; 6 are"),
        ((1, 0, 1), "1 differs, so that p is at least 1;"),
        ((4, 9, 1), "4 differ and 9 do not, so that"),
        ((0, 1, 1), "0 differ and 1 does not, so that p is at least 1;"),
        ((6, 0, 4), "hardly enough pairs to decide: 6 differ, .* over 4 .* to 0.125; 8 are needed"),
    ],
)
def test_a_warning_says_how_many_pairs_there_are_and_how_many_are_needed(counts, words):
    warning = power_warning(*counts)
    assert "\n" not in warning
    assert re.search(words, warning)
