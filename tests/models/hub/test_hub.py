"""A model is fetched from the hub whole or not at all, and what was fetched of it is never lost."""

import errno
import os
import runpy
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace

import huggingface_hub
import pytest
from hub_server import TOKEN
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

from yellowsound.models.folders import read_record
from yellowsound.models.hub import fetch_model
from yellowsound.run.errors import UserError

ROOT = Path(__file__).parents[3]


# --- what is fetched --------------------------------------------------------------------


def test_the_folder_holds_the_files_asked_for_and_no_other(server, repository, target):
    fetch_model(model(), target)
    assert contents(target) == wanted(repository)


def test_the_record_tells_where_the_files_come_from_and_what_they_are(server, target):
    commit = server.repositories[REPOSITORY].branches["main"]
    fetch_model(model(revision=commit), target)
    record = read_record(target)
    files = record.pop("files")
    assert record == {
        "name": "painter",
        "repository": REPOSITORY,
        "revision": commit,
        "selection": ["model_index.json", "unet/*"],
        "commit": commit,
        "licence": "Apache-2.0",
    }
    described = server.repositories[REPOSITORY].commits[commit]
    assert sorted(files) == ["model_index.json", "unet/config.json", WEIGHTS]
    assert files[WEIGHTS] == {"bytes": SIZE, "sha256": described[WEIGHTS].sha256}


def test_the_same_commit_is_recorded_in_the_same_bytes(server, target):
    commit = server.repositories[REPOSITORY].branches["main"]
    written = []
    for folder in (target, target.with_name("again")):
        fetch_model(model(revision=commit), folder)
        written.append((folder / "model.json").read_bytes())
    assert written[0] == written[1]


def test_nothing_that_was_only_needed_on_the_way_remains(server, target):
    fetch_model(model(), target)
    assert not target.with_name(".painter.fetch").exists()
    assert not list(target.rglob("*.incomplete"))
    seen = {path.name for path in target.parent.iterdir() if not path.name.startswith(".")}
    assert seen == {"painter", "painter.commit"}


@pytest.mark.parametrize("older", [{}, {"unet/old.bin": b"older", "model.json": b"{}"}])
def test_an_older_folder_is_replaced_as_a_whole(server, repository, target, older):
    target.mkdir(parents=True)
    for name, content in older.items():
        write(target / name, content)
    fetch_model(model(), target)
    assert contents(target) == wanted(repository)
    read_record(target)
    seen = {path.name for path in target.parent.iterdir()}
    assert seen == {"painter", "painter.commit", ".painter.lock"}


def test_a_kill_while_an_older_folder_is_removed_leaves_a_whole_one(
    server, repository, target, monkeypatch
):
    fetch_model(model(), target)
    (target / WEIGHTS).write_bytes(b"older")
    with monkeypatch.context() as killed:
        killed.setattr(shutil, "rmtree", remove_and_die)
        with pytest.raises(KeyboardInterrupt):
            fetch_model(model(), target)
    assert contents(target) == wanted(repository)
    read_record(target)
    fetch_model(model(), target)
    assert not target.with_name(".painter.older").exists()


def remove_and_die(folder, **_):
    """Remove one file of a folder and die, as a killed process may."""
    if folder.exists():
        (folder / WEIGHTS).unlink()
        raise KeyboardInterrupt


def test_a_slash_behind_the_mirror_s_address_does_no_harm(server, repository, target, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", f"{server.url}/")
    fetch_model(model(), target)
    assert contents(target) == wanted(repository)


def test_an_empty_file_is_fetched(server, repository, target):
    write(repository / "unet" / "empty.txt", b"")
    server.add_repository(REPOSITORY, repository)
    fetch_model(model(), target)
    assert (target / "unet" / "empty.txt").read_bytes() == b""


def test_a_token_opens_a_gated_repository_and_goes_to_the_hub_alone(
    server, repository, target, monkeypatch
):
    server.add_repository(REPOSITORY, repository, gated=True)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    fetch_model(model(), target)
    assert contents(target) == wanted(repository)
    stored = [request for request in server.requests if request.path.startswith("/large/")]
    assert stored
    assert not any(request.token for request in stored)


def test_the_rule_s_script_fetches_its_model(server, repository, target, tmp_path):
    job = SimpleNamespace(
        params=SimpleNamespace(model=asdict(model())),
        output=[str(target / "model.json")],
        log=[str(tmp_path / "log.txt")],
    )
    runpy.run_path(str(ROOT / "scripts" / "fetch_model.py"), init_globals={"snakemake": job})
    assert contents(target) == wanted(repository)
    assert f"{WEIGHTS}, 0.5 MB" in (tmp_path / "log.txt").read_text()


def test_the_workflow_can_be_parsed_without_loading_the_hub_s_library():
    check = (
        "import sys; import yellowsound.models.hub; "
        "sys.exit(any(name in sys.modules for name in ('huggingface_hub', 'httpx2', 'torch')))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "scripts")}
    subprocess.run([sys.executable, "-c", check], env=environment, check=True)


# --- interrupted fetches ----------------------------------------------------------------


@pytest.mark.parametrize("reset", [False, True])
def test_a_dropped_connection_is_taken_up_where_it_broke(server, repository, target, reset):
    server.drop(WEIGHTS, after=3 * CHUNK + 7, reset=reset)
    fetch_model(model(), target)
    assert ranges(server) == [None, f"bytes={3 * CHUNK}-"]
    assert contents(target) == wanted(repository)


def test_a_connection_that_falls_silent_is_opened_anew(server, repository, target, monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_DOWNLOAD_TIMEOUT", 0.3)
    server.stall(WEIGHTS, after=4 * CHUNK, times=1)
    fetch_model(model(), target)
    assert ranges(server) == [None, f"bytes={4 * CHUNK}-"]
    assert contents(target) == wanted(repository)


@pytest.mark.parametrize("reset", [False, True])
def test_a_connection_that_always_breaks_at_once_ends_the_attempt(server, target, reset):
    server.drop(WEIGHTS, after=0, times=None, reset=reset)
    with pytest.raises(UserError, match=r"cannot be reached .* what was fetched is kept"):
        fetch_model(model(), target)


def test_a_killed_fetch_goes_on_where_it_was(server, repository, target):
    server.stall(WEIGHTS, after=5 * CHUNK)
    program = (
        "from huggingface_hub import constants\n"
        f"constants.DOWNLOAD_CHUNK_SIZE = {CHUNK}\n"
        "from yellowsound.models.hub import HubModel, fetch_model\n"
        f"fetch_model(HubModel(**{asdict(model())!r}), {str(target)!r})\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "scripts")}
    fetching = subprocess.Popen([sys.executable, "-c", program], env=environment)
    gathered = target.with_name(".painter.fetch")
    deadline = time.monotonic() + 60
    while sum(path.stat().st_size for path in gathered.rglob("*.incomplete")) < 5 * CHUNK:
        assert fetching.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    fetching.send_signal(signal.SIGKILL)
    fetching.wait()
    assert not target.exists()

    server.heal()
    server.requests.clear()
    fetch_model(model(), target)
    assert ranges(server) == [f"bytes={5 * CHUNK}-"]
    assert not server.gets("model_index.json")
    assert contents(target) == wanted(repository)


def test_a_fetch_that_fails_leaves_no_folder_and_an_older_one_untouched(server, target):
    server.answer(WEIGHTS, 503)
    with pytest.raises(UserError):
        fetch_model(model(), target)
    assert not target.exists()
    write(target / "older.txt", b"older")
    with pytest.raises(UserError):
        fetch_model(model(), target)
    assert contents(target) == {"older.txt": b"older"}


def test_leftovers_of_another_selection_do_not_get_into_the_folder(server, repository, target):
    gathered = target.with_name(".painter.fetch")
    for leftover in ("model.json", "vae/config.json", "unet/config.json.0123.incomplete"):
        write(gathered / leftover, b"{}")
    fetch_model(model(), target)
    assert contents(target) == wanted(repository)
    assert not (target / "vae").exists()
    assert sorted(read_record(target)["files"]) == sorted(wanted(repository))


def test_another_commit_s_file_is_not_continued(server, repository, target, monkeypatch):
    with monkeypatch.context() as full:
        full.setattr(file_download, "http_get", writes(repository, CHUNK, errno.ENOSPC))
        with pytest.raises(UserError):
            fetch_model(model(), target)
    write(repository / WEIGHTS, b"\1" * SIZE)
    write(repository / "unet" / "config.json", b'{"sample_size": 96}')
    server.add_repository(REPOSITORY, repository)
    target.with_name("painter.commit").unlink()
    fetch_model(model(), target)
    assert ranges(server) == [None]
    assert contents(target) == wanted(repository)


def test_a_file_that_came_whole_before_the_kill_is_not_asked_for_again(
    server, repository, target, monkeypatch
):
    with monkeypatch.context() as full:
        full.setattr(file_download, "http_get", writes(repository, SIZE, errno.ENOSPC))
        with pytest.raises(UserError):
            fetch_model(model(), target)
    fetch_model(model(), target)
    assert not server.gets(WEIGHTS)
    assert contents(target) == wanted(repository)


def test_two_that_fetch_one_model_at_a_time_fetch_it_once(server, repository, target):
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda _: fetch_model(model(), target), range(2)))
    assert contents(target) == wanted(repository)
    assert len(server.gets(WEIGHTS)) == 1


def test_what_is_there_and_whole_is_left_as_it_is_without_asking_the_hub(server, target):
    fetch_model(model(), target)
    asked, made = len(server.requests), (target / WEIGHTS).stat().st_mtime_ns
    fetch_model(model(), target)
    assert len(server.requests) == asked
    assert (target / WEIGHTS).stat().st_mtime_ns == made


def test_what_is_there_is_used_where_the_hub_is_switched_off(server, target, monkeypatch):
    fetch_model(model(), target)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    fetch_model(model(), target)


def test_a_damaged_model_is_fetched_again(server, repository, target):
    fetch_model(model(), target)
    size = (target / WEIGHTS).stat().st_size
    (target / WEIGHTS).write_bytes(bytes(size))
    fetch_model(model(), target)
    assert contents(target) == wanted(repository)


def test_other_files_of_a_model_are_fetched_though_it_is_there(server, target):
    fetch_model(replace(model(), files=("model_index.json",)), target)
    fetch_model(model(), target)
    assert (target / WEIGHTS).exists()


# --- the server of these tests ------------------------------------------------------------


def test_the_hub_s_own_client_gets_the_same_from_the_server(server, repository, tmp_path):
    folder = huggingface_hub.snapshot_download(
        REPOSITORY, local_dir=tmp_path / "snapshot", endpoint=server.url
    )
    fetched = contents(Path(folder))
    assert {name: fetched[name] for name in contents(repository)} == contents(repository)
