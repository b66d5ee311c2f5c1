"""One workflow at a time works on a run, and one process on a model."""

import errno
import fcntl
import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from yellowsound.run.errors import UserError
from yellowsound.run.locks import alone, lock_run


def test_a_run_is_locked_until_the_lock_is_let_go(tmp_path):
    lock = lock_run(tmp_path / "mine")
    with pytest.raises(UserError, match=r"another workflow is working on .*mine; wait"):
        lock_run(tmp_path / "mine")
    lock.close()
    lock_run(tmp_path / "mine").close()


def test_runs_do_not_lock_each_other(tmp_path):
    with lock_run(tmp_path / "mine"), lock_run(tmp_path / "yours"):
        pass


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_a_file_system_without_locks_is_warned_of_and_no_obstacle(
    tmp_path, monkeypatch, caplog, number
):
    def refuse(*_):
        raise OSError(number, "no locks")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with caplog.at_level(logging.WARNING):
        assert lock_run(tmp_path) is None
    assert "without locks" in caplog.text


def test_another_error_is_not_taken_for_a_lack_of_locks(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(errno.EIO, "broken disk")

    monkeypatch.setattr(fcntl, "flock", fail)
    with pytest.raises(OSError, match="broken disk"):
        lock_run(tmp_path)


def test_one_at_a_time_runs_what_is_done_alone(tmp_path):
    at_work, most = [], []

    def work(number):
        with alone(tmp_path / "model"):
            at_work.append(number)
            most.append(len(at_work))
            time.sleep(0.05)
            at_work.remove(number)

    with ThreadPoolExecutor(3) as all_at_once:
        list(all_at_once.map(work, range(3)))
    assert most == [1, 1, 1]


def test_who_waits_is_told_for_what(tmp_path, caplog):
    caplog.set_level("INFO")
    entered = threading.Event()

    def hold():
        with alone(tmp_path / "model"):
            entered.set()
            time.sleep(0.2)

    other = threading.Thread(target=hold)
    other.start()
    entered.wait()
    with alone(tmp_path / "model"):
        pass
    other.join()
    assert f"another process makes {tmp_path / 'model'}: waiting for it" in caplog.text


def test_a_lock_is_given_back_where_the_block_fails(tmp_path):
    with pytest.raises(KeyError), alone(tmp_path / "model"):
        raise KeyError
    with alone(tmp_path / "model"):
        pass


def test_nobody_waits_where_there_are_no_locks_and_that_is_told(tmp_path, monkeypatch, caplog):
    def refuse(*_):
        raise OSError(errno.ENOSYS, "Function not implemented")

    monkeypatch.setattr("fcntl.flock", refuse)
    with alone(tmp_path / "model"):
        pass
    assert "see to it that no other process makes" in caplog.text
