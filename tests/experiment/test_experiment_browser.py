"""The experiment in a real browser, opened from disk and driven by keys as by a participant."""

import json
import shutil
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from browser import Visitor, chromium, in_browser, in_step, visit
from films_made import FPS, film
from page_plan import PLAN, STILL

from yellowsound.experiment.chosen import Scored
from yellowsound.experiment.page import PAGE, make_experiment, write_page
from yellowsound.experiment.responses import problems_of

pytestmark = in_browser

SECONDS = 3
IN_STEP = f"yellowsound.trial.sound.currentTime < 2.3 && {in_step('yellowsound.trial.all')}"
"""Well before their end, at which all meet."""

LEFT, RIGHT, TAB = "\ue012", "\ue014", "\ue004"


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    folder = tmp_path_factory.mktemp("downloads")
    with chromium(folder) as browser:
        browser.downloads = folder
        yield browser


@pytest.fixture(scope="module")
def make(tmp_path_factory, run_ffmpeg, jspsych):
    """Return a function that writes an experiment of two songs, and its folder."""
    folder = tmp_path_factory.mktemp("study")
    scored = []
    for song in ("jazz", "rock"):
        for condition in ("onset", "linear"):
            path = film(run_ffmpeg, folder / song / f"{condition}.mp4", SECONDS)
            scores = {**STILL, "flashes_pass": True, "felt_z": 4.0, "duration_s": float(SECONDS)}
            scored.append(Scored(song, condition, song, str(path), scores))

    def write(texts, **changes):
        target = tmp_path_factory.mktemp("page") / "experiment"
        made = make_experiment(replace(PLAN, **changes), scored, {}, texts, jspsych, target)
        return made, target / PAGE

    return write


@pytest.fixture(scope="module")
def made(make, request):
    from yellowsound.experiment.texts import read_texts

    return make(read_texts(request.config.rootpath / "config" / "experiment.yaml"))


class Participant(Visitor):
    """Who takes part, by keys alone."""

    def __init__(self, driver, experiment, folder):
        super().__init__(driver)
        self.experiment, self.folder = experiment, folder

    def open(self, query=""):
        visit(self.driver, (self.folder / "index.html").as_uri() + query)

    @property
    def state(self):
        return self.js("return yellowsound.progress.state")

    def screen(self, title):
        self.until("document.querySelector('#experiment h1')?.textContent === arguments[0]", title)

    def screen_out(self):
        """Go through all that comes before the trials."""
        self.screen("Before you begin")
        self.press("1")
        self.screen("A warning about flashing pictures")
        self.press("1")
        self.until("document.querySelectorAll('.choice').length === 3")
        self.press("2")
        # The tone comes from the left.
        self.js("Math.random = () => 0")
        self.until("document.querySelector('.tone')")
        self.press(" ")
        self.until("document.querySelector('.choice:not(:disabled)')")
        self.press("1")
        self.screen("What you will do")
        self.press(" ")

    def stage(self, name, position=None):
        shown = "" if position is None else f"yellowsound.trial.shown.number === {position + 1} && "
        self.until(f"yellowsound.trial && {shown}yellowsound.trial.stage === '{name}'")

    def play(self, position=None):
        self.stage("ready", position)
        self.press(" ")

    def answer(self, key, confidence, position=None):
        self.play(position)
        self.stage("choose", position)
        self.press(key)
        self.press(str(confidence))

    def times(self):
        """Return where sound and pictures stand in seconds, all read at once."""
        return self.js("return yellowsound.trial.all.map((one) => one.currentTime)")


@pytest.fixture
def participant(driver, made):
    visit(driver, (made[1] / "index.html").as_uri())
    driver.execute_script("localStorage.clear()")
    participant = Participant(driver, *made)
    participant.forget_logs()
    participant.open()
    return participant


def saved(driver):
    """Wait for the file that was saved, and take it away."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        for file in driver.downloads.glob("*.json"):
            held = json.loads(file.read_text())
            file.unlink()
            return file.name, held
        time.sleep(0.1)
    raise AssertionError("nothing was saved")


def test_a_session_is_driven_by_keys_goes_on_after_a_reload_and_is_saved(participant):
    participant.screen_out()
    shown = participant.experiment.lists[participant.state["list"]]
    keys = [LEFT, RIGHT, RIGHT, LEFT, LEFT, RIGHT][: len(shown)]
    for position in range(3):
        participant.answer(keys[position], position + 1, position)
    participant.stage("ready", 3)
    participant.driver.refresh()
    participant.screen("Welcome back")
    assert f"3 of {len(shown)}" in participant.text
    participant.press("1")
    for position in range(3, len(shown)):
        participant.answer(keys[position], 5, position)
    participant.screen("A few questions")
    participant.press(TAB, " ", TAB, "by ear", TAB, TAB, "\n")
    participant.screen("Thank you")
    participant.press("1")
    name, told = saved(participant.driver)

    assert name == f"study-{told['participant']}.json"
    assert told.keys() == {
        *("version", "experiment", "run", "participant", "list", "screening", "answers"),
        *("questions", "page", "complete"),
    }
    assert (told["version"], told["run"], told["complete"]) == (1, "study", True)
    assert told["experiment"] == participant.experiment.hash
    assert len(told["participant"]) == 16
    int(told["participant"], 16)
    assert told["screening"] == {
        **{"consent": True, "photosensitive": False},
        **{"headphones": "earphones", "volume": True},
    }
    assert told["questions"] == {"music_training": "None", "criteria": "by ear", "trouble": ""}
    assert [answer["trial"] for answer in told["answers"]] == [place.trial for place in shown]
    for position, (answer, place, key) in enumerate(zip(told["answers"], shown, keys, strict=True)):
        other = "b" if place.left == "a" else "a"
        assert answer["position"] == position
        assert answer["left"] == place.left
        assert answer["chosen"] == (place.left if key == LEFT else other)
        assert answer["confidence"] == (position + 1 if position < 3 else 5)
        assert answer["watched_s"] == pytest.approx(SECONDS, abs=0.1)
        assert answer["time_s"] > SECONDS - 0.1
    assert problems_of(told, participant.experiment, participant.experiment.hash) == []
    assert told["page"]["reloads"] == 1
    assert (told["page"]["width"], told["page"]["height"]) == tuple(
        participant.js("return [innerWidth, innerHeight]")
    )
    # On an idle machine less than a frame; a busy one drops some, and they are led back.
    assert 0 < told["page"]["drift_ms"] < 1000
    assert participant.complaints() == []
    assert participant.asked_schemes() <= {"file", "data", "blob"}


def test_both_pictures_are_in_step_with_the_sound_within_a_frame(participant):
    participant.screen_out()
    participant.play()
    participant.until("yellowsound.trial.sound.currentTime > 1")
    spreads = []
    while participant.js("return yellowsound.trial.sound.currentTime") < SECONDS - 0.3:
        times = participant.times()
        spreads.append(max(times) - min(times))
    assert len(spreads) > 10
    assert max(spreads) < 1 / FPS


def test_one_sound_is_heard_and_neither_picture_is_the_clock(participant):
    participant.screen_out()
    participant.play()
    participant.stage("playing")
    muted = participant.js("return yellowsound.trial.all.map((one) => one.muted)")
    kinds = participant.js("return yellowsound.trial.all.map((one) => one.tagName)")
    assert (kinds, muted) == (["AUDIO", "VIDEO", "VIDEO"], [False, True, True])


def test_a_picture_that_is_out_of_step_is_led_back(participant):
    participant.screen_out()
    participant.play()
    participant.until("yellowsound.trial.sound.currentTime > 0.3")
    participant.js("yellowsound.trial.pictures[0].currentTime += 0.8")
    participant.js("yellowsound.trial.pictures[1].currentTime -= 0.2")
    participant.until("yellowsound.trial.sound.currentTime > 1")
    participant.until(IN_STEP, FPS)


def test_a_picture_that_stands_still_while_it_is_set_is_told_as_out_of_step(participant):
    participant.screen_out()
    participant.play()
    participant.until("yellowsound.trial.sound.currentTime > 1.1")
    participant.js(
        "const [video] = yellowsound.trial.pictures; video.pause();"
        "Object.defineProperty(video, 'seeking', { get: () => true, configurable: true });"
        "setTimeout(() => { delete video.seeking; video.play(); }, 1200);"
    )
    participant.stage("choose")
    participant.press(LEFT, "1")
    participant.until("yellowsound.progress.state.answers.length === 1")
    assert participant.state["drifts"][0] > 500


def test_nothing_can_be_answered_before_both_were_seen_to_the_end(participant):
    participant.screen_out()
    participant.stage("ready")
    participant.press(LEFT, "3")
    participant.press(" ")
    participant.stage("playing")
    participant.press(RIGHT, "4")
    participant.stage("choose")
    participant.press("4")
    assert participant.state["answers"] == []
    participant.press(RIGHT, "4")
    participant.until("yellowsound.progress.state.answers.length === 1")


def test_a_choice_may_be_changed_and_the_videos_played_again_before_one_says_how_sure(participant):
    participant.screen_out()
    participant.play()
    participant.stage("choose")
    participant.press(LEFT, RIGHT)
    participant.press(" ")
    participant.stage("playing")
    participant.stage("choose")
    participant.press("2")
    assert participant.state["answers"] == []
    participant.press(LEFT, "2")
    participant.until("yellowsound.progress.state.answers.length === 1")
    assert participant.state["answers"][0]["watched_s"] == pytest.approx(2 * SECONDS, abs=0.1)


def test_what_a_window_too_small_has_hidden_is_played_again(participant):
    participant.screen_out()
    participant.play()
    participant.until("yellowsound.trial.sound.currentTime > 0.5")
    try:
        participant.driver.set_window_size(500, 800)
        participant.until("document.querySelector('.narrow').offsetHeight > 0")
        assert "This needs a larger window" in participant.text
        assert participant.js("return document.querySelector('#experiment').offsetHeight") == 0
    finally:
        participant.driver.set_window_size(1280, 800)
    participant.stage("ready")
    assert "It was stopped" in participant.text
    assert participant.js("return yellowsound.trial.all.every((one) => one.paused)")


@pytest.mark.parametrize(
    ("keys", "told"),
    [(["2"], "Thank you for reading"), (["1", "2"], "your health comes first")],
    ids=["who does not consent", "who may be photosensitive"],
)
def test_somebody_sees_no_video_and_leaves_nothing_behind(participant, keys, told):
    titles = ("Before you begin", "A warning about flashing pictures")
    for title, key in zip(titles, keys, strict=False):
        participant.screen(title)
        participant.press(key)
    participant.until("document.body.innerText.includes(arguments[0])", told)
    assert participant.js("return localStorage.length") == 0
    assert participant.js("return document.querySelectorAll('video, .choice').length") == 0


@pytest.mark.parametrize("number", [0, 3])
def test_the_address_may_name_the_list(participant, number):
    participant.open(f"?list={number}")
    participant.screen("Before you begin")
    assert participant.state["list"] == number


@pytest.mark.parametrize("number", ["4", "-1", "two", ""])
def test_a_list_that_does_not_exist_is_told(participant, number):
    participant.open(f"?list={number}")
    participant.until("document.body.innerText.includes('takes 0 to 3')")


def test_a_second_participant_on_the_machine_is_another_with_another_list(participant):
    participant.open("?list=3")
    participant.screen("Before you begin")
    participant.press("1")
    participant.screen("A warning about flashing pictures")
    first = participant.state
    participant.driver.refresh()
    participant.screen("Welcome back")
    participant.press("2")
    participant.screen("Before you begin")
    assert participant.state["list"] == 0
    assert participant.state["participant"] != first["participant"]


def finish(participant):
    """Answer all trials at once, as if it had been done, and open the page again."""
    participant.screen_out()
    participant.stage("ready")
    participant.js(
        "const { state, experiment } = yellowsound.progress;"
        "state.answers = experiment.lists[state.list].map((shown, position) => ({"
        "  trial: shown.trial, position, left: shown.left, chosen: 'a', confidence: 3,"
        "  time_s: 3, watched_s: 3 }));"
        "state.done.push('questions'); yellowsound.progress.save();"
    )
    participant.driver.refresh()
    participant.screen("Welcome back")
    participant.press("1")
    participant.screen("Thank you")


def kept(participant):
    """Return what the browser keeps."""
    return participant.js("return JSON.parse(localStorage.getItem(yellowsound.progress.key))")


def test_answers_are_not_deleted_before_they_are_saved_and_can_be_saved_again(participant):
    finish(participant)
    participant.press("2")
    participant.driver.refresh()
    participant.screen("Thank you")
    for _ in range(2):
        participant.press("1")
        assert len(saved(participant.driver)[1]["answers"]) == 6
    participant.until("!document.querySelectorAll('.choice')[1].disabled")
    participant.press("2")
    participant.screen("Before you begin")


def test_of_answers_that_are_saved_the_browser_keeps_only_whose_they_were(participant):
    finish(participant)
    own = participant.state["participant"]
    participant.press("1")
    saved(participant.driver)
    facts = {"participant", "list", "tab", "delivered", "complete"}
    assert kept(participant).keys() == facts
    participant.driver.refresh()
    participant.until("document.body.innerText.includes('no longer has them')")
    assert kept(participant).keys() == facts
    assert kept(participant)["participant"] == own
    participant.press("1")
    time.sleep(0.5)
    assert not list(participant.driver.downloads.iterdir())


def test_a_new_participant_asks_before_answers_are_deleted_that_are_not_saved(participant):
    participant.screen_out()
    participant.answer(LEFT, 3, 0)
    participant.stage("ready", 1)
    participant.driver.refresh()
    participant.screen("Welcome back")
    participant.press("2")
    participant.screen("Start as a new participant")
    assert "1 of 6 comparisons" in participant.text
    participant.press("1")
    participant.stage("ready", 1)
    assert len(participant.state["answers"]) == 1
    participant.driver.refresh()
    participant.screen("Welcome back")
    participant.press("2")
    participant.screen("Start as a new participant")
    participant.press("2")
    participant.screen("Before you begin")
    assert participant.state["answers"] == []


@pytest.fixture
def tabs(driver):
    """Return functions that open another tab, and go to one by its number."""
    first = driver.current_window_handle

    def another():
        page = driver.current_url
        driver.switch_to.new_window("tab")
        visit(driver, page)

    yield another, lambda number: driver.switch_to.window(driver.window_handles[number])
    for handle in driver.window_handles[1:]:
        driver.switch_to.window(handle)
        driver.close()
    driver.switch_to.window(first)


def test_the_tab_that_was_opened_last_goes_on_and_the_other_stops(participant, tabs):
    another, go_to = tabs
    participant.screen_out()
    participant.answer(LEFT, 3, 0)
    participant.stage("ready", 1)
    another()
    participant.screen("Welcome back")
    participant.press("1")
    participant.answer(RIGHT, 4, 1)
    participant.stage("ready", 2)
    go_to(0)
    participant.until("document.body.innerText.includes('went on in another window or tab')")
    participant.press(" ", LEFT, "5", "1")
    assert participant.js("return document.querySelectorAll('video, button').length") == 0
    go_to(1)
    assert [answer["confidence"] for answer in kept(participant)["answers"]] == [3, 4]


def test_two_tabs_that_both_begin_are_not_one_participant_with_two_sessions(participant, tabs):
    another, go_to = tabs
    participant.screen("Before you begin")
    another()
    participant.screen("Before you begin")
    participant.press("1")
    second = participant.state["participant"]
    go_to(0)
    participant.until("document.body.innerText.includes('went on in another window or tab')")
    assert kept(participant)["participant"] == second


def test_one_after_the_other_each_plays_with_its_own_sound(driver, make, shipped_texts):
    participant = Participant(driver, *make(shipped_texts, layout="in-turn"))
    participant.open()
    participant.screen_out()
    participant.play()
    seen = []
    while participant.js("return yellowsound.trial.stage") != "choose":
        seen.append(
            participant.js(
                "return yellowsound.trial.pictures.map((one) => !one.paused && !one.muted)"
            )
        )
        time.sleep(0.2)
    assert [True, False] in seen
    assert [False, True] in seen
    assert [True, True] not in seen
    participant.press(LEFT, "1")
    participant.until("yellowsound.progress.state.answers.length === 1")
    assert participant.state["answers"][0]["watched_s"] == pytest.approx(2 * SECONDS, abs=0.1)


class Inbox(BaseHTTPRequestHandler):
    """Takes what is posted, unless it is closed."""

    posted: tuple = ()
    asked: tuple = ()
    closed = False
    slow_s = 0

    def do_OPTIONS(self):
        self.send_response(204)
        self._allow()
        self.end_headers()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        cls = type(self)
        time.sleep(cls.slow_s)
        if not cls.closed:
            cls.posted = (*cls.posted, json.loads(body))
        self.send_response(503 if cls.closed else 200)
        self._allow()
        self.end_headers()

    def do_GET(self):
        type(self).asked = (*type(self).asked, self.path)
        self.send_response(204)
        self.end_headers()

    def _allow(self):
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Headers", "Content-Type")

    def log_message(self, *arguments):
        pass


@contextmanager
def served(handler):
    """Serve on this machine; yield the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def inbox():
    class Own(Inbox):
        pass

    with served(Own) as address:
        Own.address = f"{address}/answers"
        yield Own


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder, and tells nothing."""

    def log_message(self, *arguments):
        pass


@pytest.mark.parametrize("on_a_server", [False, True])
def test_the_page_works_and_asks_nothing_of_elsewhere(driver, made, inbox, on_a_server):
    participant = Participant(driver, *made)
    with served(partial(Quiet, directory=made[1])) as address:
        page = f"{address}/index.html" if on_a_server else (made[1] / "index.html").as_uri()
        visit(driver, page)
        participant.js("localStorage.clear()")
        driver.get("about:blank")
        participant.forget_logs()
        driver.get(page)
        participant.screen_out()
        participant.stage("ready")
        assert participant.complaints() == []
        participant.js(
            "window.blocked = [];"
            "addEventListener('securitypolicyviolation', (event) =>"
            "  blocked.push(event.effectiveDirective));"
            "for (const [name, own] of [['img', {}], ['script', {}], ['video', {}], ['iframe', {}],"
            "    ['link', { rel: 'stylesheet' }]]) {"
            "  const made = Object.assign(document.createElement(name), own);"
            "  made[name === 'link' ? 'href' : 'src'] = arguments[0]; document.body.append(made); }"
            "fetch(arguments[0]).catch(() => {});",
            inbox.address,
        )
        participant.until("blocked.length >= 6")
        blocked = {name.split("-")[0] for name in participant.js("return blocked")}
        assert blocked == {"img", "script", "media", "frame", "style", "connect"}
        assert inbox.asked == ()
        participant.js("localStorage.clear()")


@pytest.fixture
def sending(driver, made, inbox, shipped_texts, jspsych, tmp_path):
    """Who takes part in an experiment that sends its answers to the inbox."""
    experiment, folder = made
    shutil.copytree(folder / "videos", tmp_path / "experiment" / "videos")
    write_page(experiment, shipped_texts, inbox.address, jspsych, tmp_path / "experiment")
    participant = Participant(driver, experiment, tmp_path / "experiment")
    participant.open()
    participant.js("localStorage.clear()")
    participant.open()
    return participant


def test_answers_are_sent_to_the_researchers_address_and_a_failure_is_told(sending, inbox):
    inbox.closed = True
    finish(sending)
    sending.until("document.body.innerText.includes('could not be sent')")
    inbox.closed = False
    sending.press("1")
    sending.until("document.body.innerText.includes('have arrived')")
    (told,) = inbox.posted
    assert told["experiment"] == sending.experiment.hash
    assert len(told["answers"]) == 6
    sending.driver.refresh()
    sending.until("document.body.innerText.includes('have arrived')")
    assert len(inbox.posted) == 1


def test_keys_send_nothing_twice_and_save_nothing_that_has_arrived(sending, inbox):
    inbox.slow_s = 1
    finish(sending)
    sending.until("document.body.innerText.includes('are being sent')")
    sending.press("1", "2", "3")
    sending.until("document.body.innerText.includes('have arrived')")
    sending.press("1", "2", " ")
    time.sleep(1.5)
    assert len(inbox.posted) == 1
    assert not list(sending.driver.downloads.iterdir())
    assert "have arrived" in sending.text
    sending.press("3")
    sending.screen("Before you begin")
    assert len(inbox.posted) == 1


def test_answers_are_not_sent_again_by_another_tab_while_they_are_under_way(sending, inbox, tabs):
    another, _ = tabs
    inbox.slow_s = 3
    finish(sending)
    sending.until("document.body.innerText.includes('are being sent')")
    another()
    sending.until("document.body.innerText.includes('have arrived')")
    time.sleep(0.5)
    assert len(inbox.posted) == 1
    assert "answers" not in kept(sending)


def test_what_the_researcher_writes_is_shown_as_it_is_written(
    driver, made, shipped_texts, jspsych, tmp_path
):
    experiment, folder = made
    hostile = '<img src=x onerror="window.hurt = 1"> & <b>bold</b>'
    texts = {**shipped_texts, "consent": {**shipped_texts["consent"], "title": hostile}}
    texts["consent"]["text"] = f"{hostile}\n\n- {hostile}"
    shutil.copytree(folder / "videos", tmp_path / "experiment" / "videos")
    write_page(experiment, texts, "", jspsych, tmp_path / "experiment")
    participant = Participant(driver, experiment, tmp_path / "experiment")
    participant.open()
    participant.js("localStorage.clear()")
    participant.open()
    participant.screen(hostile)
    assert participant.text.count(hostile) == 3
    assert participant.js("return window.hurt ?? null") is None
