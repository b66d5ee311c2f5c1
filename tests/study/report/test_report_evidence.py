"""What the report concludes follows from the numbers by fixed rules."""

from dataclasses import replace

import pandas as pd
import pytest

from yellowsound.study.contrasts import Primary
from yellowsound.study.report.evidence import ScheduleEvidence, conclusion, evidence_of
from yellowsound.study.report.trust import said_of_doses, said_of_specifications

GOOD = ScheduleEvidence(
    "onset", "linear", n=5, auc=0.98, p=0.008, difference=4.0, placebo=0.1, visible=0.2
)


def test_pictures_that_fit_their_songs_are_said_to_with_what_can_be_seen():
    assert conclusion(GOOD) == (
        "Its pictures fit their own songs better than others (AUC 0.98, p = 0.008, 5 songs); "
        "a change is visible at 20 % of the strong beats."
    )


def test_what_chance_explains_shows_nothing():
    assert conclusion(replace(GOOD, auc=0.55, p=0.31)) == (
        "Nothing shows that its pictures fit their own songs better than others "
        "(AUC 0.55, p = 0.310, 5 songs)."
    )


def test_a_p_at_the_limit_shows_nothing():
    assert conclusion(replace(GOOD, p=0.05)).startswith("Nothing shows")


@pytest.mark.parametrize(
    ("n", "tests", "enough"),
    [(0, 1, False), (2, 1, False), (3, 1, False), (4, 1, True), (4, 2, False), (5, 5, True)],
)
def test_too_few_songs_for_any_result_say_nothing(n, tests, enough):
    told = conclusion(replace(GOOD, n=n, tests=tests))
    assert (told == f"Too few songs to tell: {n}.") != enough


def test_many_songs_are_enough_for_many_schedules():
    assert conclusion(replace(GOOD, n=40, tests=20)).startswith("Its pictures")


def test_what_has_no_p_is_undefined():
    assert conclusion(replace(GOOD, p=None)).startswith("Undefined")
    assert conclusion(replace(GOOD, auc=None)).startswith("Undefined")


def test_what_can_hardly_be_seen_is_said_not_to():
    assert "can hardly be seen: a change is visible at 0 %" in conclusion(replace(GOOD, visible=0))
    assert "visible" not in conclusion(replace(GOOD, visible=None))


@pytest.mark.parametrize(
    ("placebo", "p", "doubted"),
    [(0.1, 0.8, False), (3.0, 0.3, True), (0.5, 0.01, False), (-1.0, 0.01, False), (None, None, 0)],
)
def test_a_gain_that_holds_for_the_songs_of_others_is_no_evidence(placebo, p, doubted):
    told = conclusion(replace(GOOD, placebo=placebo, placebo_p=p))
    assert ("that difference is no evidence" in told) == bool(doubted)


def test_a_small_share_that_holds_for_the_songs_of_others_is_told_as_such():
    told = conclusion(replace(GOOD, placebo=0.5, placebo_p=0.01))
    assert told.endswith(
        "Of the 4.0 z that it gains over linear it gains 0.5 with the songs of others as well: "
        "only the rest is evidence."
    )


def test_of_what_gains_nothing_no_share_is_told():
    assert "with the songs of others" not in conclusion(replace(GOOD, difference=-1, placebo=0.5))


def test_a_judge_that_hears_with_the_schedule_s_ears_is_named():
    told = conclusion(replace(GOOD, shared="detector, tracker"))
    assert "shares its detector and its tracker with the schedule" in told


def test_the_baseline_is_a_control():
    control = replace(GOOD, schedule="linear")
    assert "nothing shows otherwise" in conclusion(replace(control, p=0.4))
    assert "something else ties them" in conclusion(control)


def test_a_baseline_with_moves_is_not_deaf():
    assert "Deaf" not in replace(GOOD, schedule="linear", moves="lively").conclusion


def test_a_tiny_p_is_not_shown_as_zero():
    assert "p < 0.001" in conclusion(replace(GOOD, p=0.0001))


# --- from tables -------------------------------------------------------------------------


def pairing(**p_by_schedule):
    rows = [
        {"metric": metric, "schedule": name, "n": 6, "p": p, "auc": 0.9, "shared": ""}
        for metric in ("flux_onset_r", "avs")
        for name, p in p_by_schedule.items()
    ]
    return pd.DataFrame(rows)


def comparisons():
    row = {"metric": "flux_onset_r", "baseline": "linear", "ci_low": 1.0, "ci_high": 3.0}
    row |= {"placebo_difference": 0.2, "placebo_p": 0.7}
    return pd.DataFrame(
        [
            row | {"schedule": "onset", "endpoint": "calibrated", "median_difference": 0.3},
            row | {"schedule": "onset", "endpoint": "z", "median_difference": 2.0},
        ]
    )


def scores():
    rows = [
        {"pair": f"p{n}", "schedule": schedule, "visible": 0.1 * n, "response": 1.5}
        for n in range(3)
        for schedule in ("onset", "beats", "linear")
    ]
    return pd.DataFrame(rows).assign(tracker_agreement=lambda t: t["pair"].map(AGREEMENTS))


AGREEMENTS = {"p0": 0.95, "p1": 0.2}


def by_schedule(evidence):
    return {one.schedule: one for one in evidence.schedules}


def test_evidence_stands_in_the_order_of_the_scores_with_its_medians():
    told = pairing(linear=0.5, beats=0.2, onset=0.01)
    evidence = evidence_of(scores(), ["avs", "flux_onset_r"], told, comparisons())
    assert evidence.metric == "flux_onset_r"
    found = by_schedule(evidence)
    assert list(found) == ["onset", "beats", "linear"]
    assert (found["onset"].difference, found["onset"].placebo) == (2.0, 0.2)
    assert (found["onset"].visible, found["onset"].response) == (pytest.approx(0.1), 1.5)
    assert found["beats"].difference is None


def test_p_is_corrected_over_the_schedules_but_the_baseline():
    evidence = evidence_of(
        scores(), ["flux_onset_r"], pairing(onset=0.02, beats=0.04, linear=0.03), comparisons()
    )
    found = by_schedule(evidence)
    assert found["onset"].p == pytest.approx(0.04)
    assert found["beats"].p == pytest.approx(0.04)
    assert found["linear"].p == pytest.approx(0.03)
    assert (found["onset"].tests, found["linear"].tests) == (2, 1)


def test_a_baseline_with_moves_is_a_claim_as_the_others_are():
    told = pairing(onset=0.02, beats=0.04, linear=0.03)
    moving = scores().assign(moves="lively")
    found = by_schedule(evidence_of(moving, ["flux_onset_r"], told, comparisons()))
    assert {one.tests for one in found.values()} == {3}
    assert not found["linear"].is_deaf


def test_the_primary_schedule_stands_by_itself():
    primary = Primary("flux_onset_r", "onset")
    evidence = evidence_of(
        scores(), ["avs", "flux_onset_r"], pairing(onset=0.02, beats=0.04), comparisons(), primary
    )
    assert evidence.is_primary
    assert by_schedule(evidence)["onset"].p == pytest.approx(0.02)
    assert by_schedule(evidence)["beats"].p == pytest.approx(0.04)


def test_songs_whose_trackers_do_not_agree_are_named():
    evidence = evidence_of(scores(), ["flux_onset_r"], pairing(onset=0.02), comparisons())
    assert dict(evidence.agreements) == {"p0": 0.95, "p1": 0.2, "p2": None}
    assert evidence.doubtful == ["p1"]


def test_a_schedule_that_was_not_tested_has_too_few_songs():
    evidence = evidence_of(scores(), ["flux_onset_r"], pairing(onset=0.02), comparisons().head(0))
    assert by_schedule(evidence)["beats"].conclusion == "Too few songs to tell: 0."


# --- trust -------------------------------------------------------------------------------


def specified(*rows, n=6):
    columns = ["estimate", "ci_low", "ci_high"]
    table = pd.DataFrame(rows, columns=columns, dtype=float)
    return table.assign(contrast="onset - linear", n=n)


def test_a_curve_is_summed_up_in_words():
    told = said_of_specifications(
        specified((2, 1, 3), (1, -1, 2), (-1, -2, -0.5), (None, None, None))
    )
    assert told == (
        "onset \N{MINUS SIGN} linear is above 0 under 2 of 3 specifications, and the interval "
        "leaves out 0 under 2. Under 1 more it is undefined."
    )


def test_of_fewer_than_six_pairs_no_interval_is_leant_on():
    assert said_of_specifications(specified((2, 1, 3), n=5)) == (
        "onset \N{MINUS SIGN} linear is above 0 under 1 of 1 specifications."
    )


def test_a_curve_without_a_value_says_so():
    assert "undefined under each of 1" in said_of_specifications(specified((None, None, None)))
    assert said_of_specifications(specified()) == ""


def test_the_shift_of_the_highest_score_is_said_metric_by_metric():
    rows = [("felt", -45, 0.5), ("felt", 0, 0.4), ("beat_f", -45, 0.1), ("beat_f", 0, 0.2)]
    table = pd.DataFrame(rows, columns=["metric", "shift_ms", "mean"]).assign(schedule="onset")
    table["ci_low"] = table["mean"] - 0.05
    within = said_of_doses(table.assign(ci_low=0.0))
    assert "felt synchrony as they are" in within
    assert said_of_doses(table) == (
        "The pictures of onset score highest, as far as the intervals tell: by felt synchrony "
        "shown 45 ms earlier, beat F as they are."
    )
    same = said_of_doses(table.assign(mean=0.3))
    assert same.endswith("by felt synchrony as they are, beat F as they are.")
    assert said_of_doses(table.assign(mean=float("nan"))) == ""
