"""The small study in .test, which Snakemake's own tools and its catalog draw and run."""

import shutil
import subprocess
import sys

import pytest
import yaml
from study import ROOT, Study


@pytest.fixture
def clone(tmp_path, musicnn_weights):
    """Return a clone of the workflow with the small study, its models at hand."""
    Study(tmp_path, musicnn_weights)
    for part in (".test/config", "demo/songs", "demo/artworks"):
        shutil.copytree(ROOT / part, tmp_path / part)
    shutil.move(tmp_path / "resources", tmp_path / ".test" / "resources")
    return tmp_path


def run(folder, *arguments):
    command = [sys.executable, "-m", "snakemake", "--cores", "2", "--directory", ".test"]
    return subprocess.run([*command, *arguments], cwd=folder, capture_output=True, text=True)


def test_its_graph_of_rules_is_drawn(clone):
    drawn = run(clone, "--forceall", "--rulegraph")
    assert drawn.returncode == 0, drawn.stderr
    assert drawn.stdout.startswith("digraph")
    for rule in ("keyframes", "synchrony", "report"):
        assert f'label = "{rule}"' in drawn.stdout


@pytest.mark.slow
def test_it_runs_to_the_report(clone):
    ended = run(clone)
    assert ended.returncode == 0, ended.stderr
    assert (clone / ".test/results/test/report/index.html").exists()


def test_the_catalog_is_told_what_deploys_it():
    told = yaml.safe_load((ROOT / ".snakemake-workflow-catalog.yml").read_text(encoding="utf-8"))
    assert told["usage"]["software-stack-deployment"] == {"conda": True}
    assert told["usage"]["report"] is True
