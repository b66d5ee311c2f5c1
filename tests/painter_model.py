"""A small model in a repository of the hub, which the tests of fetching fetch."""

import os

from huggingface_hub import file_download

from yellowsound.models.hub import HubModel

REPOSITORY = "owner/painter"
WEIGHTS = "unet/diffusion_pytorch_model.safetensors"
CHUNK = 1 << 16
SIZE = 8 * CHUNK + 123
"""Bytes of the weights: eight of the pieces in which the hub's library writes, and a rest."""


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def model(**changes):
    facts = {
        "name": "painter",
        "repository": REPOSITORY,
        "revision": "main",
        "files": ("model_index.json", "unet/*"),
        "licence": "Apache-2.0",
    }
    return HubModel(**facts | changes)


def contents(folder):
    """The files of a folder by name, without its record."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path != folder / "model.json"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def wanted(repository):
    everything = contents(repository)
    del everything["README.md"]
    return everything


def ranges(server):
    return [request.range for request in server.gets(WEIGHTS)]


def writes(repository, count, number):
    """The hub's function on a disk that holds so many bytes of the weights, and refuses more."""
    http_get = file_download.http_get

    def get(url, file, **options):
        if not url.endswith(WEIGHTS):
            return http_get(url, file, **options)
        file.write((repository / WEIGHTS).read_bytes()[:count])
        file.flush()
        raise OSError(number, os.strerror(number))

    return get
