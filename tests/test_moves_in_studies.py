"""Moves as a factor of a study: what is planned for them, and what they leave alone."""

import pytest
from study import Study

pytestmark = pytest.mark.xdist_group("moves")


@pytest.fixture(scope="module")
def study(tmp_path_factory, musicnn_weights):
    made = Study(tmp_path_factory.mktemp("moves"), musicnn_weights)
    made.write_one_pair(8.0)
    return made


@pytest.fixture(scope="module")
def alone(study):
    return study.planned(moves="none")


def test_every_schedule_is_made_with_each_set(study, alone):
    both = study.planned(moves="[none,gentle]")
    for rule in ("schedule", "video", "synchrony"):
        assert both[rule] == 2 * alone[rule]


def test_sets_that_no_walker_paints_share_their_frames(study, alone):
    assert study.planned(moves="[none,gentle]")["frames"] == alone["frames"]


def test_an_accent_is_painted_and_has_frames_of_its_own(study, alone):
    assert study.planned(moves="[none,lively]")["frames"] == 2 * alone["frames"]


def test_a_schedule_may_have_sets_that_others_have_not(study, alone):
    # Two schedules, of which one is made with moves as well.
    some = study.planned(moves="{onset: [none, gentle]}")
    assert some["video"] == alone["video"] + 1
