"""Another workflow can use this one as a module, with its own configuration and paths."""

import os
import subprocess
import sys

import pandas as pd
import pytest
import yaml
from study import SMALL, Study

OUTER = """
module yellowsound:
    snakefile: "yellowsound/Snakefile"
    config: config["videos"]
    pathvars:
        results="out/videos",


use rule * from yellowsound as videos_*


rule best:
    default_target: True
    input:
        table="out/videos/tables/synchrony.tsv",
        report="out/videos/report",
    output:
        "best.txt",
    run:
        import pandas as pd

        table = pd.read_csv(input.table, sep="\\t")
        best = table.loc[table["flux_onset_r"].idxmax(), "schedule"]
        Path(output[0]).write_text(best)
"""


@pytest.fixture
def outer(tmp_path, musicnn_weights):
    """A workflow in a folder of its own, beside which a clone of this one lies."""
    inner = tmp_path / "outer" / "yellowsound"
    inner.mkdir(parents=True)
    study = Study(inner, musicnn_weights)
    outer = inner.parent
    (outer / "resources").mkdir()
    (inner / "resources" / "models").rename(outer / "resources" / "models")
    (outer / "songs").mkdir()
    for name in (study.write_song("one.wav", 8.0, 0), study.write_artwork("one.png", 0)):
        (inner / "study" / name).rename(outer / "songs" / name)
    (outer / "songs" / "pairs.tsv").write_text("pair\tsong\tartwork\none\tone.wav\tone.png\n")
    settings = {**SMALL, "run": "mine", "pairs": "songs/pairs.tsv"}
    settings["schedules"] = ["onset", "linear"]
    (outer / "config.yaml").write_text(yaml.safe_dump({"videos": settings}))
    (outer / "Snakefile").write_text(
        f"from pathlib import Path\n\n\nconfigfile: 'config.yaml'\n{OUTER}"
    )
    return outer


@pytest.mark.slow
def test_its_rules_run_under_another_name_in_the_other_workflows_folder(outer):
    ended = subprocess.run(
        [sys.executable, "-m", "snakemake", "--cores", "2"],
        cwd=outer,
        env=os.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout
    assert "rule videos_table" in ended.stdout or "videos_table" in ended.stdout
    assert (outer / "best.txt").read_text() == "onset"
    table = pd.read_csv(outer / "out" / "videos" / "tables" / "synchrony.tsv", sep="\t")
    assert table["pair"].tolist() == ["one", "one"]
    assert not (outer / "yellowsound" / "results").exists()
    # All of its folders moved: nothing lies where it would lie by itself.
    assert not (outer / "results").exists()
    assert (outer / "out/videos/logs/table.log").exists()


TWO = """
configfile: "config.yaml"

module first:
    snakefile: "yellowsound/Snakefile"
    config: {**config["videos"], "run": "a"}

use rule * from first as first_*

module second:
    snakefile: "yellowsound/Snakefile"
    config: {**config["videos"], "run": "b"}

use rule * from second as second_*

rule both:
    default_target: True
    input:
        "results/a/report",
        "results/b/report",
"""


def planned(outer, text, *options):
    """Plan a workflow whose Snakefile says this."""
    (outer / "Snakefile").write_text(text)
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "--dry-run", "--quiet", "rules"]
    command += options
    return subprocess.run(command, cwd=outer, capture_output=True, text=True, check=False)


def test_two_of_it_in_one_workflow_make_two_runs_with_the_same_models(outer):
    (outer / "resources").rename(outer / "elsewhere")
    told = planned(outer, TWO)
    assert told.returncode == 0, told.stderr
    said = told.stdout + told.stderr
    assert "first_video" in said
    assert "second_video" in said
    assert "first_fetch_musicnn" in said
    assert "second_fetch_musicnn" not in said


def test_the_outer_command_line_sets_nothing_of_a_module(outer):
    told = planned(outer, TWO, "--config", "run=mine")
    assert told.returncode == 0, told.stdout + told.stderr
    assert "results/mine" not in told.stdout + told.stderr


def test_two_that_have_other_models_are_refused(outer):
    text = TWO.replace('"run": "b"}', '"run": "b"}\n    pathvars:\n        models="elsewhere"')
    told = planned(outer, text)
    assert told.returncode == 1
    assert "give both the same (models, pathvars)" in told.stdout + told.stderr


def test_two_that_make_the_same_run_are_refused(outer):
    told = planned(outer, TWO.replace('"run": "b"', '"run": "a"'))
    assert told.returncode == 1
    assert "two modules of one workflow write into results/a: give one" in told.stdout + told.stderr
    assert "Traceback" not in told.stdout + told.stderr


def test_a_prefix_which_would_move_the_songs_is_refused(outer):
    text = TWO.replace('"run": "a"}', '"run": "a"}\n    prefix: "elsewhere"', 1)
    told = planned(outer, text)
    assert told.returncode == 1
    assert "name its folders by pathvars instead" in told.stdout + told.stderr
    assert "Traceback" not in told.stdout + told.stderr
