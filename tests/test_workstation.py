"""On one machine a run keeps to what is there: one GPU job at a time, its memory, its cores."""

import re

import pytest
from study import Study

from yellowsound.run.needs import main_memory_mb


@pytest.fixture
def study(tmp_path, musicnn_weights):
    study = Study(tmp_path, musicnn_weights)
    study.write_one_pair(4.0)
    return study


def limits(study, *options):
    """Return what the scheduler may give to the jobs that run at the same time."""
    ended = study.run("show_config", *options)
    assert ended.returncode == 0, ended.stdout
    provided = re.search(r"Provided resources: (.*)", ended.stdout)
    assert provided, ended.stdout
    return {
        name: int(value) for name, value in re.findall(r'(\w+)=\w+\("\w+", (\d+)\)', provided[1])
    }


def test_jobs_share_one_gpu_and_the_machines_memory(study):
    assert limits(study) == {"gpu": 1, "mem_mb": main_memory_mb()}


def test_a_limit_of_the_users_own_leaves_the_others(study):
    given = limits(study, "--resources", "mem_mb=4000")
    assert given == {"gpu": 1, "mem_mb": 4000}
    assert limits(study, "--resources", "gpu=2")["gpu"] == 2


@pytest.mark.slow
def test_sixty_four_cores_are_no_hindrance(study):
    ended = study.run(cores=64, schedules="[linear]")
    assert ended.returncode == 0, ended.stdout
