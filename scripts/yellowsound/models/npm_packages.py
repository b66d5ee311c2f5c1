"""Packages of the npm registry: single files of them, downloaded without npm and verified."""

import base64
import hashlib
import http.client
import io
import os
import tarfile
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from yellowsound.run.errors import UserError

REGISTRY = "https://registry.npmjs.org"
"""Where packages are looked for, unless NPM_CONFIG_REGISTRY names another registry."""

WITHIN_S = 60.0
"""A registry that does not answer within this time is given up."""


@dataclass(frozen=True)
class NpmPackage:
    """A published package.

    Attributes
    ----------
    name, version
        As the registry has them, the name with its scope.
    sha512
        SHA-512 of the tarball in base 64, as npm's lock files have it.
    files
        What is taken of it: the path in the tarball to the name under which it is kept.
    """

    name: str
    version: str
    sha512: str
    files: Mapping[str, str]

    @property
    def tarball(self) -> str:
        """Where the tarball lies, from the registry's address."""
        plain = self.name.rpartition("/")[2]
        return f"{self.name}/-/{plain}-{self.version}.tgz"


def registry() -> str:
    """Return the address of the registry that npm itself would ask."""
    return (os.environ.get("NPM_CONFIG_REGISTRY") or REGISTRY).rstrip("/")


def fetch_package(package: NpmPackage, folder: str | Path) -> None:
    """Download a package and keep the named files of it.

    Parameters
    ----------
    package
        The package.
    folder
        Where its files shall lie; it is there.

    Raises
    ------
    UserError
        If it cannot be downloaded, or is not the published one.
    """
    address = f"{registry()}/{package.tarball}"
    try:
        with urllib.request.urlopen(address, timeout=WITHIN_S) as answer:
            tarball = answer.read()
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise UserError(
            f"{address} could not be downloaded ({error}): connect to the npm registry, or name "
            "one that can be reached in NPM_CONFIG_REGISTRY, and run again"
        ) from error
    found = base64.b64encode(hashlib.sha512(tarball).digest()).decode()
    if found != package.sha512:
        raise UserError(
            f"{address} is not the published package (its SHA-512 is {found}, expected "
            f"{package.sha512}): check which registry NPM_CONFIG_REGISTRY names, and run again"
        )
    with tarfile.open(fileobj=io.BytesIO(tarball), mode="r:gz") as archive:
        for path, name in package.files.items():
            # Read as bytes: nothing in the archive decides where a file is written.
            (Path(folder) / name).write_bytes(archive.extractfile(path).read())
