"""The page of a study of one song: about its videos, and silent on what one song cannot tell."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from test_report_page import Page, evidence, guide, payload_of, rendered

from yellowsound.study.report.contents import Figure, StatisticsTable
from yellowsound.study.report.evidence import Evidence, ScheduleEvidence, songs_needed
from yellowsound.study.report.notes import noted
from yellowsound.study.report.one_song import follows_said, of_one_song, one_song_of
from yellowsound.study.report.scores import Score, ScoreRow

NUMBERS = {"flux_onset_r_null_mean": 0.01, "flux_onset_r_z": 2.5, "visible": 0.2}


@pytest.fixture
def song(run):
    """One pair by two schedules."""
    run.add_song("coffee")
    run.add_video("coffee", "energy", **NUMBERS, tracker_agreement=0.9)
    run.add_video("coffee", "linear", flux_onset_r_p=0.4, moves="none")
    return run


def table(title, over_songs=False, **columns):
    frame = pd.DataFrame(columns or {"n": [1]})
    return StatisticsTable(title, "A caption.", frame, over_songs=over_songs)


def page_of(run, **also):
    return (rendered(run, also=also) / "index.html").read_text(encoding="utf-8")


def row(**given):
    score = Score(0.594, 0.016, -0.002, 1.9)
    told = {"schedule": "onset", "scores": {"flux_onset_r": score}, "notes": "", "design": {}}
    cells = {"take": "a", "pair": "a", "genre": "jazz", "fps": 12.0, "n_frames": 9}
    return ScoreRow(**{**cells, "duration_s": 1.0, "video": "", **told, **given})


# --- the page ----------------------------------------------------------------------------


def test_the_page_opens_with_the_videos_then_come_figures_then_what_was_measured(song):
    picture = song.folder / "a.png"
    Image.new("RGB", (3, 2)).save(picture)
    text = page_of(song, figures=(Figure(picture, "Signals", "", "lines"),), evidence=evidence())
    order = ['id="pairs"', 'id="figures"', 'id="scores"']
    assert sorted(order, key=text.index) == order
    assert text.index("<main>") < text.index('id="pairs"')
    assert 'id="glance"' not in text
    assert 'id="filters"' not in text


def test_title_heading_and_navigation_are_of_the_song(song):
    page = Page(page_of(song, evidence=evidence()))
    texts = dict(page.texts)
    assert texts["title"] == "coffee \N{EN DASH} 2 videos"
    assert texts["h1"] == "coffee"
    anchors = [a["href"] for a in page.all("a") if a["href"].startswith("#")]
    assert anchors == ["#scores", "#pairs", "#scores"]
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    assert {anchor[1:] for anchor in anchors} <= ids


def test_the_run_is_told_where_the_heading_names_the_song(song):
    page = Page(page_of(song))
    assert ("dd", "a run") in page.texts


def test_the_first_take_is_open_and_no_other(song):
    song.add_song("coffee", take="coffee~seed7")
    song.add_video("coffee", "energy", take="coffee~seed7", seed=7)
    takes = [one for one in Page(page_of(song)).all("details") if one.get("class") == "pair"]
    assert ["open" in one for one in takes] == [True, False]


def test_of_several_songs_none_is_open(small_run):
    takes = [one for one in Page(page_of(small_run)).all("details") if one.get("class") == "pair"]
    assert ["open" in one for one in takes] == [False, False]


def test_words_on_each_video_stand_beside_it_in_its_player(song):
    said = {
        track["schedule"]: track["said"]
        for track in payload_of(rendered(song, also={"guide": guide()}))["tracks"]
    }
    assert said["energy"][0] == "The picture moves with the <energies>."
    assert "flux-onset r is 0.250, 0.010 when shifted" in said["energy"][1]
    assert said["energy"][2] == "A change is visible at 20 % of the strong beats."
    assert said["linear"][0].startswith("Deaf to the song by design, and nothing shows otherwise")


def test_of_several_songs_scores_alone_stand_beside_the_videos(small_run):
    assert payload_of(rendered(small_run))["tracks"][0]["said"] == []


def test_without_javascript_the_words_can_be_read_too(song):
    text = page_of(song, guide=guide())
    part = text[text.index("<noscript>") : text.index("</noscript>")]
    assert "The picture moves with the &lt;energies&gt;." in part


def test_each_score_stands_beside_chance_z_and_p(song):
    texts = [text for _, text in Page(page_of(song)).texts]
    at = texts.index("flux-onset r", texts.index("Metric"))
    assert texts[at + 1 : at + 5] == ["0.250", "0.010", "2.5", "0.010"]


def test_what_sums_up_songs_is_left_out_and_the_rest_stays(song):
    text = page_of(
        song, statistics=(table("Schedules compared", over_songs=True), table("Keys that differ"))
    )
    assert "Schedules compared" not in text
    assert "Keys that differ" in text
    assert '<a href="#statistics">' in text


def test_of_several_songs_nothing_is_left_out(small_run):
    text = page_of(small_run, statistics=(table("Schedules compared", over_songs=True),))
    assert "Schedules compared" in text


def test_what_one_song_tells_of_other_choices_is_folded(song):
    text = page_of(song, trust=(table("Choices", estimate=[0.5]),), trust_said=("It holds.",))
    part = text[text.index('<details class="key" id="trust">') :]
    assert "Choices" in part[: part.index("</details>")]
    assert "It holds." not in text


def test_a_table_of_trust_without_a_number_is_left_out_with_its_figure(song):
    tables = (table("Choices", estimate=[np.nan]), table("Doses", mean=[0.1, np.nan]))
    figures = [Figure(None, title, "", "", "trust") for title in ("Choices", "Doses")]
    data = replace(song.collect(), trust=tables, figures=tuple(figures))
    kept = of_one_song(data)
    assert [one.title for one in kept.trust] == ["Doses"]
    assert [one.title for one in kept.figures] == ["Doses"]


def test_what_is_missing_is_told_before_the_videos(song):
    missing = ({"take": "rocket", "schedule": "energy", "rule": "video", "reason": "gone"},)
    text = page_of(song, missing=missing)
    assert text.index("1 video could not be") < text.index('id="pairs"')


# --- what is said ------------------------------------------------------------------------


def test_a_score_that_shifts_seldom_reach_is_said_to_go_with_the_song():
    assert follows_said(row(), "flux_onset_r") == (
        "The picture goes better with the song than when it is shifted against it (flux-onset r "
        "is 0.594, \N{MINUS SIGN}0.002 when shifted; a shift seldom does as well, p = 0.016)."
    )


def test_a_score_that_shifts_reach_shows_nothing():
    told = row(scores={"flux_onset_r": Score(0.182, 0.211, -0.009, 0.9)})
    assert follows_said(told, "flux_onset_r").startswith("Nothing shows that the picture goes")


def test_a_deaf_picture_that_fits_is_not_said_to_follow():
    deaf = row(schedule="linear", design={"moves": "none"})
    assert "something else ties them, or it is chance" in follows_said(deaf, "flux_onset_r")
    moved = replace(deaf, design={"moves": "lively"})
    assert follows_said(moved, "flux_onset_r").startswith("The picture goes better")


def test_what_has_nothing_to_measure_is_not_told_as_a_score():
    still = row(scores={"flux_onset_r": Score(None, None)})
    assert follows_said(still, "flux_onset_r").startswith("By flux-onset r nothing can be said")


def test_without_a_null_no_chance_is_told():
    told = follows_said(row(scores={"flux_onset_r": Score(0.5, None)}), "flux_onset_r")
    assert told == "Flux-onset r is 0.500; there is no chance to compare with."


def test_a_judge_that_shares_ears_is_named(song):
    song.rows[0]["shared"] = "detector"
    assert "The judge shares its detector" in one_song_of(song.collect()).videos[0].said[0]


def test_the_metric_is_the_study_s_own(song):
    found = one_song_of(replace(song.collect(), evidence=Evidence("avs")))
    assert "AVS is 0.750" in found.videos[0].said[0]


def test_few_p_are_told_as_one_in_twenty_and_many_by_their_number(song):
    assert "one p in 20 would be under 0.05" in one_song_of(song.collect()).limits
    for number in range(20):
        song.add_video("coffee", f"energy~{number}")
    assert "Of the 44 p below, about 2 would be" in one_song_of(song.collect()).limits


@pytest.mark.parametrize(
    ("schedules", "told"),
    [
        (("onset", "linear"), "can decide from 4 songs on and a comparison of two"),
        (("onset", "energy", "linear"), "from 5 songs on, with the 2 schedules of this run, and"),
    ],
)
def test_from_how_many_songs_on_a_study_can_decide_is_told(song, schedules, told):
    found = Evidence("avs", schedules=tuple(map(ScheduleEvidence, schedules)))
    needs = one_song_of(replace(song.collect(), evidence=found)).needs
    assert told in needs
    assert "schedules from 6, or from more" in needs


def test_where_nothing_is_left_out_nobody_is_told_so(song):
    assert one_song_of(song.collect()).needs == ""


def test_so_many_songs_are_needed_that_the_least_p_is_below_its_limit():
    assert [songs_needed(tests) for tests in (1, 2, 5, 6, 36)] == [4, 5, 5, 6, 7]


def test_beats_on_which_trackers_do_not_agree_are_warned_of(song):
    assert one_song_of(song.collect()).agreement.endswith("by F = 0.90 (0 to 1).")
    song.rows[0]["tracker_agreement"] = 0.31
    assert "do not read its beat scores alone" in one_song_of(song.collect()).agreement


def test_videos_of_several_seeds_are_named_by_their_take(song):
    song.add_song("coffee", take="coffee~seed7")
    song.add_video("coffee", "energy", take="coffee~seed7", seed=7)
    names = [video.name for video in one_song_of(song.collect()).videos]
    assert names == ["energy, coffee", "linear, coffee", "energy, coffee~seed7"]


def test_several_songs_are_no_one_song(small_run):
    assert one_song_of(small_run.collect()) is None


def test_a_reason_is_told_once_for_a_metric_and_of_whom_where_not_of_all(song):
    ends = ("_null_mean", "_z", "_p")
    song.rows[0]["notes"] = "; ".join(f"avs{end}: no null: a rate" for end in ends)
    data = song.collect()
    assert noted(data.rows[0]) == [("AVS", "a rate")]
    assert one_song_of(data).notes == (("AVS", "a rate (energy)"),)
