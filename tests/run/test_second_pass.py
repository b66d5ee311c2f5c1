"""The second pass sums up what could be made, unless it would make things worse."""

import inspect
import subprocess

import pytest
from snakemake.scheduling import job_scheduler

from yellowsound.run import second_pass
from yellowsound.run.second_pass import INTERRUPTED, run_second_pass


@pytest.fixture
def passes(monkeypatch):
    """Return a list that grows by the options of each second pass."""
    ran = []
    monkeypatch.setattr(second_pass.subprocess, "run", lambda c, **_: ran.append(c[3:]))
    assert subprocess.run is second_pass.subprocess.run
    return ran


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "snakemake.log"
    path.write_text("Error in rule frames:\n", encoding="utf-8")
    return path


def test_the_same_options_are_given_again(passes, log):
    run_second_pass("results/mine", ["bin/snakemake", "-k", "--cores", "2"], [log])
    assert passes == [["-k", "--cores", "2"]]


@pytest.mark.parametrize(
    "force",
    ["-F", "-kF", "-Fk", "-f", "-kR", "--forceall", "--force", "--forcerun"],
)
def test_a_command_that_forces_jobs_has_no_second_pass(passes, log, force):
    run_second_pass("results/mine", ["bin/snakemake", "-k", force, "frames"], [log])
    assert passes == []


@pytest.mark.parametrize("option", ["-sFlow", "-j4", "--config", "--forcefully"])
def test_other_options_force_nothing(passes, log, option):
    run_second_pass("results/mine", ["bin/snakemake", "-k", option], [log])
    assert len(passes) == 1


@pytest.mark.parametrize("words", INTERRUPTED)
def test_a_run_that_was_stopped_has_no_second_pass(passes, log, words):
    log.write_text(f"{words}, this might take some time.\n", encoding="utf-8")
    run_second_pass("results/mine", ["bin/snakemake", "-k"], [log])
    assert passes == []


def test_another_program_is_not_run_again(passes, log):
    run_second_pass("results/mine", ["pytest", "-k"], [log])
    assert passes == []


@pytest.mark.parametrize("words", INTERRUPTED)
def test_snakemake_says_so_of_a_run_that_is_stopped(words):
    assert words in inspect.getsource(job_scheduler)
