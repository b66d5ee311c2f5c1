"""Two runs that start at once on a fresh clone: models are fetched once, and nothing is lost."""

import os
import shutil
import subprocess

import pytest
from study import Study


@pytest.fixture
def fresh(tmp_path, musicnn_weights):
    """Return a study in a clone that has fetched no model yet."""
    study = Study(tmp_path, musicnn_weights)
    study.write_one_pair()
    shutil.rmtree(study.folder / "resources" / "models")
    return study


@pytest.mark.slow
def test_both_complete_and_have_nothing_to_do_afterwards(fresh):
    options = ("--until", "caption")
    begun = [
        subprocess.Popen(
            fresh.command(*options, cores=1, run=run),
            cwd=fresh.folder,
            env=os.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for run in ("first", "second")
    ]
    said = [run.communicate()[0] for run in begun]
    assert [run.returncode for run in begun] == [0, 0], said
    for run in ("first", "second"):
        assert fresh.planned(*options, run=run) == {}
    captions = [
        (fresh.folder / "results" / run / "captions/one.json").read_bytes()
        for run in ("first", "second")
    ]
    assert captions[0] == captions[1]
