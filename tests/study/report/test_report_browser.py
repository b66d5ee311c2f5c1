"""The report in a real browser, opened from disk as a reader opens it."""

import json
import time
from contextlib import contextmanager, nullcontext
from urllib.parse import urlparse

import numpy as np
import pandas as pd
import pytest
from browser import Visitor, chromium, in_browser, in_step, visit
from PIL import Image

from yellowsound.study.report.contents import Figure, StatisticsTable
from yellowsound.study.report.page import render

pytestmark = in_browser

FPS = 12
SECONDS = 6
PAIRS = ("coffee", "rocket")
SCHEDULES = ("energy", "onset", "linear")
IN_STEP = in_step("yellowsound.player.videos")


@pytest.fixture(scope="module")
def page(tmp_path_factory, make_run, run_ffmpeg):
    """Return the address of a report whose two pairs have videos that play."""
    run = make_run(tmp_path_factory.mktemp("browser"))
    length = ("-t", str(SECONDS))
    for pair in PAIRS:
        run.add_song(pair, text=f"A <script>bold</script> {pair} track.")
        for number, schedule in enumerate(SCHEDULES):
            run.add_video(
                pair,
                schedule,
                genre="jazz" if pair == "coffee" else "rock",
                flux_onset_r=[0.5, 0.9, -0.1][number] + 0.01 * (pair == "rocket"),
                avs=None if schedule == "onset" else 0.7,
                avs_p=None if schedule == "onset" else 0.4,
            )
            target = run.folder / "videos" / pair / f"{schedule}.mp4"
            target.parent.mkdir(parents=True, exist_ok=True)
            picture = ("-f", "lavfi", "-i", f"testsrc2=size=96x96:rate={FPS}")
            sound = ("-f", "lavfi", "-i", f"sine=frequency={220 * (number + 1)}")
            coded = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac")
            run_ffmpeg(*picture, *sound, *length, *coded, "-movflags", "+faststart", target)
    render(run.collect(), run.folder / "report")
    return (run.folder / "report" / "index.html").as_uri()


@pytest.fixture(scope="module")
def song_page(tmp_path_factory, make_run, run_ffmpeg):
    """Return the address of a report of one song with one wide video."""
    run = make_run(tmp_path_factory.mktemp("song"))
    run.add_song("coffee")
    run.add_video("coffee", "onset")
    target = run.folder / "videos" / "coffee" / "onset.mp4"
    target.parent.mkdir(parents=True)
    picture = ("-f", "lavfi", "-i", f"testsrc2=size=192x108:rate={FPS}")
    sound = ("-f", "lavfi", "-i", "sine=frequency=220")
    run_ffmpeg(*picture, *sound, "-t", str(SECONDS), "-pix_fmt", "yuv420p", target)
    figure = run.folder / "wide.png"
    Image.new("RGB", (2126, 900), "gold").save(figure)
    data = run.collect(figures=[Figure(figure, "Signals", "A figure.", "gold")])
    render(data, run.folder / "report")
    return (run.folder / "report" / "index.html").as_uri()


@pytest.fixture(scope="module")
def long_page(tmp_path_factory, make_run):
    """Return the address of a report of many pairs with long names, and a folded table."""
    run = make_run(tmp_path_factory.mktemp("long"))
    for number in range(30):
        pair = f"the_{'long_' * 12}name-{number:02d}"
        run.add_video(pair, "energy", genre="rock" if number % 3 else "jazz", n_frames=24)
    frame = pd.DataFrame({"genre": ["rock", "jazz"], "n": [2, 1]})
    folded = StatisticsTable("By genre", "A table.", frame, {}, folded=True)
    render(run.collect(statistics=[folded]), run.folder / "report")
    return (run.folder / "report" / "index.html").as_uri()


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("downloads"), width=1200, height=900) as browser:
        yield browser


class Reader(Visitor):
    """What a reader does with the page and sees of it."""

    def __init__(self, driver, address):
        super().__init__(driver)
        self.address = address
        visit(driver, address)

    def find(self, selector):
        return self.driver.find_element("css selector", selector)

    def shift(self, key):
        from selenium.webdriver import ActionChains, Keys

        ActionChains(self.driver).key_down(Keys.SHIFT).send_keys(key).key_up(Keys.SHIFT).perform()

    def open(self, number=1):
        """Open a pair by its heading, if it is not open, and put the focus on its player."""
        if not self.js(f"return document.querySelector('#pair-{number}').open"):
            self.find(f"#pair-{number} summary").click()
        self.until(
            f"yellowsound.player?.take.name === '{PAIRS[number - 1]}'"
            " && yellowsound.player.timeline.view && "
            " yellowsound.player.videos.every((video) => video.readyState >= 3)"
        )
        self.js("yellowsound.player.group.focus()")

    def settled(self):
        self.until("!yellowsound.player.seeking")

    def times(self):
        """Return the position of each video in seconds, all read at once."""
        return self.js("return yellowsound.player.videos.map((video) => video.currentTime)")

    def frame(self):
        return self.js("return yellowsound.player.frame()")

    def playhead(self):
        """Return where the playhead stands on the screen, in pixels from the left."""
        return self.js(
            "return document.querySelector('.playhead').getBoundingClientRect().left + 1"
        )

    def x_of(self, seconds):
        """Return where bokeh itself draws a time, in pixels from the left of the screen."""
        return self.js(
            """
            const plot = yellowsound.player.timeline.view.child_views[0];
            const box = plot.el.getBoundingClientRect();
            return box.left + plot.frame.x_scale.compute(arguments[0]);
            """,
            seconds,
        )

    def column(self, number):
        script = "return [...document.querySelectorAll('#score-table tbody tr')]"
        visible = ".filter((row) => !row.hidden)"
        return self.js(f"{script}{visible}.map((row) => row.cells[{number}].textContent)")


@pytest.fixture
def reader(driver, page):
    return Reader(driver, page)


def test_no_error_reaches_the_console_and_no_request_leaves_the_machine(reader):
    reader.driver.get_log("browser")
    reader.driver.get_log("performance")
    reader.open()
    reader.find(".play").click()
    reader.until("yellowsound.player.time > 0.5")
    reader.find("#theme").click()
    reader.until("yellowsound.player.timeline.view")
    errors = [line for line in reader.driver.get_log("browser") if line["level"] != "INFO"]
    assert errors == []
    events = [
        json.loads(line["message"])["message"] for line in reader.driver.get_log("performance")
    ]
    asked = [
        event["params"]["request"]["url"]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    ]
    assert any("energy.mp4" in url for url in asked)
    assert {urlparse(url).scheme for url in asked} <= {"file", "data", "blob"}


def test_nothing_of_a_pair_is_loaded_before_it_is_opened(reader):
    assert reader.js("return document.querySelectorAll('video, canvas').length") == 0
    assert reader.js("return typeof Bokeh") == "undefined"
    reader.open()
    assert reader.js("return document.querySelectorAll('video').length") == len(SCHEDULES)


def test_opening_a_pair_closes_the_one_before(reader):
    reader.open(1)
    reader.open(2)
    assert not reader.find("#pair-1").get_attribute("open")
    assert reader.js("return document.querySelectorAll('#pair-1 video').length") == 0
    assert reader.js("return document.querySelectorAll('#pair-2 video').length") == 3


def test_a_link_in_the_table_opens_its_pairs_player(reader):
    reader.find("#score-table a[href='#pair-2']").click()
    reader.until("yellowsound.player?.take.name === 'rocket'")


def test_videos_play_in_step_within_one_frame(reader):
    reader.open()
    reader.find(".play").click()
    reader.until("yellowsound.player.time > 1")
    spreads, are_playing = [], []
    # On a busy machine they may be at their end before all looks are taken.
    while len(spreads) < 30 and (times := reader.times()) and max(times) < SECONDS - 0.5:
        spreads.append(max(times) - min(times))
        are_playing.append(reader.js("return yellowsound.player.videos.every((v) => !v.paused)"))
        time.sleep(0.05)
    assert len(spreads) > 5
    assert max(spreads) < 1 / FPS
    # The last answer may have come after the end.
    assert all(are_playing[:-1])


def test_videos_put_out_of_step_are_led_back(reader):
    reader.open()
    reader.find(".play").click()
    reader.until("yellowsound.player.time > 0.5")
    reader.js("yellowsound.player.videos[1].currentTime += 1.5")
    reader.js("yellowsound.player.videos[2].currentTime -= 0.2")
    reader.until("yellowsound.player.time > 1")
    reader.until(f"yellowsound.player.time < 2.5 && {IN_STEP}", FPS)


def test_videos_stay_in_step_after_seeking_while_they_play(reader):
    reader.open()
    reader.find(".play").click()
    reader.until("yellowsound.player.time > 0.3")
    reader.js("yellowsound.player.seek(3.0)")
    reader.until("yellowsound.player.time > 3.4")
    assert min(reader.times()) > 3.0
    reader.until(f"yellowsound.player.time < 4 && {IN_STEP}", FPS)


def test_after_a_pause_all_videos_show_the_same_frame(reader):
    reader.open()
    reader.find(".play").click()
    reader.until("yellowsound.player.time > 0.7")
    reader.find(".play").click()
    reader.settled()
    assert len({int(at * FPS + 1e-3) for at in reader.times()}) == 1
    assert reader.js("return yellowsound.player.videos.every((video) => video.paused)")


def test_the_playhead_moves_with_the_videos_and_stands_where_bokeh_draws_the_time(reader):
    reader.open()
    at_start = reader.playhead()
    reader.find(".play").click()
    reader.until("yellowsound.player.time > 1")
    assert reader.playhead() > at_start + 50
    reader.find(".play").click()
    reader.settled()
    at = reader.js("return yellowsound.player.time")
    assert reader.playhead() == pytest.approx(reader.x_of(at), abs=2)


@pytest.mark.parametrize("seconds", [0.55, 2.02, 4.48])
def test_clicking_the_timeline_seeks_there(reader, seconds):
    from selenium.webdriver import ActionChains

    reader.open()
    chart = reader.find(".timeline")
    reader.js("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", chart)
    left = reader.js("return arguments[0].getBoundingClientRect().left", chart)
    offset = reader.x_of(seconds) - left - chart.size["width"] / 2
    ActionChains(reader.driver).move_to_element_with_offset(chart, offset, 0).click().perform()
    reader.settled()
    assert reader.frame() == int(seconds * FPS)
    assert reader.times() == pytest.approx([(int(seconds * FPS) + 0.5) / FPS] * 3, abs=1e-3)


def test_the_caption_of_the_current_section_shows(reader):
    reader.open()
    assert reader.find(".now").text.endswith("Part 1.")
    reader.js("yellowsound.player.seek(3.0)")
    assert reader.find(".now").text.endswith("Part 2.")
    assert reader.js("return document.querySelectorAll('.section[aria-current]').length") == 1
    reader.find(".section").click()
    assert reader.find(".now").text.endswith("Part 1.")
    assert reader.frame() == 0


def test_a_caption_is_shown_as_it_was_written(reader):
    reader.open()
    assert reader.find(".now").text == "A <script>bold</script> coffee track. Part 1."


def test_one_sound_is_heard_and_it_can_be_chosen(reader):
    reader.open()
    muted = "return yellowsound.player.videos.map((video) => video.muted)"
    assert reader.js(muted) == [False, True, True]
    reader.js("document.querySelectorAll('.sound input')[2].click()")
    assert reader.js(muted) == [True, True, False]


def test_the_end_stops_all_and_playing_again_begins_anew(reader):
    reader.open()
    reader.js("yellowsound.player.seek(5.6)")
    reader.settled()
    reader.find(".play").click()
    reader.until("!yellowsound.player.playing")
    reader.settled()
    assert reader.frame() == SECONDS * FPS - 1
    reader.find(".play").click()
    reader.until("yellowsound.player.time > 0.2 && yellowsound.player.time < 3")


def test_the_keys_play_step_and_jump(reader):
    from selenium.webdriver import Keys

    reader.open()
    reader.press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_LEFT)
    assert reader.frame() == 2
    reader.shift(Keys.ARROW_RIGHT)
    assert reader.frame() == 2 + FPS
    reader.press(Keys.END)
    assert reader.frame() == SECONDS * FPS - 1
    reader.press(Keys.HOME)
    assert reader.frame() == 0
    reader.settled()
    reader.press(" ")
    reader.until("yellowsound.player.time > 0.4")
    reader.press(" ")
    reader.settled()
    assert not reader.js("return yellowsound.player.playing")


def test_keys_that_come_faster_than_the_videos_seek_all_count(reader):
    from selenium.webdriver import Keys

    reader.open()
    reader.press(*[Keys.ARROW_RIGHT] * 15)
    reader.settled()
    assert reader.times() == pytest.approx([15.5 / FPS] * 3, abs=1e-3)


def test_the_keyboard_alone_reaches_the_player_and_focus_is_seen(reader):
    from selenium.webdriver import Keys

    reader.js("document.querySelector('#pair-1 summary').focus()")
    reader.press(Keys.ENTER)
    reader.until("yellowsound.player?.timeline.view")
    visited = []
    for _ in range(4):
        reader.press(Keys.TAB)
        visited.append(
            reader.js(
                "const at = document.activeElement; return [at.className || at.type,"
                " getComputedStyle(at).outlineStyle]"
            )
        )
    assert [name for name, _ in visited] == ["player", "radio", "play", "range"]
    assert {style for _, style in visited} == {"solid"}


def test_sorting_sorts_either_way_with_the_undefined_last(reader):
    heading = "th[data-column='5'] button"
    reader.find(heading).click()
    r = [float(text.replace("\N{MINUS SIGN}", "-")) for text in reader.column(5)]
    assert r == sorted(r)
    assert len(r) == 6
    assert reader.find("th[data-column='5']").get_attribute("aria-sort") == "ascending"
    reader.find(heading).click()
    assert [float(text.replace("\N{MINUS SIGN}", "-")) for text in reader.column(5)] == sorted(
        r, reverse=True
    )
    reader.find("th[data-column='3'] button").click()
    assert reader.column(3)[-2:] == ["\N{EN DASH}"] * 2
    reader.find("th[data-column='3'] button").click()
    assert reader.column(3)[-2:] == ["\N{EN DASH}"] * 2
    assert reader.js("return document.querySelectorAll('th[aria-sort]').length") == 1


def test_sorting_works_by_keyboard(reader):
    from selenium.webdriver import Keys

    reader.js("document.querySelector(\"th[data-column='2'] button\").focus()")
    reader.press(Keys.ENTER)
    assert reader.column(2) == sorted(SCHEDULES * 2)


def test_filters_show_what_fits_all_of_them(reader):
    reader.find("#filter-schedule").send_keys("onset")
    assert reader.column(2) == ["onset", "onset"]
    reader.find("#filter-genre").send_keys("rock")
    assert reader.column(0) == ["rocket"]
    reader.find("#filter-text").send_keys("nothing like it")
    assert reader.column(0) == []
    assert reader.find("#filter-count").text == "0 of 6 videos"


@pytest.mark.parametrize("width", [360, 1200])
def test_the_page_never_scrolls_sideways(reader, width):
    size = {"width": width, "height": 740, "deviceScaleFactor": 1, "mobile": width < 500}
    reader.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        reader.open()
        assert reader.js("return innerWidth") == width
        page = "document.documentElement"
        assert reader.js(f"return {page}.scrollWidth <= {page}.clientWidth")
        assert reader.playhead() == pytest.approx(reader.x_of(0), abs=2)
    finally:
        reader.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_the_page_follows_the_system_and_the_toggle(reader):
    reader.js("localStorage.removeItem('theme')")
    paper = "return getComputedStyle(document.body).backgroundColor"
    seen = {}
    for scheme in ("light", "dark"):
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        reader.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        reader.driver.refresh()
        seen[scheme] = reader.js(paper)
    assert seen["light"] != seen["dark"]
    reader.find("#theme").click()
    assert reader.js(paper) == seen["light"]
    reader.find("#theme").click()
    assert reader.js(paper) == seen["dark"]
    reader.js("localStorage.removeItem('theme')")
    reader.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_less_motion_moves_the_playhead_in_steps(reader):
    features = [{"name": "prefers-reduced-motion", "value": "reduce"}]
    reader.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    try:
        reader.open()
        # Looked at in the page, whose videos end before a slow machine asks often enough.
        reader.js(
            """
            window.shown = [];
            const plot = yellowsound.player.timeline.view.child_views[0];
            const look = () => {
                if (yellowsound.player.playing) {
                    const playhead = document.querySelector('.playhead').getBoundingClientRect();
                    const start = plot.el.getBoundingClientRect().left;
                    window.shown.push(plot.frame.x_scale.invert(playhead.left + 1 - start));
                }
                requestAnimationFrame(look);
            };
            look();
            """
        )
        reader.find(".play").click()
        reader.until("yellowsound.player.time > 2.2")
        shown_s = np.array(reader.js("return window.shown"))
        pixel_s = 1 / (reader.x_of(1) - reader.x_of(0))
        assert np.abs(shown_s - np.round(2 * shown_s) / 2).max() < 2 * pixel_s
        assert shown_s.max() > 1.9
    finally:
        reader.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_a_video_that_is_missing_is_told_and_the_others_play(reader):
    reader.open()
    reader.js("yellowsound.player.videos[0].src = 'missing.mp4'")
    reader.until("document.querySelector('.failed') && yellowsound.player.timeline.view")
    reader.find(".play").click()
    reader.until("yellowsound.player.time > 0.3")
    reader.js("document.querySelectorAll('.player input[type=radio]')[2].click()")
    reader.until("yellowsound.player.videos.indexOf(yellowsound.player.master) === 1")
    assert reader.js("return yellowsound.player.videos.map((one) => one.muted)") == [True, False]
    reader.driver.get_log("browser")


def test_where_no_video_can_be_played_none_seems_to(reader):
    reader.open()
    reader.js(
        "for (const video of [...yellowsound.player.videos]) video.src = 'missing.mp4';"
        "yellowsound.player.play();"
    )
    reader.until("document.querySelectorAll('.failed').length === 3")
    reader.until("!yellowsound.player.playing && !yellowsound.player.seeking")
    assert not [line for line in reader.driver.get_log("browser") if "TypeError" in line["message"]]


# --- one song, and many ------------------------------------------------------------------


@pytest.fixture
def at_song(driver, song_page):
    reader = Reader(driver, song_page)
    reader.until("yellowsound.player?.timeline.view")
    reader.until("yellowsound.player.videos[0].readyState >= 3")
    return reader


@contextmanager
def on_a_phone(driver):
    size = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        yield
    finally:
        driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_with_one_song_the_player_is_open_once_large_and_whole(at_song):
    assert at_song.js("return document.querySelectorAll('.player').length") == 1
    width, height = at_song.js(
        "const {width, height} = document.querySelector('video').getBoundingClientRect();"
        " return [width, height]"
    )
    assert width > 600
    assert width / height == pytest.approx(192 / 108, rel=0.01)
    assert height < 0.75 * at_song.js("return innerHeight")


def test_with_one_song_words_stand_beside_the_video_and_no_sound_is_to_choose(at_song):
    told = at_song.find(".track figcaption").text
    assert "The picture goes better with the song" in told
    assert "sound" not in told.splitlines()
    at_song.find(".play").click()
    at_song.until("yellowsound.player.time > 0.4")


def test_keys_reach_the_player_only_where_it_can_be_seen(at_song):
    at_song.js("scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")
    at_song.press(" ")
    assert not at_song.js("return yellowsound.player.playing")
    at_song.js("scrollTo({top: 0, behavior: 'instant'})")
    at_song.press(" ")
    assert at_song.js("return yellowsound.player.playing")


def test_a_song_whose_player_was_closed_opens_again(at_song):
    at_song.find("#pair-1 summary").click()
    at_song.until("yellowsound.player === null")
    at_song.find("#pair-1 summary").click()
    at_song.until("yellowsound.player?.timeline.view")
    assert at_song.js("return document.querySelectorAll('.player').length") == 1


def test_on_a_phone_one_song_fits_and_a_figure_moves_sideways(at_song, song_page):
    with on_a_phone(at_song.driver):
        reader = Reader(at_song.driver, song_page)
        reader.until("yellowsound.player?.timeline.view")
        page = "document.documentElement"
        assert reader.js(f"return {page}.scrollWidth <= {page}.clientWidth")
        assert reader.js("return document.querySelector('video').clientWidth") > 300
        frame = "document.querySelector('.plate a')"
        assert reader.js(f"return {frame}.scrollWidth > 1.5 * {frame}.clientWidth")


@pytest.mark.parametrize("phone", [False, True])
def test_long_names_and_many_rows_stay_within_the_page(driver, long_page, phone):
    with on_a_phone(driver) if phone else nullcontext():
        reader = Reader(driver, long_page)
        page = "document.documentElement"
        assert reader.js(f"return {page}.scrollWidth <= {page}.clientWidth")
        box = "document.querySelector('#score-table').parentElement"
        assert reader.js(f"return {box}.clientHeight <= innerHeight")
        reader.js(f"{box}.scrollTop = 400")
        reader.js("document.querySelector('#score-table').scrollIntoView({behavior: 'instant'})")
        top = reader.js(f"return {box}.getBoundingClientRect().top")
        head = reader.js(
            "return document.querySelector('#score-table th').getBoundingClientRect().top"
        )
        assert head == pytest.approx(top, abs=2)


def test_a_pair_is_found_by_its_words(driver, long_page):
    reader = Reader(driver, long_page)
    reader.find("#find-text").send_keys("jazz 27")
    shown = "[...document.querySelectorAll('details.pair')].filter((pair) => !pair.hidden)"
    assert reader.js(f"return {shown}.map((pair) => pair.dataset.take.slice(-2))") == ["27"]
    assert reader.find("#find-count").text == "1 of 30 pairs"


def test_a_link_leads_to_a_pair_that_the_search_hides(driver, long_page):
    reader = Reader(driver, long_page)
    reader.find("#find-text").send_keys("jazz 27")
    reader.js("document.querySelector('#score-table a[href=\"#pair-5\"]').click()")
    reader.until("document.querySelector('#pair-5').open")
    assert reader.find("#pair-5").is_displayed()
    reader.driver.get_log("browser")


def test_a_folded_table_comes_when_it_is_opened_and_can_be_sorted(driver, long_page):
    reader = Reader(driver, long_page)
    table = "details.key[data-script] table"
    assert reader.js(f"return document.querySelectorAll('{table}').length") == 0
    reader.find("details.key[data-script] summary").click()
    reader.until(f"document.querySelector('{table}')")
    reader.find(f"{table} th[data-column='0'] button").click()
    cells = (
        f"[...document.querySelector('{table}').tBodies[0].rows].map((r) => r.cells[0].textContent)"
    )
    assert reader.js(f"return {cells}") == ["jazz", "rock"]
