"""One line tells how far a run is; what else is written to the terminal stays whole above it."""

import importlib.metadata
import io
import logging
import os
import subprocess
import sys

import pytest
from snakemake.logging import LoggerManager
from snakemake.logging import logger as of_snakemake
from snakemake.settings.types import OutputSettings
from snakemake_interface_logger_plugins.common import LogEvent
from terminal import Screen

from yellowsound.run import live_line
from yellowsound.run.live_line import DONE, FAILED, HANDLER, JOB, RUN, LiveLine, Terminal, follow

PLANNED = {"frames": 2, "video": 1, "total": 3}


@pytest.fixture
def screen():
    """A terminal, and a descriptor of it that may be replaced."""
    screen = Screen()
    screen.descriptor = os.dup(screen.theirs)
    os.set_inheritable(screen.descriptor, True)
    yield screen
    for descriptor in (screen.descriptor, screen.theirs, screen.ours):
        os.close(descriptor)


@pytest.fixture
def terminal(screen, monkeypatch):
    """Its last line being ours: `now`."""
    monkeypatch.setenv("TQDM_DISABLE", "1")
    terminal = Terminal(screen.descriptor)
    terminal.open(lambda: "now")
    screen.wait_for(lambda: screen.lines[-1] == "now")
    yield terminal
    terminal.close()


def record(event, **fields):
    made = logging.LogRecord("snakemake", logging.INFO, "", 0, None, (), None)
    vars(made).update(event=event, **fields)
    return made


def emit_run(line, *events):
    line.emit(record(RUN, stats=PLANNED))
    for event in events:
        line.emit(event)


# --- the terminal ----------------------------------------------------------------------


def test_a_message_stands_above_the_line(screen, terminal):
    os.write(screen.descriptor, b"WARNING: the disk is full\n")
    screen.wait_for(lambda: screen.lines[-2:] == ["WARNING: the disk is full", "now"])


def test_what_a_job_writes_stands_above_the_line_too(screen, terminal):
    said = "import sys; sys.stderr.write('ERROR: one\\nERROR: two\\n')"
    subprocess.run([sys.executable, "-c", said], stderr=screen.descriptor, check=True)
    screen.wait_for(lambda: screen.lines[-3:] == ["ERROR: one", "ERROR: two", "now"])


def test_the_line_never_stands_in_a_message_that_goes_on(screen, terminal):
    os.write(screen.descriptor, b"ERROR: it is ")
    screen.read(1.5)
    os.write(screen.descriptor, b"gone\n")
    screen.wait_for(lambda: screen.lines[-2:] == ["ERROR: it is gone", "now"])


def test_a_line_that_is_too_long_for_the_terminal_is_cut(screen):
    terminal = Terminal(screen.descriptor)
    terminal.open(lambda: "long " * 50)
    screen.wait_for(lambda: len(screen.lines[-1]) == 99)
    terminal.close()


def test_the_terminal_is_given_back_whole(screen):
    terminal = Terminal(screen.descriptor)
    terminal.open(lambda: "now")
    os.write(screen.descriptor, b"the last word\n")
    terminal.close()
    os.write(screen.descriptor, b"after\n")
    screen.wait_for(lambda: screen.lines == ["the last word", "after", ""])
    assert os.isatty(screen.descriptor)


def test_a_job_that_outlives_the_line_does_not_hold_it_up(screen):
    terminal = Terminal(screen.descriptor)
    terminal.open(lambda: "now")
    sleeper = subprocess.Popen(["sleep", "30"], stderr=screen.descriptor)
    terminal.close()
    assert sleeper.poll() is None
    sleeper.kill()
    sleeper.wait()


# --- what it follows -------------------------------------------------------------------


@pytest.fixture
def living(screen):
    """A line that lives."""
    line = LiveLine(lambda planned: 0, lambda: 24.0, Terminal(screen.descriptor))
    emit_run(line)
    yield line
    line.close()


def message(text, level=logging.INFO):
    return logging.LogRecord("snakemake", level, "", 0, text, (), None)


def test_messages_on_single_jobs_stay_away_while_the_line_lives(living):
    messages = [
        record(JOB, jobid=1, rule_name="frames"),
        record(DONE, job_id=1),
        message("Select jobs to execute..."),
        message("Removing temporary output 1.mkv."),
        message("Job 3 has been submitted with SLURM jobid 7 (log: 7.log)."),
    ]
    assert not any(map(living.is_for_terminal, messages))
    living.end()
    assert all(map(living.is_for_terminal, messages))


def test_whatever_else_is_told_stays(living):
    for told in (
        record(FAILED, jobid=1),
        message("Trying to restart job 3."),
        message("Shutting down, this might take some time."),
        message("Select jobs to execute...", logging.WARNING),
    ):
        assert living.is_for_terminal(told)


def test_without_a_terminal_the_line_is_told_now_and_then_and_all_messages_stay(
    capsys, monkeypatch
):
    monkeypatch.setattr(live_line, "PLAIN_EVERY_S", 0.0)
    line = LiveLine(lambda planned: 0, lambda: 24.0)
    job = record(JOB, jobid=1, rule_name="video")
    emit_run(line, job, record(DONE, job_id=1))
    assert line.is_for_terminal(job)
    assert capsys.readouterr().err.splitlines() == ["1 of 1 videos, 0 of 2 parts, 1 of 3 jobs"]
    monkeypatch.setattr(live_line, "PLAIN_EVERY_S", 30.0)
    line.emit(record(JOB, jobid=2, rule_name="frames"))
    line.emit(record(FAILED, jobid=2))
    line.emit(record(DONE, job_id=2))
    assert capsys.readouterr().err == ""
    line.close()
    assert "1 of 3 jobs, in 5 s" in capsys.readouterr().err


def test_a_run_that_makes_no_video_has_no_line(capsys):
    line = LiveLine(lambda planned: 0, lambda: 24.0)
    line.emit(record(RUN, stats={"show_config": 1, "total": 1}))
    line.emit(record(JOB, jobid=1, rule_name="show_config"))
    line.close()
    assert capsys.readouterr().err == ""


# --- what it rests on ------------------------------------------------------------------


def test_the_events_are_those_of_snakemake_9_27():
    assert importlib.metadata.version("snakemake").startswith("9.27.")
    named = (LogEvent.RUN_INFO, LogEvent.JOB_INFO, LogEvent.JOB_FINISHED, LogEvent.JOB_ERROR)
    assert named == (RUN, JOB, DONE, FAILED)


@pytest.fixture
def logger():
    """Snakemake's logger as a run has it."""
    manager = LoggerManager(of_snakemake, OutputSettings())
    yield of_snakemake
    manager.stop()


def test_it_follows_the_handler_that_snakemake_9_27_writes_with(logger):
    assert [handler.name for handler in logger.handlers] == [HANDLER]
    assert follow(logger, lambda planned: 0, lambda: 24.0) in logger.handlers


def test_it_leaves_a_handler_alone_that_writes_elsewhere(logger):
    logger.handlers[0].setStream(io.StringIO())
    assert follow(logger, lambda planned: 0, lambda: 24.0) is None
