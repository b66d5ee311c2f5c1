"""What goes wrong between here and the hub is told in a sentence that says what to do."""

import errno
import os
import shutil
from types import SimpleNamespace

import pytest
from hub_server import HubServer
from huggingface_hub import constants, file_download
from painter_model import (
    CHUNK,
    REPOSITORY,
    SIZE,
    WEIGHTS,
    contents,
    model,
    ranges,
    wanted,
    write,
    writes,
)

from yellowsound.models.hub import fetch_model
from yellowsound.run.errors import UserError

# --- what the hub gets wrong ------------------------------------------------------------


@pytest.mark.parametrize("name", [WEIGHTS, "unet/config.json"])
def test_a_file_with_other_bytes_is_deleted_and_the_rest_kept(server, repository, target, name):
    server.corrupt(name)
    with pytest.raises(UserError, match=rf"{name} of {REPOSITORY} is not the published one"):
        fetch_model(model(), target)
    assert not target.exists()
    server.heal()
    server.requests.clear()
    fetch_model(model(), target)
    assert [request.range for request in server.gets(name)] == [None]
    assert not server.gets("model_index.json")
    assert contents(target) == wanted(repository)


@pytest.mark.parametrize(("name", "size"), [(WEIGHTS, 3 * CHUNK), ("unet/config.json", 4)])
def test_a_file_that_ends_early_is_told(server, repository, target, name, size):
    server.truncate(name, size)
    with pytest.raises(UserError, match=rf"{name} .* came with {size} bytes .*run again"):
        fetch_model(model(), target)
    assert not target.exists()
    server.heal()
    fetch_model(model(), target)
    assert contents(target) == wanted(repository)


def test_a_file_that_was_right_once_is_verified_again_by_the_next_attempt(
    server, repository, target
):
    server.answer(WEIGHTS, 503)
    with pytest.raises(UserError):
        fetch_model(model(), target)
    gathered = target.with_name(".painter.fetch")
    write(gathered / "unet" / "config.json", b'{"sample_size": 65}')
    server.heal()
    fetch_model(model(), target)
    assert contents(target) == wanted(repository)


def test_a_mirror_that_tells_no_hashes_is_not_trusted(server, target):
    files = next(iter(server.repositories[REPOSITORY].commits.values()))
    files["unet/config.json"] = SimpleNamespace(size=19, git_sha1=None, sha256=None)
    with pytest.raises(UserError, match=r"tells no hash of unet/config\.json"):
        fetch_model(model(), target)


@pytest.mark.parametrize("name", ["../outside.json", "/outside.json"])
def test_a_file_outside_of_its_repository_is_refused(server, target, name):
    files = next(iter(server.repositories[REPOSITORY].commits.values()))
    files[name] = files["unet/config.json"]
    with pytest.raises(UserError, match="outside of itself"):
        fetch_model(model(files=(name,)), target)
    assert not (target.parent / "outside.json").exists()


# --- what the user can mend -------------------------------------------------------------


@pytest.mark.parametrize("token", [None, "hf_of_someone_else"])
def test_a_gated_repository_asks_for_its_conditions_and_a_token(
    server, repository, target, monkeypatch, token
):
    server.add_repository(REPOSITORY, repository, gated=True)
    if token:
        monkeypatch.setenv("HF_TOKEN", token)
    page = rf"accept its conditions at {server.url}/{REPOSITORY}, set HF_TOKEN"
    with pytest.raises(UserError, match=page):
        fetch_model(model(), target)


def test_a_missing_or_private_repository_is_told(server, target):
    with pytest.raises(UserError, match=r"no repository owner/none: .*column repository.*private"):
        fetch_model(model(repository="owner/none"), target)


@pytest.mark.parametrize("revision", ["v9", "9" * 40])
def test_a_missing_revision_is_told(server, target, revision):
    with pytest.raises(UserError, match=rf"no revision {revision}: correct .* of models$"):
        fetch_model(model(revision=revision), target)


def test_a_kept_commit_that_is_gone_from_the_hub_is_told(server, repository, target):
    fetch_model(model(), target)
    shutil.rmtree(target)
    server.repositories.clear()
    server.add_repository(REPOSITORY, repository, commit="3" * 40)
    with pytest.raises(UserError, match=r"or delete .*painter\.commit"):
        fetch_model(model(), target)


@pytest.mark.parametrize(
    ("status", "advice"),
    [(401, "set HF_TOKEN to a valid token"), (403, "set HF_TOKEN to a valid token")]
    + [(status, "run again later; what was fetched is kept") for status in (404, 500, 503)],
)
@pytest.mark.parametrize("path", ["/revision/main", WEIGHTS])
def test_other_refusals_tell_their_status(server, target, path, status, advice):
    server.answer(path, status)
    with pytest.raises(UserError, match=rf"answers {status} for {REPOSITORY} .*{advice}"):
        fetch_model(model(), target)


def test_a_hub_out_of_reach_is_told(target, monkeypatch):
    with HubServer() as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
    with pytest.raises(UserError, match=r"cannot be reached .*login node.* HF_ENDPOINT"):
        fetch_model(model(), target)


def test_a_hub_that_does_not_answer_is_given_up(server, target, monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_ETAG_TIMEOUT", 0.2)
    server.hang("/revision/main")
    with pytest.raises(UserError, match="cannot be reached"):
        fetch_model(model(), target)


@pytest.mark.parametrize("endpoint", ["hub.example", "ftp://hub.example"])
def test_an_endpoint_that_is_no_web_address_is_told(target, monkeypatch, endpoint):
    monkeypatch.setenv("HF_ENDPOINT", endpoint)
    with pytest.raises(UserError, match=rf"^{endpoint} cannot be reached .*HF_ENDPOINT"):
        fetch_model(model(), target)


def test_a_login_page_is_not_taken_for_a_hub(server, target):
    server.answer("/revision/main", 200)
    with pytest.raises(UserError, match=r"is not a hub: check HF_ENDPOINT"):
        fetch_model(model(), target)


def test_a_hub_that_names_no_commit_is_none(server, repository, target):
    server.add_repository(REPOSITORY, repository, commit="newest")
    with pytest.raises(UserError, match="is not a hub"):
        fetch_model(model(), target)


def test_a_switched_off_hub_is_told(server, target, monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(UserError, match=r"HF_HUB_OFFLINE .* is set: unset it"):
        fetch_model(model(), target)
    assert not server.requests


def test_a_glob_that_matches_nothing_is_told(server, target):
    with pytest.raises(UserError, match=r"no file for vae/\*, \*\.txt: correct the column files"):
        fetch_model(model(files=("unet/*", "vae/*", "*.txt")), target)
    assert not target.with_name("painter.commit").exists()


# --- the disk ---------------------------------------------------------------------------


def test_a_model_that_does_not_fit_is_not_begun(server, target, monkeypatch):
    usage = SimpleNamespace(free=SIZE)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(UserError, match=r"needs 0\.5 MB more .* make room and run again"):
        fetch_model(model(), target)
    assert not server.gets("model_index.json")


def test_what_was_fetched_needs_no_room_any_more(server, repository, target, monkeypatch):
    with monkeypatch.context() as full:
        full.setattr(file_download, "http_get", writes(repository, 6 * CHUNK, errno.ENOSPC))
        with pytest.raises(UserError):
            fetch_model(model(), target)
    usage = SimpleNamespace(free=SIZE - 6 * CHUNK)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    fetch_model(model(), target)
    assert contents(target) == wanted(repository)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_fills_up_is_told_and_what_is_there_kept(
    server, repository, target, monkeypatch, number
):
    with monkeypatch.context() as full:
        full.setattr(file_download, "http_get", writes(repository, CHUNK, number))
        with pytest.raises(UserError, match=r"cannot be written .* make room and run again"):
            fetch_model(model(), target)
    assert not target.exists()
    fetch_model(model(), target)
    assert ranges(server) == [f"bytes={CHUNK}-"]
    assert contents(target) == wanted(repository)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_a_folder_that_cannot_be_written_is_told(server, repository, target, monkeypatch, number):
    monkeypatch.setattr(file_download, "http_get", writes(repository, 0, number))
    with pytest.raises(UserError, match=r"\.painter\.fetch cannot be written .*writable"):
        fetch_model(model(), target)


def test_an_error_that_nobody_foresaw_is_raised_as_it_is(server, repository, target, monkeypatch):
    monkeypatch.setattr(file_download, "http_get", writes(repository, 0, errno.EIO))
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        fetch_model(model(), target)
