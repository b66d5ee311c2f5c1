"""Files of npm's packages are fetched from the registry that npm asks, and verified."""

import base64
import hashlib
import io
import tarfile
import threading
from http.client import IncompleteRead
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import Mock

import pytest

from yellowsound.models import npm_packages
from yellowsound.models.npm_packages import REGISTRY, NpmPackage, fetch_package, registry
from yellowsound.run.errors import UserError

SCRIPT = b"var jsPsych = 1;\n"


@pytest.fixture
def served(tmp_path, monkeypatch):
    """A package in a registry on loopback, which NPM_CONFIG_REGISTRY names."""
    root = tmp_path / "registry"
    folder = root / "@scope" / "plug-in" / "-"
    folder.mkdir(parents=True)
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as archive:
        for name, held in (("package/dist/index.js", SCRIPT), ("../outside.js", b"out")):
            entry = tarfile.TarInfo(name)
            entry.size = len(held)
            archive.addfile(entry, io.BytesIO(held))
    tarball = written.getvalue()
    (folder / "plug-in-1.2.0.tgz").write_bytes(tarball)

    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *arguments):
            super().__init__(*arguments, directory=str(root))

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", f"http://127.0.0.1:{server.server_port}/")
    sha512 = base64.b64encode(hashlib.sha512(tarball).digest()).decode()
    yield NpmPackage("@scope/plug-in", "1.2.0", sha512, {"package/dist/index.js": "plug-in.js"})
    server.shutdown()
    server.server_close()


def test_named_files_are_kept_and_no_others(served, tmp_path):
    (tmp_path / "out").mkdir()
    fetch_package(served, tmp_path / "out")
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["plug-in.js"]
    assert (tmp_path / "out" / "plug-in.js").read_bytes() == SCRIPT
    assert not (tmp_path / "outside.js").exists()


def test_another_tarball_than_the_published_one_is_refused(served, tmp_path):
    other = NpmPackage(served.name, served.version, "AAAA", served.files)
    with pytest.raises(UserError, match=r"not the published package .*: check which registry"):
        fetch_package(other, tmp_path)
    assert not (tmp_path / "plug-in.js").exists()


def test_a_package_that_is_not_there_is_told_in_a_sentence(served, tmp_path):
    other = NpmPackage(served.name, "9.9.9", served.sha512, served.files)
    with pytest.raises(UserError, match=r"plug-in-9\.9\.9\.tgz could not be downloaded .*404"):
        fetch_package(other, tmp_path)


def test_a_connection_that_is_dropped_is_told_in_a_sentence(served, tmp_path, monkeypatch):
    monkeypatch.setattr(
        npm_packages.urllib.request, "urlopen", Mock(side_effect=IncompleteRead(b"x", 9))
    )
    with pytest.raises(UserError, match=r"could not be downloaded .*IncompleteRead"):
        fetch_package(served, tmp_path)


def test_a_registry_that_does_not_answer_is_told_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "http://127.0.0.1:9")
    monkeypatch.setattr(npm_packages, "WITHIN_S", 2.0)
    with pytest.raises(UserError, match=r"could not be downloaded .*: connect to the npm registry"):
        fetch_package(NpmPackage("one", "1.0.0", "", {}), tmp_path)


def test_the_public_registry_is_asked_where_no_other_is_named(monkeypatch):
    monkeypatch.delenv("NPM_CONFIG_REGISTRY", raising=False)
    assert registry() == REGISTRY
