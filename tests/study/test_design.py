"""The design of a study: takes by seed, variants by schedule and weights."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from yellowsound.run.config import as_list
from yellowsound.run.errors import UserError
from yellowsound.run.plug_ins import load
from yellowsound.study.design import Take, drawn_pairs, factors_of, facts_of, takes_of
from yellowsound.study.design import variants_of as variants_of_settings

WEIGHTS = st.lists(st.floats(0, 1).map(lambda x: round(x, 3)), min_size=1, max_size=4, unique=True)


def variants_of(names, harmonic, percussive):
    weights = {"harmonic_weight": harmonic, "percussive_weight": percussive}
    return variants_of_settings(
        {name: load("schedule", name) for name in names}, {"energy": weights}
    )


def weights_of(variant):
    return tuple(variant.settings.values())


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
    assert weights_of(variants["energy"]) == (0.2, 0.8)
    assert weights_of(variants["energy~h0~p0.8"]) == (0.0, 0.8)
    assert variants["linear"].settings == {}


def test_weights_in_the_same_proportion_are_one_variant():
    assert list(variants_of(["energy"], [0.5, 1], [0.5, 1])) == [
        "energy",
        "energy~h0.5~p1",
        "energy~h1~p0.5",
    ]


def test_weights_that_are_both_zero_are_no_variant():
    variants = variants_of(["energy"], [0, 1], [0, 1])
    assert [weights_of(variant) for variant in variants.values()] == [(0, 1), (1, 0), (1, 1)]


@given(WEIGHTS, WEIGHTS)
def test_a_weight_added_at_the_end_renames_no_variant(harmonic, percussive):
    assume(any(harmonic + percussive))  # the configuration refuses weights of nothing
    before = variants_of(["energy", "linear"], harmonic, percussive)
    after = variants_of(["energy", "linear"], [*harmonic, 2.0], percussive)
    assert {name: after[name].settings for name in before} == {
        name: variant.settings for name, variant in before.items()
    }


def test_only_the_energy_tells_its_weights_in_the_table():
    variants = variants_of(["energy", "linear"], [0.2], [0.8])
    take, factors = Take("a", "a", 3), factors_of([load("schedule", "energy")])
    told = {"seed": 3, "harmonic_weight": 0.2, "percussive_weight": 0.8}
    assert facts_of(take, variants["energy"], factors) == told
    assert facts_of(take, variants["linear"], factors) == {
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
