"""The targets `people` and `plan_experiment`, from a study's scores and a folder of responses."""

import json
import os

import pandas as pd
import pytest
from people_answers import ask_people, write_responses
from study import Study

pytestmark = pytest.mark.xdist_group("people")
MADE = {
    *("participants", "excluded", "choices", "deviations"),
    *("strengths", "comparisons", "consistency"),
}
CHOICE = {"excerpt_duration_s": 4, "experiment_minutes": 6}


@pytest.fixture(scope="module")
def study(tmp_path_factory, musicnn_weights):
    study = Study(tmp_path_factory.mktemp("people"), musicnn_weights)
    study.write_one_pair()
    return study


def told(study, *options, **config):
    """Return what a command that is refused says."""
    ended = study.run(*options, **{**CHOICE, **config})
    assert ended.returncode == 1, ended.stdout
    return ended.stdout


def test_without_responses_it_is_told_in_one_sentence_what_to_set(study):
    said = told(study, "--dry-run", "people")
    assert "configuration: responses is not set: set it to the folder" in said
    for trace in ("Traceback", "Exception", ".smk"):
        assert trace not in said


def test_without_an_experiment_it_is_told_how_to_make_one(study):
    write_responses(study.folder / "early", ["{}"])
    said = told(study, "--dry-run", "people", responses="early")
    assert "experiment.json is missing" in said
    assert "snakemake experiment" in said


@pytest.mark.slow
def test_people_are_planned_for_the_songs_and_conditions_of_the_study(study):
    ended = study.run("plan_experiment", **CHOICE, people_share=0.9)
    assert ended.returncode == 0, ended.stdout
    table = pd.read_csv(study.results / "people" / "power.tsv", sep="\t")
    # Of one song and two conditions the page has one pair.
    assert set(table["trials"]) == {1}
    assert set(table["most"]) == {"yes"}
    assert (study.results / "people" / "power.pdf").exists()
    log = (study.results / "logs" / "plan_experiment.log").read_text()
    assert "people are needed to tell, with a power of 0.8, a condition that wins 90 %" in log


@pytest.fixture(scope="module")
def done(study):
    """The study with what eight people say of it, in the report too."""
    ask_people(study)
    ended = study.run("people", "report", **CHOICE, responses="responses")
    assert ended.returncode == 0, ended.stdout
    return study


def planned(study, **config):
    return study.planned("people", **{**CHOICE, "responses": "responses", **config})


@pytest.mark.slow
def test_tables_figures_and_a_section_of_the_report_are_made(done):
    people = done.results / "people"
    assert {path.stem for path in people.glob("*.tsv")} - {"power"} == {*MADE, "agreement"}
    for name in ("strengths", "agreement"):
        assert (people / f"{name}.png").exists()
        assert (people / f"{name}.pdf").exists()
    table = pd.read_csv(people / "strengths.tsv", sep="\t")
    assert list(table["condition"]) == ["onset", "linear"]
    page = (done.results / "report" / "index.html").read_text()
    assert 'id="people"' in page
    assert "8 people answered." in page


@pytest.mark.slow
def test_only_responses_and_limits_that_changed_run_it_again(done):
    assert planned(done) == {}
    folder = done.folder / "responses"
    for file in folder.iterdir():
        os.utime(file)
    folder.rename(done.folder / "moved")
    assert planned(done, responses="moved") == {}
    assert planned(done, responses="moved", people_catch_right=1) == {"people": 1}
    file = done.folder / "moved" / "00.json"
    text = file.read_text()
    file.write_text(text + "\n")
    assert planned(done, responses="moved") == {"people": 1}
    file.write_text(text)
    (done.folder / "moved").rename(folder)


@pytest.mark.slow
def test_what_is_wrong_with_responses_is_told_at_once_and_nothing_is_made(done):
    folder = done.folder / "wrong"
    told_by = json.loads((done.folder / "responses" / "00.json").read_text())
    foreign = {**told_by, "experiment": "0" * 64, "participant": "f" * 16}
    told_by["answers"][0]["confidence"] = 9
    write_responses(folder, [told_by, foreign, "no JSON"])
    said = told(done, "people", responses="wrong")
    for words in ("confidence is 9", "another experiment (00000000", "it is not JSON"):
        assert words in said
    assert "Traceback" not in said
