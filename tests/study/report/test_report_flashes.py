"""What the report says of flashes, before anybody plays a video."""

from yellowsound.study.report.flashes import MOST_NAMED, FlashMark, flash_mark
from yellowsound.study.report.page import render

CALM = {"flashes_per_s": 2, "red_flashes_per_s": 0, "flashes_at_s": 1.0, "flashes_pass": True}
HARM = {"flashes_per_s": 5, "red_flashes_per_s": 0, "flashes_at_s": 12.3, "flashes_pass": False}


def page_of(run):
    render(run.collect(), run.folder / "report")
    return (run.folder / "report" / "index.html").read_text(encoding="utf-8")


def test_a_study_of_calm_videos_is_said_to_pass(run):
    run.add_song("coffee")
    for schedule in ("energy", "linear"):
        run.add_video("coffee", schedule, **CALM)
    page = page_of(run)
    assert page.count("By WCAG 2.3.1 all 2 videos pass: no second has more than 3 flashes") == 1
    assert "may harm" not in page


def test_videos_that_may_harm_are_named_where_scores_and_players_are(run):
    for pair in ("coffee", "rocket"):
        run.add_song(pair)
        run.add_video(pair, "energy", **CALM)
        run.add_video(pair, "onset", **(HARM if pair == "rocket" else CALM))
    page = page_of(run)
    said = (
        "<strong>1 of 4 videos does not pass WCAG 2.3.1 and may harm people with photosensitive "
        "epilepsy; warn viewers of: rocket, onset (5 flashes in the second from 12.3 s).</strong>"
    )
    assert page.count(said) == 2
    assert page.count('<span class="tag">flashes: onset</span>') == 1


def test_a_table_without_flashes_says_nothing_of_them(run):
    run.add_song("coffee")
    run.add_video("coffee", "energy")
    assert flash_mark(run.collect().rows) is None
    assert "WCAG" not in page_of(run)


def test_a_video_that_was_not_checked_is_not_said_to_pass(run):
    run.add_song("coffee")
    run.add_video("coffee", "energy", **CALM)
    run.add_video("coffee", "elsewhere")
    mark = flash_mark(run.collect().rows)
    assert mark == FlashMark(1, {})
    assert mark.said.startswith("By WCAG 2.3.1 the video passes")


def test_of_many_videos_that_may_harm_the_first_are_named_and_the_rest_counted():
    harmful = {(f"pair {n}", "onset"): "5 flashes" for n in range(MOST_NAMED + 3)}
    said = FlashMark(100, harmful).said
    assert f"pair {MOST_NAMED - 1}, onset" in said
    assert f"pair {MOST_NAMED}, onset" not in said
    assert said.endswith("; and 3 more, which the players' list marks.")
