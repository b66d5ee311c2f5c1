"""A revision that can move is resolved to a commit once, and that commit is kept."""

import json
import logging
import shutil

import pytest
from painter_model import REPOSITORY, contents, model, wanted, write

from yellowsound.models.folders import read_record
from yellowsound.models.hub import fetch_model
from yellowsound.run.errors import UserError


def test_a_branch_that_moves_leaves_the_commit_that_was_first_fetched(
    server, repository, target, tmp_path, caplog
):
    commit = server.repositories[REPOSITORY].branches["main"]
    fetch_model(model(), target)
    moved = tmp_path / "moved"
    shutil.copytree(repository, moved)
    write(moved / "model_index.json", b'{"_class_name": "Other"}')
    later = server.add_repository(REPOSITORY, moved)
    shutil.rmtree(target)
    with caplog.at_level(logging.INFO):
        fetch_model(model(), target)
    assert contents(target) == wanted(repository)
    assert read_record(target)["commit"] == commit
    note = target.with_name("painter.commit")
    assert f"delete {note} to resolve it anew" in caplog.text

    note.unlink()
    fetch_model(model(), target)
    assert contents(target) == wanted(moved)
    assert read_record(target)["commit"] == later


def test_the_record_of_a_branch_keeps_when_it_was_resolved(server, target):
    fetch_model(model(), target)
    first = read_record(target)
    assert first["revision"] == "main"
    assert (
        first["resolved"] == json.loads(target.with_name("painter.commit").read_text())["resolved"]
    )
    fetch_model(model(), target)
    assert read_record(target) == first


def test_a_commit_is_taken_as_it_is(server, repository, target, tmp_path):
    commit = server.repositories[REPOSITORY].branches["main"]
    server.add_repository(REPOSITORY, tmp_path / "nothing")
    fetch_model(model(revision=commit), target)
    assert contents(target) == wanted(repository)
    assert not target.with_name("painter.commit").exists()


@pytest.mark.parametrize("changes", [{"repository": "owner/other"}, {"revision": "next"}])
def test_the_commit_of_another_repository_or_revision_is_not_taken(
    server, repository, target, changes
):
    fetch_model(model(), target)
    other = server.add_repository("owner/other", repository, commit="1" * 40)
    here = server.repositories[REPOSITORY]
    here.branches["next"] = "2" * 40
    here.commits["2" * 40] = here.commits[here.branches["main"]]
    fetch_model(model(**changes), target)
    expected = other if "repository" in changes else "2" * 40
    assert read_record(target)["commit"] == expected


@pytest.mark.parametrize("note", ["", "[]", '{"repository": "owner/painter"}'])
def test_a_damaged_note_of_the_commit_is_told(server, target, note):
    write(target.with_name("painter.commit"), note.encode())
    with pytest.raises(UserError, match=r"painter\.commit holds no commit: delete it"):
        fetch_model(model(), target)
