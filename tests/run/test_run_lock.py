"""One workflow at a time works on a run."""

import errno
import fcntl
import logging

import pytest

from yellowsound.run.errors import UserError
from yellowsound.run.run_lock import lock_run


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
