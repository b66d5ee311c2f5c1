"""The design of a study: takes by seed, variants by schedule and weights."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yellowsound.design import Take, as_list, drawn_pairs, facts_of, takes_of, variants_of
from yellowsound.errors import UserError

WEIGHTS = st.lists(st.floats(0, 1).map(lambda x: round(x, 3)), min_size=1, max_size=4, unique=True)


def test_one_value_and_a_list_of_one_are_the_same():
    assert as_list(3) == as_list([3]) == [3]


def test_the_first_seed_has_the_pairs_own_name_and_the_others_tell_theirs():
    assert takes_of(["a", "b"], [7, 0]) == {
        "a": Take("a", "a", 7),
        "a~seed0": Take("a~seed0", "a", 0),
        "b": Take("b", "b", 7),
        "b~seed0": Take("b~seed0", "b", 0),
    }


def test_every_combination_of_weights_is_a_variant_of_the_energy_alone():
    variants = variants_of(["onset", "energy", "linear"], [0.2, 0], [0.8, 0.5])
    assert list(variants) == [
        *("onset", "energy", "energy~h0.2~p0.5", "energy~h0~p0.8", "linear"),
    ]
    assert variants["energy"].weights == (0.2, 0.8)
    assert variants["energy~h0~p0.8"].weights == (0.0, 0.8)
    assert variants["linear"].weights == (0.2, 0.8)


def test_weights_in_the_same_proportion_are_one_variant():
    assert list(variants_of(["energy"], [0.5, 1], [0.5, 1])) == [
        "energy",
        "energy~h0.5~p1",
        "energy~h1~p0.5",
    ]


def test_weights_that_are_both_zero_are_no_variant():
    variants = variants_of(["energy"], [0, 1], [0, 1])
    assert [variant.weights for variant in variants.values()] == [(0, 1), (1, 0), (1, 1)]


@given(WEIGHTS, WEIGHTS)
def test_a_weight_added_at_the_end_renames_no_variant(harmonic, percussive):
    before = variants_of(["energy", "linear"], harmonic, percussive)
    after = variants_of(["energy", "linear"], [*harmonic, 2.0], percussive)
    kept = {name: after[name].weights for name in before if before[name].weights != (0.0, 0.0)}
    assert kept == {name: before[name].weights for name in kept}


def test_only_the_energy_tells_its_weights_in_the_table():
    variants = variants_of(["energy", "linear"], [0.2], [0.8])
    take = Take("a", "a", 3)
    told = {"seed": 3, "harmonic_weight": 0.2, "percussive_weight": 0.8}
    assert facts_of(take, variants["energy"]) == told
    assert facts_of(take, variants["linear"]) == {
        **told,
        "harmonic_weight": None,
        "percussive_weight": None,
    }


def test_figures_of_single_songs_are_of_the_first_pair_unless_others_are_named():
    assert drawn_pairs([], {"a": 1, "b": 2}) == ["a"]
    assert drawn_pairs(["b"], ["a", "b"]) == ["b"]


def test_a_figure_of_no_pair_is_refused():
    with pytest.raises(UserError, match="figure_pairs has c, which is not in the pairs table"):
        drawn_pairs(["c"], ["a", "b"])
