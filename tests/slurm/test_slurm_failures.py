"""What goes wrong on a cluster: too little memory, a cancelled job, a user's mistake."""

import re
import time

import pytest
from cluster_study import LIMIT_S, ROWS

pytestmark = [pytest.mark.slow, pytest.mark.slurm]

TABLE = "results/study/tables/synchrony.tsv"
"""What is made of a study here: all of its scores, but no figures."""

GREEDY = """
import logging, sys, threading, time

def be_greedy():
    while not logging.getLogger("yellowsound").handlers:
        time.sleep(0.05)
    greed = b"x" * (1500 * 2**20)
    time.sleep(3)

if sys.argv[0].endswith(".hearing.py"):
    threading.Thread(target=be_greedy).start()
"""
"""A sitecustomize.py that makes one rule's jobs take more memory than they ask for at first."""


def test_a_job_killed_for_memory_gets_more_and_the_study_is_completed(fresh, tmp_path_factory):
    greedy = tmp_path_factory.mktemp("greedy")
    (greedy / "sitecustomize.py").write_text(GREEDY)
    said = fresh.submit(TABLE, environment={"PYTHONPATH": str(greedy)}, schedules="[linear]")
    killed, again = fresh.jobs("sound-one")
    assert killed.state != "COMPLETED"
    assert again.state == "COMPLETED"
    assert killed.memory_mb < 1500 < again.memory_mb
    assert again.memory_mb == 2 * killed.memory_mb
    # Each of a group's jobs is rounded up by itself.
    assert again.minutes == pytest.approx(2 * killed.minutes, abs=4)
    assert "exceeded memory limit" in said
    energy_log = said.split("Logfile results/study/logs/hearing/one.log:")[1].split("====\n")[1]
    assert f"SLURM job {killed.number} on {killed.node} begins" in energy_log
    assert "INFO done" not in energy_log
    assert fresh.log("hearing/one.log").endswith("INFO done\n")
    assert (fresh.folder / TABLE).exists()


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
    once = (TABLE, "--retries", "0")
    small = {"schedules": "[linear]", "width": 256, "height": 256}
    running = fresh.begin(*once, **small)
    number = cancel(fresh, "frames-one", "frames/*/*/.part-*")
    ended = fresh.ended(running)
    assert ended.returncode == 1
    assert f"SLURM job {number} on node" in ended.stdout
    assert "was cancelled or is out of time" in ended.stdout
    logs = [path.read_text() for path in fresh.results.glob("logs/frames/one/linear/*.log")]
    assert any("was cancelled or is out of time" in log for log in logs)
    assert "Traceback" not in "".join(logs)
    assert not (fresh.folder / TABLE).exists()

    fresh.submit(*once, **small)
    assert (fresh.folder / TABLE).exists()
    assert [job.state for job in fresh.jobs("frames-one")] == ["CANCELLED", "COMPLETED"]
    for before in ("check_inputs", "sound-one", "picture-one"):
        assert len(fresh.jobs(before)) == 1


def test_a_users_mistake_is_told_where_the_study_was_started_and_not_tried_again(fresh):
    (fresh.folder / "study" / "empty.mp3").touch()
    fresh.write_pairs(ROWS[0], "a\tempty.mp3\tone.png")
    ended = fresh.ended(fresh.begin())
    assert ended.returncode == 1
    assert "row 3 (a)" in ended.stdout
    assert "empty.mp3" in ended.stdout
    # Pictures are described at the same time; nothing is heard or painted.
    assert {job.name for job in fresh.jobs()} <= {"check_inputs", "words_describe"}
