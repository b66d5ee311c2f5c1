"""The experiment is made from a study by one command, and refused before anything is made."""

import shutil

import pytest
from study import Study

from yellowsound.experiment.design import read_experiment
from yellowsound.experiment.jspsych import LICENCE_FILE, SCRIPTS
from yellowsound.experiment.page import PAGE
from yellowsound.models.folders import write_record

pytestmark = pytest.mark.xdist_group("experiment")


@pytest.fixture(scope="module")
def study(tmp_path_factory, musicnn_weights):
    """A study of two pairs that is not run yet; of jsPsych it has the names of the files."""
    study = Study(tmp_path_factory.mktemp("experiment"), musicnn_weights)
    rows = []
    for number, name in enumerate(("one", "two")):
        song = study.write_song(f"{name}.wav", 8.0, number)
        rows.append(f"{name}\t{song}\t{study.write_artwork(f'{name}.png', number)}")
    study.write_pairs(*rows)
    jspsych = study.folder / "resources" / "models" / "jspsych"
    jspsych.mkdir()
    for name in (*SCRIPTS, LICENCE_FILE):
        (jspsych / name).write_text(f"// {name}\n")
    write_record(jspsych, {"licence": "MIT"})
    return study


def refused(study, **config):
    ended = study.run("--dry-run", "experiment", **config)
    assert ended.returncode != 0
    assert "Traceback" not in ended.stdout
    return " ".join(ended.stdout.split())


def test_it_takes_the_videos_and_their_scores_but_no_tables_and_no_report(study):
    jobs = study.planned("experiment")
    assert (jobs["experiment"], jobs["video"], jobs["synchrony"]) == (1, 4, 4)
    assert not jobs.keys() & {"table", "report", "study_statistics", "fetch_jspsych"}


def test_people_see_the_first_seed_of_a_pair(study):
    assert study.planned("experiment", seed="[0,1]")["video"] == 4


def test_a_study_makes_no_experiment_by_itself(study):
    assert "experiment" not in study.planned()


def test_a_single_condition_is_refused_before_anything_is_made(study):
    said = refused(study, schedules="[onset]")
    assert "study has no song with videos of two conditions" in said


def test_too_few_minutes_are_refused_before_anything_is_made(study):
    said = refused(study, experiment_minutes=3)
    assert "experiment_minutes is 3, but one trial for each of the 1 pairs" in said


@pytest.mark.slow
def test_it_is_made_and_made_again_where_its_texts_or_its_minutes_change(study):
    ended = study.run("experiment")
    assert ended.returncode == 0, ended.stdout
    folder = study.results / "experiment"
    experiment = read_experiment(folder / "experiment.json")
    assert experiment.conditions == ("onset", "linear")
    assert {video.song for video in experiment.videos.values()} == {"one", "two"}
    assert (folder / PAGE / "index.html").is_file()
    assert study.planned("experiment") == {}
    assert study.planned("experiment", experiment_minutes=30) == {"experiment": 1}
    texts = study.folder / "config" / "experiment.yaml"
    shutil.copy(texts, study.folder / "study" / "same.yaml")
    assert study.planned("experiment", experiment_texts="study/same.yaml") == {}
    texts.write_text(texts.read_text().replace("[name, institution, e-mail]", "us"))
    assert study.planned("experiment") == {"experiment": 1}


@pytest.mark.slow
def test_a_text_that_is_missing_is_told_in_a_sentence(study):
    own = study.folder / "study" / "own.yaml"
    text = (study.folder / "config" / "experiment.yaml").read_text()
    own.write_text(text.replace("  agree:", "  agreed:"), encoding="utf-8")
    ended = study.run("experiment", experiment_texts="study/own.yaml")
    assert ended.returncode != 0
    assert "own.yaml: consent has no text agree" in ended.stdout
