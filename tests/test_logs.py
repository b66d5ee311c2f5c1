"""A user's mistake is one sentence; anything unexpected keeps its traceback."""

import pytest

from yellowsound.errors import UserError
from yellowsound.logs import rule_log


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
    assert [line[24:] for line in (tmp_path / "rule.log").read_text().splitlines()] == [
        "INFO a note",
        "WARNING a warning",
    ]
    assert capsys.readouterr().err == "WARNING: a warning\n"


def test_a_log_begins_anew_with_each_run(tmp_path):
    for text in ("first", "second"):
        with rule_log(tmp_path / "rule.log") as log:
            log.info(text)
    assert "first" not in (tmp_path / "rule.log").read_text()
