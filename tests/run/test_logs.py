"""A user's mistake is one sentence; anything unexpected keeps its traceback."""

import os
import signal

import pytest

from yellowsound.run.errors import UserError
from yellowsound.run.logs import rule_log


def test_a_user_error_ends_the_process_with_its_sentence_alone(tmp_path, capsys):
    with pytest.raises(SystemExit) as ended, rule_log(tmp_path / "logs" / "rule.log"):
        raise UserError("pairs.tsv row 2 (x): song x.mp3 is empty: export it again")
    assert ended.value.code == 1
    said = (tmp_path / "logs" / "rule.log").read_text(), capsys.readouterr().err
    for text in said:
        assert "pairs.tsv row 2 (x): song x.mp3 is empty" in text
        assert "Traceback" not in text


def test_an_unexpected_error_keeps_its_traceback(tmp_path):
    with pytest.raises(ZeroDivisionError), rule_log(tmp_path / "rule.log"):
        1 / 0  # noqa: B018
    assert "Traceback" in (tmp_path / "rule.log").read_text()


def test_notes_go_to_the_file_and_warnings_to_the_terminal_too(tmp_path, capsys):
    with rule_log(tmp_path / "rule.log") as log:
        log.info("a note")
        log.warning("a warning")
    begun, *lines = [line[24:] for line in (tmp_path / "rule.log").read_text().splitlines()]
    assert begun.startswith("INFO made by ")
    assert lines == [
        "INFO a note",
        "WARNING a warning",
    ]
    assert capsys.readouterr().err == "WARNING: a warning\n"


def test_a_log_begins_anew_with_each_run(tmp_path):
    for text in ("first", "second"):
        with rule_log(tmp_path / "rule.log") as log:
            log.info(text)
    assert "first" not in (tmp_path / "rule.log").read_text()


def test_what_is_told_to_end_says_so_in_a_sentence(tmp_path):
    with pytest.raises(SystemExit), rule_log(tmp_path / "rule.log"):
        os.kill(os.getpid(), signal.SIGTERM)
    said = (tmp_path / "rule.log").read_text()
    assert said.endswith("ERROR told to end by SIGTERM\n")
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_a_job_of_slurm_says_which_it_is_and_that_it_is_done(tmp_path, monkeypatch):
    monkeypatch.setenv("SLURM_JOB_ID", "12")
    monkeypatch.setenv("SLURMD_NODENAME", "node7")
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "3")
    with rule_log(tmp_path / "rule.log"):
        pass
    _, first, last = (tmp_path / "rule.log").read_text().splitlines()
    assert "SLURM job 12 on node7 with GPU 3 begins" in first
    assert last.endswith("INFO done")
    with pytest.raises(SystemExit), rule_log(tmp_path / "rule.log"):
        os.kill(os.getpid(), signal.SIGTERM)
    said = (tmp_path / "rule.log").read_text()
    assert "SLURM job 12 on node7 with GPU 3 was cancelled or is out of time" in said
    assert "done" not in said.splitlines()[-1]
