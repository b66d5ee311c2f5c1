"""A contrast names two schedules, and the primary one is frozen before a study is run."""

import hashlib

import pytest

from yellowsound.run.errors import UserError
from yellowsound.study.contrasts import (
    Contrast,
    Primary,
    as_params,
    contrasts_of,
    frozen,
    primary_of,
    read_contrast,
)

METRICS = ["avs", "beat_f"]
SCHEDULES = ["energy", "onset", "mel-max", "energy~h0.5~p1", "linear", "a - b"]


def config(metric="beat_f", contrast="onset - linear"):
    return {"primary_metric": metric, "primary_contrast": contrast}


@pytest.mark.parametrize(
    ("text", "schedule", "baseline"),
    [
        ("onset", "onset", "linear"),
        ("onset - energy", "onset", "energy"),
        (" mel-max  -  energy~h0.5~p1 ", "mel-max", "energy~h0.5~p1"),
        ("linear - onset", "linear", "onset"),
        ("a - b", "a - b", "linear"),
    ],
)
def test_a_contrast_is_a_schedule_or_two(text, schedule, baseline):
    assert read_contrast(text, SCHEDULES, "it") == Contrast(schedule, baseline)


def test_a_contrast_is_written_as_it_is_read():
    assert read_contrast(str(Contrast("mel-max", "onset")), SCHEDULES, "it") == Contrast(
        "mel-max", "onset"
    )


@pytest.mark.parametrize(
    "text", ["onse", "onset - line", "onset-linear", "onset - linear - energy"]
)
def test_an_unknown_schedule_is_told_with_those_that_there_are(text):
    with pytest.raises(UserError, match=r"there is no schedule|which are not two schedules"):
        read_contrast(text, SCHEDULES, "configuration: primary_contrast")


@pytest.mark.parametrize("text", ["linear", "onset - onset", "energy - onset - linear"])
def test_a_contrast_is_between_two_different_schedules(text):
    with pytest.raises(UserError, match=r"it is .*, which are not two schedules: name one of"):
        read_contrast(text, SCHEDULES, "it")


def test_without_the_baseline_one_schedule_is_no_contrast():
    with pytest.raises(UserError, match="there is no schedule linear") as told:
        read_contrast("onset", ["onset", "energy"], "it")
    # What is advised is taken.
    assert str(told.value).endswith("name two with a minus between: onset - energy")
    assert read_contrast("onset - energy", ["onset", "energy"], "it").baseline == "energy"


def test_of_one_schedule_alone_there_is_no_contrast():
    with pytest.raises(UserError, match="one schedule alone, onset: name a second one"):
        read_contrast("onset - linear", ["onset"], "it")


def test_every_schedule_is_compared_with_the_baseline_and_then_the_primary_ones():
    assert contrasts_of(["linear", "onset", "energy"]) == [Contrast("onset"), Contrast("energy")]
    primary = Primary("avs", "onset", "energy")
    assert contrasts_of(["onset", "energy"], primary=primary) == [Contrast("onset", "energy")]
    assert contrasts_of(["onset", "linear"], primary=Primary("avs", "onset")) == [Contrast("onset")]
    assert contrasts_of(["onset"], primary=primary) == []


def test_the_primary_comparison_is_read_from_the_configuration():
    assert primary_of(config(), METRICS, SCHEDULES) == Primary("beat_f", "onset", "linear")
    assert primary_of(config("", ""), METRICS, SCHEDULES) is None


@pytest.mark.parametrize(
    ("metric", "contrast", "said"),
    [
        ("beat_f", "", "primary_contrast is empty"),
        ("", "onset", "primary_metric is empty"),
        ("beats", "onset", "primary_metric is 'beats', which is not among the metrics"),
        ("beat_f", "beats", "primary_contrast is 'beats', but there is no schedule beats"),
    ],
)
def test_what_the_study_has_not_is_refused_in_a_sentence(metric, contrast, said):
    with pytest.raises(UserError, match=said) as told:
        primary_of(config(metric, contrast), METRICS, SCHEDULES)
    assert "\n" not in str(told.value)


def test_the_hash_is_that_of_one_line_which_can_be_told_beforehand():
    line = '{"contrast":"onset - linear","endpoint":"z","margin":0.5,"metric":"beat_f"}'
    said = frozen(Primary("beat_f", "onset"), 0.5)
    assert said["sha256"] == hashlib.sha256(line.encode()).hexdigest()
    assert (said["metric"], said["contrast"], said["margin"]) == ("beat_f", "onset - linear", 0.5)
    assert frozen(Primary("beat_f", "onset"), 1)["sha256"] != said["sha256"]
    assert frozen(None, 0.5) is None


def test_a_job_is_told_of_it_by_its_parameters():
    primary = Primary("beat_f", "onset", "energy")
    assert Primary(**as_params(primary)) == primary
    assert as_params(None) is None
