"""What a result rests on beside its inputs and settings: the code that made it.

Snakemake runs a job again when a parameter has changed. One of the parameters
of each rule is the version of its code: a hash of its script and of all
modules of this library that the script imports, directly or through others,
and of the plug-ins that it is configured for. It changes when the code does
something else, not when a comment, a docstring or the layout changes.
"""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from yellowsound.run.said import SAID

PACKAGE = Path(__file__).parents[1]

APART = {"run/errors.py", "run/logs.py", "run/outside.py", "run/plug_in.py", "run/plug_ins.py"}
APART |= {"run/made_by.py", "run/registry.py", "run/settings.py", "run/keys.py"}
APART |= {"run/keys_of_people.py"}
"""Modules that tell, choose and declare: what they do changes no result, and what they choose
stands among a rule's parameters."""


def code_version(*files: str | Path) -> int:
    """Return the version of the code in some files and in what they import of this library.

    Parameters
    ----------
    files
        Python files: a script, and the plug-ins that it loads.

    Returns
    -------
    int
        At least 0, below 2**60; the same on every machine and for every Python.
        A number, because Snakemake fills wildcards into each text of each job.
    """
    return _version(tuple(str(Path(file).resolve()) for file in files))


@cache
def _version(files: tuple[str, ...]) -> int:
    found = closure(files)
    # Named within the package, so that a checkout elsewhere has the same versions.
    digests = sorted((_name(file), _read(file)[0]) for file in found)
    SAID.keep()
    return numbered(repr(digests))


def numbered(told: str) -> int:
    """Return the version of what a text tells: a number, as `code_version` says why."""
    return int(hashlib.sha256(told.encode()).hexdigest()[:15], 16)


def closure(files: Iterable[str | Path]) -> set[Path]:
    """Return files, the modules of this library that they import, and those that these import.

    Files of a package that are not Python (templates, scripts of a page) belong to its modules.
    """
    found: set[Path] = set()
    waiting = [Path(file) for file in files]
    while waiting:
        file = waiting.pop()
        if file in found or _is_apart(file):
            continue
        found.add(file)
        waiting += _read(file)[1]
    packages = {file.parent for file in found if file.is_relative_to(PACKAGE)}
    return found | {data for package in packages for data in _data_of(package)}


def _is_apart(file: Path) -> bool:
    return file.is_relative_to(PACKAGE) and file.relative_to(PACKAGE).as_posix() in APART


@cache
def _data_of(package: Path) -> tuple[Path, ...]:
    """Return the files of a package that are not Python, its folders without Python included."""
    found: list[Path] = []
    for path in sorted(package.iterdir()):
        if path.is_dir() and path.name != "__pycache__" and not any(path.rglob("*.py")):
            found += [file for file in sorted(path.rglob("*")) if file.is_file()]
        elif path.is_file() and path.suffix not in (".py", ".pyc"):
            found.append(path)
    return tuple(found)


def _name(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix() if file.is_relative_to(PACKAGE) else file.name


@cache
def _read(file: Path) -> tuple[str, tuple[Path, ...]]:
    """Return a hash of what a file does, and the modules of this library that it imports."""
    content = file.read_bytes()
    if file.suffix != ".py":
        return hashlib.sha256(content).hexdigest(), ()
    told, names = SAID.of(content, file.is_relative_to(PACKAGE))
    return told, tuple(module for name in names if (module := _file_of(name)) is not None)


@cache
def _file_of(name: str) -> Path | None:
    """Return the file of a module of this library; None for anything else."""
    package, *parts = name.split(".")
    if package != PACKAGE.name:
        return None
    path = PACKAGE.joinpath(*parts)
    for file in (path.with_suffix(".py"), path / "__init__.py"):
        if parts and file.is_file():
            return file
    return None
