"""The second pass sums up what could be made, unless it would make things worse."""

import inspect
import os
import subprocess
import sys
from pathlib import Path

import pytest
from snakemake.scheduling import job_scheduler

from yellowsound.run import second_pass
from yellowsound.run.files import read_json, write_json
from yellowsound.run.locks import LOCK
from yellowsound.run.second_pass import DUE, INTERRUPTED, UpToDate, run_second_pass

ROOT = Path(__file__).parents[2]


@pytest.fixture
def passes(monkeypatch, tmp_path):
    """Return a list that grows by the options of each second pass."""
    monkeypatch.chdir(tmp_path)
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
    run_second_pass("results/mine", ["bin/snakemake", "-k", "--cores", "2"], ".", [log])
    assert passes == [["--nolock", "-k", "--cores", "2"]]


FAILS = """
import sys
sys.path.insert(0, {scripts!r})
from yellowsound.run import inside_snakemake as inside
from yellowsound.run.second_pass import is_second_pass, run_second_pass

rule all:
    output: "made.txt"
    shell: "touch {{output}}" if is_second_pass("results") else "false"

onerror:
    run_second_pass("results", sys.argv, inside.begun_in(workflow), log)
"""


def test_a_pass_finds_the_same_files_though_paths_are_relative_and_the_first_holds_a_lock(tmp_path):
    (tmp_path / "flow").mkdir()
    (tmp_path / "flow" / "rules.smk").write_text(FAILS.format(scripts=str(ROOT / "scripts")))
    relative = ("--directory", "work", "--snakefile", "flow/rules.smk")
    command = [sys.executable, "-m", "snakemake", "--cores", "1", *relative]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert (tmp_path / "work" / "made.txt").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["flow", "work"]


@pytest.mark.parametrize("words", INTERRUPTED)
def test_a_run_that_was_stopped_has_no_second_pass(passes, log, words):
    log.write_text(f"{words}, this might take some time.\n", encoding="utf-8")
    run_second_pass("results/mine", ["bin/snakemake", "-k"], ".", [log])
    assert passes == []


def test_another_program_is_not_run_again(passes, log):
    run_second_pass("results/mine", ["pytest", "-k"], ".", [log])
    assert passes == []


@pytest.mark.parametrize("words", INTERRUPTED)
def test_snakemake_says_so_of_a_run_that_is_stopped(words):
    assert words in inspect.getsource(job_scheduler)


# --- what is up to date -----------------------------------------------------------------


@pytest.fixture
def begun(tmp_path):
    """Return a run's folder of which a first pass has begun, with a file from before it."""
    (tmp_path / "before.json").touch()
    os.utime(tmp_path / "before.json", ns=(1, 1))
    (tmp_path / LOCK).touch()
    os.utime(tmp_path / LOCK, ns=(2, 2))
    (tmp_path / "after.json").touch()
    return tmp_path


def test_what_was_to_be_made_anew_and_was_not_is_out_of_date(begun):
    write_json(begun / DUE, [["one", "onset"]])
    is_up_to_date = UpToDate(begun)
    assert not is_up_to_date(("one", "onset"), [begun / "before.json"])
    assert not is_up_to_date(("one", "onset"), [begun / "before.json", begun / "after.json"])
    assert is_up_to_date(("one", "onset"), [begun / "after.json"])


def test_what_was_not_to_be_made_anew_is_up_to_date_where_it_is_there(begun):
    write_json(begun / DUE, [["one", "onset"]])
    is_up_to_date = UpToDate(begun)
    assert is_up_to_date(("two", "onset"), [begun / "before.json"])
    assert not is_up_to_date(("two", "onset"), [begun / "before.json", begun / "gone.json"])


def test_the_second_pass_finds_what_was_due_and_leaves_no_note_of_it(tmp_path, monkeypatch, log):
    found = []
    monkeypatch.setattr(
        second_pass.subprocess, "run", lambda *_, **__: found.append(read_json(tmp_path / DUE))
    )
    run_second_pass(str(tmp_path), ["bin/snakemake", "-k"], ".", [log], [("one", "onset")])
    assert found == [[["one", "onset"]]]
    assert not (tmp_path / DUE).exists()
