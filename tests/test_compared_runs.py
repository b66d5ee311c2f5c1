"""Runs that are done are compared by what they have kept, wherever results lie."""

import subprocess
import sys

import pytest
from study import Study

from yellowsound.study.runs import ASKED, CHECKED, SCORES

COMPARED = {"compare": "[mine,other]", "pairs": "gone.tsv"}


def finish(folder, *runs):
    """Leave what a plan of a comparison looks for of runs that are done."""
    for run in runs:
        for name in (SCORES, ASKED, CHECKED):
            path = folder / run / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("done")


@pytest.fixture(scope="module")
def study(tmp_path_factory, musicnn_weights):
    """A clone with two runs that are done, and neither songs nor a pairs table."""
    study = Study(tmp_path_factory.mktemp("compared"), musicnn_weights)
    finish(study.folder / "results", "mine", "other")
    return study


def last_line(ended):
    assert ended.returncode == 1, ended.stdout
    return [line for line in ended.stdout.splitlines() if line.strip()][-1]


def test_runs_are_compared_though_no_table_of_a_study_can_be_read(study):
    gone = dict.fromkeys(("genres", "models", "styles", "external"), "gone.tsv")
    assert study.planned("compare", **COMPARED) == {
        "compare": 1,
        "compare_runs": 1,
        "report_of_runs": 1,
    }
    assert study.planned("compare", **COMPARED, **gone)["compare_runs"] == 1


@pytest.mark.parametrize("targets", [(), ("all",), ("compare", "table")])
def test_whatever_else_is_asked_for_waits_for_the_table(study, targets):
    ended = study.run("--dry-run", *targets, **COMPARED)
    assert last_line(ended) == "gone.tsv does not exist: check the path"


def test_a_run_that_is_not_there_is_told_without_a_table(study):
    ended = study.run("--dry-run", "compare", **{**COMPARED, "compare": "[mine,gone]"})
    assert "names the run gone, but there is no results/gone: make it first" in last_line(ended)


def test_runs_are_looked_for_beside_the_one_whose_folder_a_workflow_has_moved(study):
    study.write_one_pair()
    finish(study.folder / "out", "first", "second")
    (study.folder / "outer.smk").write_text(
        """
module yellowsound:
    snakefile: "Snakefile"
    config: {"run": "study", "pairs": "study/pairs.tsv", "compare": ["first", "second"]}
    pathvars:
        results="out/study",


use rule * from yellowsound as videos_*
"""
    )
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "--snakefile", "outer.smk"]
    ended = subprocess.run(
        [*command, "--dry-run", "videos_compare"],
        cwd=study.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "out/first~second/report" in ended.stdout + ended.stderr
