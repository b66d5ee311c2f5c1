"""The experiment's folder holds all that a participant needs, and asks nothing of elsewhere."""

import html
import json
import re
from dataclasses import replace

import av
import pytest
from films_made import FPS, film
from page_plan import PLAN, STILL

from yellowsound.experiment.chosen import Scored
from yellowsound.experiment.design import read_experiment
from yellowsound.experiment.jspsych import LICENCE_FILE, SCRIPTS
from yellowsound.experiment.page import PAGE, make_experiment
from yellowsound.run.errors import UserError
from yellowsound.run.files import sha256_of

HOSTILE = '</script><script>alert("x")</script> & \''


@pytest.fixture(scope="module")
def scored(tmp_path_factory, run_ffmpeg):
    """Two songs in two conditions, and one video from elsewhere."""
    folder = tmp_path_factory.mktemp("videos")
    found = []
    for song in ("jazz", "rock"):
        for condition in ("onset", "linear"):
            path = film(run_ffmpeg, folder / song / f"{condition}.mp4")
            scores = {**STILL, "flashes_pass": True, "felt_z": 4.0, "duration_s": 2.0}
            found.append(Scored(song, condition, song, str(path), scores))
    path = film(run_ffmpeg, folder / "theirs.mkv")
    scores = {**STILL, "flashes_pass": True, "felt_z": 1.0, "duration_s": 2.0}
    return [*found, Scored("jazz", "theirs", "jazz", str(path), scores, external=True)]


@pytest.fixture(scope="module")
def beats_s():
    return {"jazz": [0.0, 0.5, 1.0, 1.5], "rock": [0.0, 0.6, 1.2, 1.8]}


@pytest.fixture
def make(scored, beats_s, shipped_texts, empty_jspsych, tmp_path):
    """Return a function that writes the experiment, and its folder."""

    def write(texts=shipped_texts, videos=scored, **changes):
        folder = tmp_path / "experiment"
        plan = replace(PLAN, **changes)
        return make_experiment(plan, videos, beats_s, texts, empty_jspsych, folder), folder

    return write


def data_of(folder):
    """Return what the page's scripts are told."""
    script = (folder / PAGE / "data.js").read_text()
    return json.loads(script.removeprefix("window.yellowsound = ").removesuffix(";\n"))


def test_the_page_holds_every_file_that_it_names(make):
    _, folder = make()
    page = (folder / PAGE / "index.html").read_text()
    named = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert {f"jspsych/{name}" for name in SCRIPTS} < set(named)
    assert all((folder / PAGE / name).is_file() for name in named if name != "data:,")
    assert (folder / PAGE / "jspsych" / LICENCE_FILE).is_file()


def test_nothing_in_the_page_names_another_address(make):
    _, folder = make()
    for file in (folder / PAGE).iterdir():
        if file.suffix in (".html", ".js", ".css", ".json"):
            assert not re.search(r"https?:|//[a-z]", file.read_text().replace("// ", ""))


def policy_of(folder):
    """Return the directives of the page's security policy."""
    page = html.unescape((folder / PAGE / "index.html").read_text())
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    return policy.split("; ")


def test_the_page_may_load_and_connect_to_nothing_of_elsewhere(make):
    _, folder = make()
    assert {"default-src 'none'", "connect-src 'none'"} < set(policy_of(folder))


def test_the_page_may_connect_to_the_address_that_the_researcher_sets(make):
    _, folder = make(post="https://lab.example.org:8443/answers?study=1")
    assert "connect-src https://lab.example.org:8443" in policy_of(folder)


def test_experiment_json_tells_all_and_lies_outside_of_what_participants_get(make):
    experiment, folder = make()
    assert read_experiment(folder / "experiment.json") == experiment
    assert not list((folder / PAGE).rglob("experiment.json"))


def test_the_page_is_told_lists_trials_and_the_hash(make):
    experiment, folder = make()
    told = data_of(folder)["experiment"]
    assert told["experiment"] == experiment.hash
    assert [[(s["trial"], s["left"]) for s in shown] for shown in told["lists"]] == [
        [(shown.trial, shown.left) for shown in shown_to] for shown_to in experiment.lists
    ]
    for name, trial in experiment.trials.items():
        assert told["trials"][name]["a"] == experiment.videos[trial.a].file
        assert told["trials"][name]["b"] == experiment.videos[trial.b].file


def test_the_page_does_not_tell_what_a_video_is_or_which_trial_is_a_check(make):
    _, folder = make()
    told = data_of(folder)["experiment"]
    assert told.keys() == {"experiment", "run", "minutes", "layout", "trials", "lists"}
    assert {key for trial in told["trials"].values() for key in trial} == {"a", "b", "duration_s"}
    for file in (folder / PAGE / "videos").iterdir():
        assert re.fullmatch("[0-9a-f]{12}", file.stem)
        with av.open(str(file)) as container:
            assert not container.metadata.keys() & {"title", "comment", "artist"}


def test_other_questions_make_another_experiment_and_more_participants_do_not(make, shipped_texts):
    first, _ = make()
    other, _ = make({**shipped_texts, "questions": shipped_texts["questions"][:1]})
    more, _ = make(participants=9)
    assert other.hash != first.hash
    assert more.hash == first.hash


def test_how_answers_will_be_judged_is_written_down_before_anybody_answers(make):
    experiment, folder = make()
    told = json.loads((folder / "experiment.json").read_text())
    assert told["analysis"] == experiment.analysis == PLAN.analysis


def test_every_video_is_there_and_known_by_its_hash(make):
    experiment, folder = make()
    assert len(experiment.videos) == 5 + 2
    for video in experiment.videos.values():
        assert sha256_of(folder / PAGE / video.file) == video.sha256


def test_a_catch_trials_video_is_shifted_by_what_the_experiment_tells(make):
    experiment, folder = make()
    assert experiment.catch_shift_s * FPS == pytest.approx(round(experiment.catch_shift_s * FPS))
    for early, own in experiment.shifted.items():
        hashes = [sha256_of(folder / PAGE / experiment.videos[name].file) for name in (early, own)]
        assert len(set(hashes)) == 2


def test_a_video_that_flashes_too_often_is_not_in_the_folder(make, scored):
    wild = replace(scored[1], scores={**scored[1].scores, "flashes_pass": False})
    experiment, folder = make(videos=[scored[0], wild, *scored[2:]])
    shown = {(video.take, video.condition) for video in experiment.videos.values()}
    assert ("jazz", "linear") not in shown
    assert len(list((folder / PAGE / "videos").iterdir())) == len(experiment.videos)


def test_videos_that_flash_too_often_together_are_not_compared_and_the_log_says_so(
    make, scored, caplog
):
    lively = [replace(one, scores={**one.scores, "red_flashes_per_s": 2}) for one in scored[:2]]
    experiment, _ = make(videos=[*lively, *scored[2:]])
    compared = {
        (trial.song, *(experiment.videos[name].condition for name in (trial.a, trial.b)))
        for trial in experiment.trials.values()
        if trial.kind == "pair"
    }
    assert ("jazz", "onset", "theirs") in compared
    assert ("jazz", "onset", "linear") not in compared
    assert {experiment.videos[name].song for name in experiment.shifted} == {"rock"}
    assert "onset and linear stand side by side in 1 of 2 songs" in " ".join(caplog.text.split())


def test_what_the_researcher_writes_is_text_and_not_markup(make, shipped_texts):
    texts = {**shipped_texts, "title": HOSTILE}
    _, folder = make(texts)
    page = (folder / PAGE / "index.html").read_text()
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page


def test_the_page_is_in_the_language_of_its_texts(make, shipped_texts):
    _, folder = make({**shipped_texts, "language": "de"})
    assert '<html lang="de">' in (folder / PAGE / "index.html").read_text()


def test_what_is_not_filled_in_is_told(make, caplog):
    make()
    assert "still has [Name of the ethics board]: fill it in" in caplog.text


def test_an_experiment_that_cannot_be_made_leaves_the_older_one(make, scored):
    _, folder = make()
    with pytest.raises(UserError):
        make(videos=scored[:1])
    assert (folder / PAGE / "index.html").is_file()
