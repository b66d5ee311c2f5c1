"""A user and a hub with one repository."""

import time
from types import SimpleNamespace

import numpy as np
import pytest
from hub_server import HubServer
from huggingface_hub import constants, file_download
from painter_model import CHUNK, REPOSITORY, SIZE, WEIGHTS, write


@pytest.fixture(autouse=True)
def _user(monkeypatch, tmp_path):
    """A user with a network and without a token; the hub's library is in small pieces and brisk."""
    for variable in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_HUB_OFFLINE", "HF_ENDPOINT"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "no-token"))
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", CHUNK)
    brisk = SimpleNamespace(sleep=lambda _: None, time=time.time)
    monkeypatch.setattr(file_download, "time", brisk)


@pytest.fixture
def repository(tmp_path):
    """The folder of a repository."""
    folder = tmp_path / "repository"
    write(folder / "model_index.json", b'{"_class_name": "Painter"}')
    write(folder / "README.md", b"# A painter")
    write(folder / "unet" / "config.json", b'{"sample_size": 64}')
    write(folder / WEIGHTS, np.random.default_rng(0).bytes(SIZE))
    return folder


@pytest.fixture
def server(repository, monkeypatch):
    with HubServer() as server:
        server.add_repository(REPOSITORY, repository)
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        yield server


@pytest.fixture
def target(tmp_path):
    return tmp_path / "models" / "painter"
