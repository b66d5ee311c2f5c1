"""The design of a study: takes by seed, variants by schedule and weights."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from yellowsound.run.errors import UserError
from yellowsound.run.plug_ins import load
from yellowsound.run.settings import as_list
from yellowsound.study.design import (
    Take,
    Variant,
    drawn_pairs,
    factors_of,
    facts_of,
    takes_of,
    walks_of,
)
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


def test_every_variant_is_made_with_each_set_of_moves_and_the_first_is_not_named():
    schedules = {name: load("schedule", name) for name in ("onset", "energy")}
    weights = {"energy": {"harmonic_weight": [0, 0.2], "percussive_weight": 1}}
    moves = {"onset": ["none", "lively"], "energy": ["lively", "none"]}
    variants = variants_of_settings(schedules, weights, moves)
    assert {name: variant.moves for name, variant in variants.items()} == {
        "onset": "none",
        "onset~lively": "lively",
        "energy": "lively",
        "energy~none": "none",
        "energy~h0.2~p1": "lively",
        "energy~h0.2~p1~none": "none",
    }


def test_a_variant_whose_name_no_file_could_have_is_refused():
    sets = {"onset": ["none", "拍" * 66]}
    with pytest.raises(UserError, match=r"variant onset~拍+ .* 204 bytes.*shorten"):
        variants_of_settings({"onset": load("schedule", "onset")}, {}, sets)


def test_variants_share_a_walk_where_the_walker_paints_the_same():
    schedules = {name: load("schedule", name) for name in ("onset", "linear")}
    moves = {name: ["none", "gentle", "lively"] for name in schedules}
    painted = {"none": [], "gentle": [], "lively": ["accent"]}
    assert walks_of(variants_of_settings(schedules, {}, moves), painted) == {
        "onset": "onset",
        "onset~gentle": "onset",
        "onset~lively": "onset~lively",
        "linear": "linear",
        "linear~gentle": "linear",
        "linear~lively": "linear~lively",
    }


def test_the_table_tells_the_moves_of_each_video():
    variant = Variant("onset", "onset", {}, "lively")
    assert facts_of(Take("a", "a", 3), variant, ["moves"]) == {"seed": 3, "moves": "lively"}


def test_figures_of_single_songs_are_of_the_first_pair_unless_others_are_named():
    assert drawn_pairs([], {"a": 1, "b": 2}) == ["a"]
    assert drawn_pairs(["b"], ["a", "b"]) == ["b"]


def test_a_figure_of_no_pair_is_refused():
    with pytest.raises(UserError, match="figure_pairs has c, which is not in the pairs table"):
        drawn_pairs(["c"], ["a", "b"])
