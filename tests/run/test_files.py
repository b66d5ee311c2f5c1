"""Outputs are whole or absent."""

import os
from pathlib import Path

import pandas as pd
import pytest

from yellowsound.run import files
from yellowsound.run.files import (
    read_json,
    read_text_table,
    whole_file,
    whole_folder,
    write_json,
    write_tsv,
)


def test_a_file_stands_only_once_it_is_whole(tmp_path):
    target = tmp_path / "new" / "file.txt"
    with whole_file(target) as partial:
        partial.write_text("half")
        assert not target.exists()
    assert target.read_text() == "half"


def test_a_failure_leaves_the_old_file_and_no_part_of_the_new_one(tmp_path):
    target = tmp_path / "file.txt"
    target.write_text("old")

    def fail():
        with whole_file(target) as partial:
            partial.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [path.name for path in tmp_path.iterdir()] == ["file.txt"]
    assert target.read_text() == "old"


def test_a_folder_is_replaced_as_a_whole(tmp_path):
    target = tmp_path / "folder"
    target.mkdir()
    (target / "old").touch()
    with whole_folder(target) as partial:
        (partial / "new").touch()
        assert [path.name for path in target.iterdir()] == ["old"]
    assert [path.name for path in target.iterdir()] == ["new"]


def test_two_processes_do_not_share_a_partial_file(tmp_path, monkeypatch):
    with whole_file(tmp_path / "x") as mine:
        monkeypatch.setattr(os, "getpid", lambda: 1)
        with whole_file(tmp_path / "x") as other:
            assert other != mine
            other.touch()
        mine.touch()


def test_what_a_killed_process_left_behind_is_removed(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "getpid", lambda: 2**22 + 1)  # above the largest process number
    context = whole_file(tmp_path / "x")
    context.__enter__().touch()
    monkeypatch.undo()
    monkeypatch.setattr(files, "_swept", set())  # as in another process
    assert len(list(tmp_path.iterdir())) == 1
    with whole_file(tmp_path / "x") as partial:
        partial.touch()
        assert list(tmp_path.iterdir()) == [partial]


@pytest.mark.parametrize("whole", [whole_file, whole_folder])
def test_a_long_name_is_written_on_a_host_whose_own_is_long(tmp_path, monkeypatch, whole):
    monkeypatch.setattr(files.platform, "node", lambda: "host" * 16)
    monkeypatch.setattr(os, "getpid", lambda: 2**22)
    target = tmp_path / ("n" * 219 + ".tsv")
    with whole(target) as partial:
        partial.touch()
    assert target.exists()


def test_json_keeps_unicode_and_refuses_nan(tmp_path):
    write_json(tmp_path / "a.json", {"song": "Für Elise"})
    assert "Für Elise" in (tmp_path / "a.json").read_text(encoding="utf-8")
    assert read_json(tmp_path / "a.json") == {"song": "Für Elise"}
    with pytest.raises(ValueError, match="JSON"):
        write_json(tmp_path / "b.json", {"score": float("nan")})
    assert not (tmp_path / "b.json").exists()


def test_a_table_is_tab_separated_with_fixed_decimals(tmp_path):
    write_tsv(tmp_path / "t.tsv", pd.DataFrame({"frame": [0, 1], "t": [0.0, 1 / 3]}))
    assert (tmp_path / "t.tsv").read_bytes() == b"frame\tt\n0\t0.000000\n1\t0.333333\n"


def test_texts_are_read_as_they_were_written(tmp_path):
    names = ["NA", "01", "1.10", "null", "", "nan"]
    write_tsv(tmp_path / "t.tsv", pd.DataFrame({"pair": names, "song": "a.wav"}))
    assert read_text_table(tmp_path / "t.tsv")["pair"].tolist() == names


def test_a_folder_is_listed_once_however_many_files_are_written_there(tmp_path, monkeypatch):
    listed, glob = [], Path.glob
    monkeypatch.setattr(Path, "glob", lambda path, *of: listed.append(path) or glob(path, *of))
    for number in range(20):
        with whole_file(tmp_path / f"{number}.txt") as partial:
            partial.touch()
    assert listed == [tmp_path]
