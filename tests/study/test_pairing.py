"""The pairing test tells whether pictures fit their own songs better than others'."""

import math
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from yellowsound.run.errors import UserError
from yellowsound.study.crossed import crossings
from yellowsound.study.pairing import PAIRING_COLUMNS, pairing_table
from yellowsound.study.permutations import (
    DRAWS,
    auc,
    permuted_p,
    picturewise_p,
    residuals,
    top1,
)

NAN = math.nan


def crossed(z, metric="beat_f", schedule="onset", seeds=("",), songs=None):
    """Return the table of crossings of a matrix of z, pictures x songs."""
    z = np.asarray(z, dtype=float)
    songs = songs or [f"song {number}" for number in range(len(z))]
    names = list(dict.fromkeys(songs))
    return pd.DataFrame(
        {
            "metric": metric,
            "schedule": schedule,
            "pair": f"pair {row}",
            "picture": f"pair {row}{seed}",
            "song": songs[row],
            "heard": name,
            "score": 0.5,
            "null_mean": 0.4,
            "z": z[row, column],
        }
        for row in range(len(z))
        for seed in seeds
        for column, name in enumerate(names)
    )


def noise(n, own=0.0, seed=0):
    return np.random.default_rng(seed).normal(size=(n, n)) + own * np.eye(n)


def brute_force(z):
    """Return p as the definition has it: t of the own pairs, centred by picture and song."""
    z = z - z.mean(axis=0) - z.mean(axis=1, keepdims=True) + z.mean()
    orders = list(permutations(range(len(z))))
    t = [stats.ttest_1samp([z[row, place] for row, place in enumerate(o)], 0) for o in orders]
    return np.mean([found.statistic >= t[0].statistic - 1e-9 for found in t])


# --- the permutations ------------------------------------------------------------------


def test_three_pictures_computed_by_hand():
    z = np.array([[2.0, -1.0, -1.0], [-1.0, 1.0, 0.0], [-1.0, 0.0, 1.0]])
    assert z.sum(axis=0).tolist() == z.sum(axis=1).tolist() == [0, 0, 0]
    # Own 2, 1, 1 (t 4); swapping the last two songs gives 2, 0, 0 (t 1), and every other order
    # has a sum below 0.
    assert permuted_p(z, seed=0) == pytest.approx(1 / 6)
    assert permuted_p(z[:, [0, 2, 1]], seed=0) == pytest.approx(2 / 6)


@pytest.mark.parametrize("n", [3, 4, 5])
@pytest.mark.parametrize("seed", range(4))
def test_the_exact_p_is_that_of_brute_force(n, seed):
    z = noise(n, own=0.7, seed=seed)
    assert permuted_p(z, seed=0) == pytest.approx(brute_force(z))


def test_five_pictures_that_all_fit_best_reach_one_in_120():
    assert permuted_p(10 * np.eye(5), seed=0) == pytest.approx(1 / 120)


def test_more_than_seven_pictures_are_drawn_and_p_is_never_0():
    assert permuted_p(noise(8, own=9.0), seed=0) == pytest.approx(1 / (DRAWS + 1))
    drawn = noise(9, own=0.4, seed=2)
    assert permuted_p(drawn, seed=1) == pytest.approx(permuted_p(drawn, seed=2), abs=0.02)


def test_equal_scores_are_no_evidence():
    assert permuted_p(np.ones((5, 5)), seed=0) == 1
    assert permuted_p(np.ones((9, 9)), seed=0) == 1


def test_a_picture_or_a_song_that_scores_high_throughout_changes_nothing():
    z = noise(6, own=0.5)
    raised = z + np.arange(6.0)[:, None] - 3 * np.arange(6.0)
    assert permuted_p(raised, seed=0) == permuted_p(z, seed=0)
    np.testing.assert_allclose(residuals(raised), residuals(z), atol=1e-9)


def test_without_gaps_residuals_are_centred_twice():
    z = noise(6)
    centred = z - z.mean(axis=0) - z.mean(axis=1, keepdims=True) + z.mean()
    np.testing.assert_allclose(residuals(z), centred, atol=1e-12)


def test_a_gap_is_no_evidence_either_way():
    z = noise(6, seed=3)
    z[2, 2] = z[4, 1] = np.nan
    left = residuals(z)
    assert left[2, 2] == left[4, 1] == 0
    assert np.abs(left.sum(axis=0)).max() < 1e-6
    assert np.abs(left.sum(axis=1)).max() < 1e-6
    # An own cell that is undefined neither helps nor hurts: the others still tell.
    strong = 5 * np.eye(6) + noise(6)
    strong[0, 0] = np.nan
    assert permuted_p(strong, seed=0) < 0.05


def test_pictures_that_heard_some_songs_are_tested_by_lot():
    songs = {f"pair {n}": f"song {n}" for n in range(50)}
    heard = np.zeros((50, 50), dtype=bool)
    for picture, song in crossings(songs, seed=0):
        heard[int(picture.split()[1]), int(song.split()[1])] = True
    for own, low, high in ((0.0, 0.05, 1.0), (1.5, 0.0, 0.001)):
        z = np.where(heard, noise(50, own=own), np.nan)
        assert low < picturewise_p(z, heard, seed=0) <= high
    everything = np.ones((8, 8), dtype=bool)
    z = noise(8, own=1.0, seed=4)
    assert picturewise_p(z, everything, 0) == pytest.approx(permuted_p(z, 0), abs=0.03)


# --- AUC and top 1 ---------------------------------------------------------------------


def test_the_auc_counts_who_is_beaten_and_ties_half():
    own = np.array([2.0, 1.0, 0.0])
    others = np.array([[1.0, 3.0], [1.0, 0.0], [1.0, 2.0]])
    assert auc(own, others) == pytest.approx((0.5 + 0.75 + 0.0) / 3)


def test_top1_counts_whose_own_song_is_first_and_ties_share():
    own = np.array([2.0, 1.0, 0.0, 5.0])
    others = np.array([[1.0, 1.5], [1.0, 0.0], [1.0, 2.0], [5.0, 5.0]])
    assert top1(own, others) == pytest.approx((1 + 1 / 2 + 0 + 1 / 3) / 4)


def test_undefined_scores_are_left_out_of_both():
    own = np.array([2.0, NAN, 0.0])
    others = np.array([[1.0, NAN], [1.0, 0.0], [NAN, NAN]])
    assert auc(own, others) == top1(own, others) == 1.0
    assert math.isnan(auc(own[1:2], others[1:2]))
    assert math.isnan(top1(own[2:], others[2:]))


# --- the table -------------------------------------------------------------------------


def test_a_row_a_metric_and_schedule_with_every_column_described():
    table = pd.concat(
        [
            crossed(noise(5, own=6.0), schedule="onset"),
            crossed(noise(5, seed=1), schedule="linear"),
            crossed(noise(5, own=1.0), metric="avs"),
        ]
    )
    found = pairing_table(table, seed=0, shared={"onset": "detector flux"})
    assert list(found) == list(PAIRING_COLUMNS)
    assert found[["metric", "schedule"]].to_numpy().tolist() == [
        ["beat_f", "onset"],
        ["beat_f", "linear"],
        ["avs", "onset"],
    ]
    assert found["shared"].tolist() == ["detector flux", "", "detector flux"]
    assert found["n"].tolist() == [5, 5, 5]
    first = found.iloc[0]
    assert (first["p"], first["auc"], first["top1"]) == (pytest.approx(1 / 120), 1.0, 1.0)
    family = found.sort_values("p")
    raised = (family["p"] * np.array([3, 2, 1])).cummax().clip(upper=1)
    assert family["p_holm"].tolist() == pytest.approx(raised.tolist())
    assert set(found["warning"]) == {""}
    assert all(len(text) > 10 for text in PAIRING_COLUMNS.values())


def test_the_seeds_of_a_pair_are_averaged_first():
    z, other = noise(6, own=1.0), noise(6, seed=9)
    two = pd.concat(
        [crossed(z + other), crossed(z - other).assign(picture=lambda t: t["picture"] + "~seed1")]
    )
    pd.testing.assert_frame_equal(pairing_table(two, 0), pairing_table(crossed(z), 0))


def test_pairs_of_one_song_count_once_and_never_as_others():
    songs = ["x", "x", "y", "z", "w"]
    z = 5 * np.array([[s == name for name in ("x", "y", "z", "w")] for s in songs], dtype=float)
    row = pairing_table(crossed(z, songs=songs), seed=0).iloc[0]
    # Of four songs there are 24 permutations, of which the own one alone fits.
    assert (row["n"], row["p"]) == (4, pytest.approx(1 / 24))
    assert (row["auc"], row["top1"]) == (1.0, 1.0)


def test_pictures_and_songs_without_a_value_are_left_out_and_told():
    z = noise(7, own=8.0)
    z[6] = np.nan  # a still picture
    z[:, 5] = np.nan  # a silent song
    row = pairing_table(crossed(z), seed=0).iloc[0]
    assert (row["n"], row["p"]) == (5, pytest.approx(1 / 120))
    assert row["warning"] == "undefined for 2 of 7 pictures with their own song"


def test_a_schedule_without_any_value_has_no_p_and_says_why():
    row = pairing_table(crossed(np.full((6, 6), np.nan)), seed=0).iloc[0]
    assert row["n"] == 0
    assert all(math.isnan(row[name]) for name in ("p", "p_holm", "auc", "top1"))
    assert row["warning"] == (
        "undefined for 6 of 6 pictures with their own song; "
        "0 songs with a z, of which 3 are needed to permute them"
    )


def test_where_no_own_pair_has_a_value_there_is_no_p():
    z = noise(5)
    np.fill_diagonal(z, np.nan)
    row = pairing_table(crossed(z), seed=0).iloc[0]
    assert math.isnan(row["p"])
    assert row["warning"] == "undefined for 5 of 5 pictures with their own song"


@pytest.mark.parametrize(("n", "said"), [(1, "1 song with"), (2, "2 songs with")])
def test_fewer_than_three_songs_are_not_tested(n, said):
    row = pairing_table(crossed(noise(n, own=5.0)), seed=0).iloc[0]
    assert math.isnan(row["p"])
    assert row["warning"].startswith(said)


def test_three_songs_are_tested_and_said_to_be_too_few():
    row = pairing_table(crossed(noise(3, own=9.0)), seed=0).iloc[0]
    assert row["p"] == pytest.approx(1 / 6)
    assert row["warning"] == "too few songs to decide: of 3, p is at least 0.167"


def test_a_study_of_more_than_forty_videos_works_on_what_is_there():
    songs = {f"pair {number}": f"song {number}" for number in range(45)}
    there = pd.DataFrame(crossings(songs, seed=0), columns=["picture", "heard"])
    table = crossed(noise(45, own=2.0)).merge(there)
    row = pairing_table(table, seed=0).iloc[0]
    assert (row["n"], row["p"]) == (45, pytest.approx(1 / (DRAWS + 1)))
    assert row["auc"] > 0.8
    assert row["top1"] > 0.2


def test_a_song_without_a_picture_of_its_own_is_an_other_for_the_ranks_alone():
    table = crossed(noise(5, own=3.0))
    fewer = table[table["pair"] != "pair 4"]
    assert pairing_table(fewer, seed=0).iloc[0]["n"] == 4


def test_a_missing_column_is_refused_with_what_to_do():
    with pytest.raises(UserError, match=r"no column heard, z: make it anew"):
        pairing_table(crossed(noise(3)).drop(columns=["heard", "z"]), seed=0)


def test_a_table_without_rows_gives_one_without_rows():
    found = pairing_table(crossed(noise(3)).iloc[:0], seed=0)
    assert found.empty
    assert list(found) == list(PAIRING_COLUMNS)


@settings(max_examples=30, deadline=None)
@given(st.integers(3, 9), st.integers(0, 2**32 - 1), st.floats(0, 0.3))
def test_the_order_of_the_rows_changes_no_number(n, seed, gaps):
    random = np.random.default_rng(seed)
    z = np.where(random.random((n, n)) < gaps, np.nan, random.normal(size=(n, n)).round(1))
    table = crossed(z, seeds=("", "~seed1"))
    shuffled = table.sample(frac=1, random_state=seed % 1000)
    pd.testing.assert_frame_equal(
        pairing_table(table, 0), pairing_table(shuffled, 0), check_exact=False, rtol=1e-9
    )


@settings(max_examples=30, deadline=None)
@given(st.integers(3, 6), st.integers(0, 2**32 - 1))
def test_names_of_songs_do_not_matter_where_all_permutations_are_enumerated(n, seed):
    z = np.random.default_rng(seed).normal(size=(n, n))
    order = np.random.default_rng(seed + 1).permutation(n)
    again = pairing_table(crossed(z[order][:, order]), 0)
    first = pairing_table(crossed(z), 0)
    pd.testing.assert_frame_equal(first, again, check_exact=False, rtol=1e-9)


def test_the_p_is_even_where_pictures_do_not_know_their_songs():
    p = np.array([permuted_p(noise(5, seed=seed), 0) for seed in range(400)])
    for level in (0.05, 0.2, 0.5):
        assert (p <= level).mean() <= level + 2.6 * math.sqrt(level * (1 - level) / 400)
