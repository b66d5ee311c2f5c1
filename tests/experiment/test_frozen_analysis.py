"""What is judged otherwise than it was set before anybody answered is told."""

import pytest

from yellowsound.experiment.frozen import NOT_FROZEN, deviations

LIMITS = {"catch_right": 0.66, "least_watched": 0.9, "too_fast": 0.1}
PRIMARY = ["onset", "linear"]
FROZEN = {"limits": LIMITS, "primary": PRIMARY, "seed": 7}


def said(limits=LIMITS, primary=PRIMARY, seed=7, frozen=FROZEN):
    return list(deviations(frozen, limits, primary, seed)["said"])


def test_what_is_as_it_was_set_is_no_deviation():
    assert said() == []
    assert said(primary=PRIMARY[::-1]) == []
    assert said(limits={**LIMITS, "too_fast": 0.1 + 1e-15}) == []


def test_a_limit_that_was_moved_is_told_with_both_values():
    assert said(limits={**LIMITS, "too_fast": 0.35}) == [
        "people_too_fast was 0.1 when the page was made, and is 0.35 now"
    ]


def test_a_comparison_that_was_named_afterwards_is_told():
    assert said(primary=["onset", "energy"]) == [
        "primary_contrast was onset against linear when the page was made, and is onset against "
        "energy now"
    ]
    assert said(frozen={**FROZEN, "primary": []}) == [
        "primary_contrast was not set when the page was made, and is onset against linear now"
    ]


def test_another_seed_is_told_and_every_deviation_has_a_row():
    table = deviations(FROZEN, {**LIMITS, "catch_right": 1}, [], 8)
    assert list(table["key"]) == ["people_catch_right", "primary_contrast", "seed"]
    assert list(table["then"]) == ["0.66", "onset against linear", "7"]
    assert list(table["now"]) == ["1", "not set", "8"]


def test_a_limit_that_was_not_there_yet_is_told():
    then = {name: LIMITS[name] for name in ("catch_right", "too_fast")}
    assert said(frozen={**FROZEN, "limits": then}) == [
        "people_least_watched was not set when the page was made, and is 0.9 now"
    ]


@pytest.mark.parametrize("frozen", [None, {}])
def test_a_page_that_froze_nothing_is_told(frozen):
    assert said(frozen=frozen) == [NOT_FROZEN]
