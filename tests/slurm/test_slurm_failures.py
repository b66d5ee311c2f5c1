"""What goes wrong on a cluster: too little memory, a cancelled job, a user's mistake."""

import re
import time

import pytest
from cluster_study import LIMIT_S, ROWS

# One worker has the cluster.
pytestmark = [pytest.mark.slow, pytest.mark.slurm, pytest.mark.xdist_group("slurm")]

GREEDY = """
import sys, time
if sys.argv[0].endswith(".energy.py"):
    greed = b"x" * (1500 * 2**20)
    time.sleep(3)
"""
"""A sitecustomize.py that makes one rule's jobs take more memory than it asks for at first."""


def test_a_job_killed_for_memory_gets_more_and_the_study_is_completed(fresh, tmp_path_factory):
    greedy = tmp_path_factory.mktemp("greedy")
    (greedy / "sitecustomize.py").write_text(GREEDY)
    said = fresh.submit(environment={"PYTHONPATH": str(greedy)}, schedules="[linear]")
    killed, again = fresh.jobs("sound-one")
    assert killed.state != "COMPLETED"
    assert again.state == "COMPLETED"
    assert killed.memory_mb < 1500 < again.memory_mb
    # Each of a group's jobs is rounded up by itself.
    assert again.memory_mb == pytest.approx(2 * killed.memory_mb, abs=4)
    assert again.minutes == pytest.approx(2 * killed.minutes, abs=4)
    slurm_log = re.search(rf"log: (\S+/{killed.number}\.log)\)", said)[1]
    assert "exceeded memory limit" in (fresh.folder / slurm_log).read_text()
    assert f"SLURM-job '{killed.number}' failed" in said
    assert (fresh.results / "tables" / "synchrony.tsv").exists()
    assert fresh.log("energy/one.log").endswith("INFO done\n")


def cancel(study, group, seen):
    """Cancel a group's job once a file of its making is seen; return its number."""
    deadline = time.monotonic() + LIMIT_S
    while not list(study.results.glob(seen)):
        assert time.monotonic() < deadline, f"{seen} was never seen"
        time.sleep(0.1)
    queue = study.cluster.ask("squeue", "--noheader", "--format=%A %k")
    (number,) = re.findall(rf"^(\d+) rule_{group}_", queue, re.M)
    assert study.cluster.ask("scancel", number) is not None
    return number


def test_a_cancelled_study_goes_on_with_the_same_command(fresh):
    once = ("--retries", "0")
    small = {"schedules": "[linear]", "width": 256, "height": 256}
    running = fresh.begin(*once, **small)
    number = cancel(fresh, "picture-one", "frames/*/*/.part-*")
    ended = fresh.ended(running)
    assert ended.returncode == 1
    assert f"SLURM-job '{number}' failed, SLURM status is: 'CANCELLED" in ended.stdout
    told = [path.read_text() for path in fresh.results.glob("logs/frames/one/linear/*.log")]
    assert any(f"SLURM job {number} on node" in t and "was cancelled" in t for t in told)
    assert "Traceback" not in "".join(told)
    assert not (fresh.results / "tables").exists()

    fresh.submit(*once, **small)
    assert (fresh.results / "tables" / "synchrony.tsv").exists()
    assert [job.state for job in fresh.jobs("picture-one")] == ["CANCELLED", "COMPLETED"]
    for before in ("check_inputs", "sound-one"):
        assert len(fresh.jobs(before)) == 1


def test_a_users_mistake_is_told_where_the_study_was_started_and_not_tried_again(fresh):
    (fresh.folder / "study" / "empty.mp3").touch()
    fresh.write_pairs(ROWS[0], "a\tempty.mp3\tone.png")
    ended = fresh.ended(fresh.begin())
    assert ended.returncode == 1
    assert "row 3 (a)" in ended.stdout
    assert "empty.mp3" in ended.stdout
    assert [job.name for job in fresh.jobs()] == ["check_inputs"]
