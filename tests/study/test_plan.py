"""From a pilot's differences follows how many songs a study needs."""

import numpy as np
import pandas as pd
import pytest

from yellowsound.run.errors import UserError
from yellowsound.study.contrasts import Contrast
from yellowsound.study.paired_tests import signed_rank
from yellowsound.study.plan import pilot_gains, pilot_pictures, plan, read_pilot
from yellowsound.study.power import (
    SIZES,
    comparison_power,
    largest_significant,
    pairing_power,
    power_table,
    smaller_rank_sums,
    songs_needed,
)


def scores(gains, metric="beat_f"):
    rows = [
        {
            "pair": f"pair {number}",
            "schedule": schedule,
            "genre": "jazz",
            metric: 0.5,
            f"{metric}_null_mean": 0.4,
            f"{metric}_z": (gain if schedule == "onset" else 0.0),
        }
        for number, gain in enumerate(gains)
        for schedule in ("onset", "linear")
    ]
    return pd.DataFrame(rows)


def crossed(own, n=6, metric="beat_f", seed=0):
    z = np.random.default_rng(seed).normal(size=(n, n)) + own * np.eye(n)
    rows = [
        {
            "metric": metric,
            "schedule": "onset",
            "pair": f"{row}",
            "picture": f"{row}",
            "song": f"song {row}",
            "heard": f"song {column}",
            "z": z[row, column],
        }
        for row in range(n)
        for column in range(n)
    ]
    return pd.DataFrame(rows)


def test_fewer_than_six_pairs_have_no_power_in_a_signed_rank_test():
    gains = np.array([2.0, 2.1, 1.9, 2.2])
    assert comparison_power(gains, 5, seed=0, studies=50) == 0
    assert comparison_power(gains, 6, seed=0, studies=50) == 1


def test_the_power_of_a_known_effect_is_that_of_the_test():
    # Normal with a mean of 0.8 deviations: a t test of 15 pairs has a power of 0.82.
    gains = np.random.default_rng(0).normal(0.0, 1.0, 200)
    gains = (gains - gains.mean()) / gains.std() + 0.8
    assert 0.7 < comparison_power(gains, 15, seed=0) < 0.85
    # Nothing but noise is found as often as the level says.
    assert comparison_power(gains - 0.8, 15, seed=0) < 0.08


@pytest.mark.parametrize("n", [5, 6, 12, 40])
def test_the_test_of_many_studies_at_once_is_that_of_one(n):
    gains = np.random.default_rng(n).normal(0.35, 1.0, (60, n))
    tests = [signed_rank(row) for row in gains]
    assert smaller_rank_sums(gains).tolist() == [test.w for test in tests]
    found = smaller_rank_sums(gains) <= largest_significant(n)
    assert found.tolist() == [test.p < 0.05 for test in tests]


def test_more_songs_have_more_power():
    gains = np.array([1.0, 0.2, -0.5, 0.8, 0.4, 1.1])
    powers = [comparison_power(gains, n, seed=0, studies=300) for n in (6, 12, 30)]
    assert powers == sorted(powers)
    assert powers[0] < powers[-1]


def test_the_pairing_test_needs_four_songs_at_least():
    own, others = np.full(6, 50.0), np.random.default_rng(0).normal(size=(6, 5))
    assert pairing_power(own, others, 3, seed=0, studies=50) == 0
    assert pairing_power(own, others, 4, seed=0, studies=50) == 1
    assert pairing_power(others[:, 0], others[:, 1:], 8, seed=0, studies=300) < 0.12


def test_a_pilots_gains_are_of_z_and_defined():
    found = pilot_gains(scores([1.0, np.nan, 3.0, 2.0]), "beat_f", Contrast("onset"))
    assert sorted(found) == [1, 2, 3]


@pytest.mark.parametrize(
    ("gains", "said"),
    [
        ([1.0, 2.0], "defined for 2 pairs of the pilot, of which 3 are needed"),
        ([np.nan] * 5, "defined for 0 pairs"),
        ([0.0] * 5, "is 0 for every pair"),
    ],
)
def test_a_pilot_that_tells_nothing_is_refused(gains, said):
    with pytest.raises(UserError, match=said):
        pilot_gains(scores(gains), "beat_f", Contrast("onset"))


def test_a_pilots_pictures_have_their_own_song_and_others():
    table = crossed(3.0)
    table.loc[(table["pair"] == "0") & (table["song"] == table["heard"]), "z"] = np.nan
    own, others = pilot_pictures(table, "beat_f", "onset")
    assert own.shape == (5,)
    assert others.shape == (5, 6)
    assert (~np.isnan(others)).sum(axis=1).tolist() == [5] * 5
    for metric, schedule in (("avs", "onset"), ("beat_f", "linear")):
        with pytest.raises(UserError, match="0 pictures of the table of crossings"):
            pilot_pictures(table, metric, schedule)


def test_larger_studies_than_enough_are_not_tried():
    table = power_table(lambda n, seed: min(1.0, n / 10), ["x"], seed=0)
    assert list(table) == [size for size in SIZES if size <= 10]


def test_the_songs_that_are_needed_suffice_from_there_on():
    assert songs_needed({5: 0.1, 6: 0.81, 7: 0.79, 8: 0.8, 10: 0.9}, 0.8) == 8
    assert songs_needed({5: 0.1, 6: 0.2}, 0.8) is None


def test_the_plan_is_a_table_and_a_sentence_for_each_test_and_the_same_each_time():
    pilot = scores([2.0, 2.5, 3.0, 1.0, 2.2]), crossed(3.0), "beat_f", "onset - linear", 0.8, 0
    lines = list(plan(*pilot))
    assert lines == list(plan(*pilot))
    assert lines[0] == "beat_f (z), onset - linear: signed-rank test, pilot of 5 pairs"
    assert "beat_f, onset: pairing test, pilot of 6 pictures" in lines
    assert sum(line.endswith("suffice for a power of 0.8.") for line in lines) == 2


def test_where_no_size_suffices_it_is_said():
    gains = np.random.default_rng(0).normal(0.01, 1.0, 8)
    gains -= gains.mean() - 0.01
    assert list(plan(scores(gains), None, "beat_f", "onset", 0.8, 0))[-1] == (
        "More than 100 songs are needed for a power of 0.8."
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"metric": "avs"}, "no column avs, avs_null_mean, avs_z"),
        ({"contrast": "beats"}, "no schedule beats"),
        ({"wanted": 1.0}, "the power is 1: ask for one above 0 and below 1"),
        ({"crossed": pd.DataFrame({"pair": ["x"]})}, "no column metric, schedule"),
    ],
)
def test_what_the_tables_have_not_is_refused_in_a_sentence(change, said):
    asked = {"metric": "beat_f", "contrast": "onset", "wanted": 0.8, "seed": 0}
    asked |= {"scores": scores([2.0] * 5), "crossed": None, **change}
    with pytest.raises(UserError, match=said) as told:
        list(plan(**asked))
    assert "\n" not in str(told.value)


def test_a_file_that_is_no_table_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "a.tsv").write_text("pair\tschedule\none\tonset\n")
    (tmp_path / "b.tsv").write_bytes(b"\x00\xff\xfe\tx\n\n\n")
    for name, said in (
        ("a", "no table of scores"),
        ("b", "no such table"),
        ("c", "check the path"),
    ):
        with pytest.raises(UserError, match=said):
            read_pilot(tmp_path / f"{name}.tsv")
