"""A run tells by what each of its stages was made, and whether that is mixed."""

import subprocess

import pytest

from yellowsound import __version__
from yellowsound.run.logs import rule_log
from yellowsound.run.made_by import collect, computed_on, git_commit, made_by

HEAD = "2026-01-01 10:00:00,000 INFO "


@pytest.fixture
def log(tmp_path):
    """Return a function that writes the log of a job, by what it tells."""

    def write(name, *lines):
        path = tmp_path / f"{name}.log"
        path.write_text("".join(f"{HEAD}{line}\n" for line in lines), encoding="utf-8")
        return path

    return write


def test_a_log_begins_with_the_code_that_runs(tmp_path):
    with rule_log(tmp_path / "a.log"):
        pass
    told = collect({"frames": [tmp_path / "a.log"]})["frames"]
    ((said, count),) = told["version and commit"].items()
    assert count == 1
    assert said.startswith(__version__)
    assert told["mixed"] is False


def test_one_commit_for_all_jobs_is_not_mixed(log):
    logs = [log("1", made_by("abc")), log("2", made_by("abc"))]
    told = collect({"video": logs})["video"]
    assert list(told["version and commit"].values()) == [2]
    assert told["mixed"] is False


def test_another_commit_of_one_job_is_told(log):
    logs = [log("1", made_by("abc")), log("2", made_by("def"))]
    told = collect({"video": logs})["video"]
    assert sorted(told["version and commit"].values()) == [1, 1]
    assert told["mixed"] is True


def test_another_device_or_precision_is_told(log):
    same = made_by("abc")
    logs = [log("1", same, computed_on("cuda", "torch.float16"))]
    logs += [log("2", same, computed_on("cpu", "torch.float32"))]
    told = collect({"keyframes": logs})["keyframes"]
    assert told["device and precision"] == {"cpu in float32": 1, "cuda in float16": 1}
    assert told["mixed"] is True


def test_a_stage_without_a_model_tells_no_device(log):
    assert "device and precision" not in collect({"video": [log("1", made_by("abc"))]})["video"]


def test_a_log_of_before_counts_as_unknown(log):
    told = collect({"video": [log("1", made_by("abc")), log("2", "12 frames")]})["video"]
    assert told["version and commit"]["unknown"] == 1
    assert told["mixed"] is True


def test_a_stage_without_logs_is_left_out(tmp_path):
    assert collect({"video": [tmp_path / "gone.log"], "frames": []}) == {}


def test_the_commit_is_that_of_the_folder_and_says_if_files_differ(tmp_path):
    assert git_commit(tmp_path) is None
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b"]
    for command in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "first"]):
        subprocess.run([*git, *command], check=True)
    assert len(git_commit(tmp_path)) == 40
    (tmp_path / "file").write_text("a")
    subprocess.run([*git, "add", "file"], check=True)
    assert git_commit(tmp_path).endswith("-dirty")
