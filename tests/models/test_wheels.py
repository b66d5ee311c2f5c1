"""Wheels of weights are downloaded once, verified, and never installed."""

import hashlib
import zipfile

import pytest

from yellowsound.models.wheels import Wheel, fetch_wheel
from yellowsound.run.errors import UserError

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
