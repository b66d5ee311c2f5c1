"""A missing video is explained by the first log that tells of an error."""

from pathlib import Path

import pytest

from yellowsound.run.logs import MARKED
from yellowsound.study.missing import KILLED, LOGS, UNKNOWN, error_in, explain_missing

SENTENCE = "2026-01-01 10:00:00,000 ERROR one.png is no picture: export it again\n"
FINE = "2026-01-01 10:00:00,000 INFO 12 frames in 0.1 s\n"


@pytest.fixture
def logs(tmp_path):
    """Return a function that writes a log, and the folder of logs."""

    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return tmp_path

    write.folder = tmp_path
    return write


def why(logs):
    row = explain_missing(logs.folder, "jazz", "jazz~seed7", "onset")
    return row["rule"], row["reason"]


def test_a_sentence_for_the_user_is_the_reason(logs):
    logs("keyframes/jazz~seed7.log", FINE + SENTENCE)
    assert why(logs) == ("keyframes", "one.png is no picture: export it again")


def test_of_an_unexpected_error_the_last_line_is_the_reason():
    log = FINE + 'Traceback (most recent call last):\n  File "x"\nValueError: 0 frames\n'
    assert error_in(log) == "ValueError: 0 frames"


def test_what_happened_first_is_the_reason(logs):
    logs("frames/jazz~seed7/onset/2.log", SENTENCE.replace("one.png", "late.png"))
    logs("excerpt/jazz.log", SENTENCE)
    assert why(logs)[0] == "excerpt"


def test_every_section_is_looked_at(logs):
    logs("frames/jazz~seed7/onset/1.log", FINE)
    logs("frames/jazz~seed7/onset/2.log", SENTENCE)
    assert why(logs)[0] == "frames"


def test_descriptions_are_a_reason_where_the_video_waits_for_them(logs):
    logs("describe/sea-123.log", SENTENCE)
    logs("describe/fog-456.log", FINE)
    assert why(logs) == ("", UNKNOWN)
    names = ("jazz", "jazz~seed7", "onset")
    assert explain_missing(logs.folder, *names, ["fog-456", "sea-123"])["rule"] == "describe"
    assert explain_missing(logs.folder, *names, ["fog-456"])["rule"] == ""


def test_logs_of_other_videos_are_no_reason(logs):
    logs("keyframes/jazz.log", SENTENCE)
    logs("video/jazz~seed7/linear.log", SENTENCE)
    assert why(logs) == ("", UNKNOWN)


@pytest.mark.parametrize("rule", LOGS)
def test_every_rule_whose_logs_are_read_writes_them_there(rule):
    rules = (Path(__file__).parents[2] / "rules").glob("*.smk")
    assert any(f'"<logs>/{rule}/{{' in path.read_text(encoding="utf-8") for path in rules)


def test_a_job_of_a_cluster_that_was_killed_is_the_reason(logs):
    begun = f"2026-01-01 10:00:00,000 INFO SLURM job 7 on node1 {MARKED}\n"
    logs("frames/jazz~seed7/onset/1.log", begun + FINE + "2026-01-01 10:01:00,000 INFO done\n")
    assert why(logs) == ("", UNKNOWN)
    logs("frames/jazz~seed7/onset/2.log", begun + FINE)
    assert why(logs) == ("frames", KILLED)
