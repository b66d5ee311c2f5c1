"""A conda that makes environments of links: each holds what its file lists, with all that needs.

Snakemake's own deployment runs it (`--sdm conda`), so that jobs run as with conda, but
without a server: packages are links to the installed ones, those that the tests run with.
Anything else that is installed cannot be imported there, nor ffmpeg be run unless listed.
"""

import importlib.metadata
import json
import os
import sys
import venv
from collections import defaultdict
from collections.abc import Iterable
from importlib.metadata import Distribution
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from rattler import MatchSpec

from yellowsound.run import ffmpeg_tools

TESTS = Path(__file__).parent
SCRIPTS = TESTS.parent / "scripts"
PROGRAMS = {"ffmpeg": ffmpeg_tools.binary}
"""What conda installs that is no Python package, and what finds the machine's own."""


def install(folder: Path) -> Path:
    """Write the commands that Snakemake calls; return their folder, to be put on the PATH."""
    commands = folder / "bin"
    commands.mkdir(parents=True)
    for name, text in {
        "conda": f'PYTHONPATH="{SCRIPTS}" exec "{sys.executable}" "{__file__}" "{folder}" "$@"',
        "activate": 'export PATH="$1/bin:$PATH"',
        # A program of the machine, where the environment has none of its own.
        **{name: f"echo {name} is not in this environment >&2; exit 127" for name in PROGRAMS},
    }.items():
        (commands / name).write_text(f"#!/bin/sh\n{text}\n")
        (commands / name).chmod(0o755)
    for name, find in PROGRAMS.items():
        (folder / name).symlink_to(find())
    return commands


def installed() -> dict[str, Distribution]:
    """Return the installed distributions by their canonical names."""
    found = importlib.metadata.distributions()
    return {canonicalize_name(distribution.name): distribution for distribution in found}


def read_environment(file: Path) -> tuple[dict[str, MatchSpec], list[Requirement]]:
    """Return an environment file's conda packages by name, and its requirements for pip."""
    listed = yaml.safe_load(file.read_text())["dependencies"]
    specs = [MatchSpec(entry, strict=True) for entry in listed if isinstance(entry, str)]
    packages = {spec.name.normalized: spec for spec in specs}
    pins = [pin for entry in listed if isinstance(entry, dict) for pin in entry["pip"]]
    return packages, [Requirement(pin) for pin in pins]


def closure(roots: Iterable[Requirement], at_hand: dict[str, Distribution]) -> set[str]:
    """Return the names of the distributions that these need, themselves among them."""
    seen, pending = set(), [(root.name, frozenset(root.extras)) for root in roots]
    while pending:
        name, extras = pending.pop()
        name = canonicalize_name(name)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        if name not in at_hand:
            raise LookupError(f"{name} is needed, but not installed")
        for needed in map(Requirement, at_hand[name].requires or ()):
            wanted = [{"extra": extra} for extra in (*extras, "")]
            if not needed.marker or any(map(needed.marker.evaluate, wanted)):
                pending.append((needed.name, frozenset(needed.extras)))
    return {name for name, _ in seen}


def top_level(distribution: Distribution) -> set[str]:
    """Return the names of the files and folders of a distribution in site-packages."""
    return {file.parts[0] for file in distribution.files} - {".."}


def link(names: set[str], at_hand: dict[str, Distribution], site: Path) -> None:
    """Link distributions into a folder: a whole folder of theirs where no other puts files."""
    owners = defaultdict(set)
    for name, distribution in at_hand.items():
        for top in top_level(distribution):
            owners[top].add(name)
    for name in names:
        for file in at_hand[name].files:
            top = file.parts[0]
            path = site / (top if len(owners[top]) == 1 else file)
            if top != ".." and not path.is_symlink():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.symlink_to(at_hand[name].locate_file(path.relative_to(site)))


def create(file: Path, prefix: Path, machine: Path) -> None:
    """Make the environment that a file describes, its programs from the folder `machine`.

    Beside what conda would make there are modules.json, which tells for each
    module the distribution that it belongs to, constraints.txt, where pip would
    look for versions, and records/, where its Python writes down what each job
    imported and ran (job_python.py).
    """
    packages, roots = read_environment(file)
    at_hand = installed()
    roots += [Requirement(name) for name in packages.keys() - {"python", *PROGRAMS}]
    venv.EnvBuilder(symlinks=True).create(prefix)
    (site,) = prefix.glob("lib/python*/site-packages")
    held = closure(roots, at_hand)
    link(held, at_hand, site)
    modules = {top.split(".")[0]: name for name in held for top in top_level(at_hand[name])}
    (prefix / "modules.json").write_text(json.dumps(modules))
    (prefix / "constraints.txt").write_text(os.environ.get("PIP_CONSTRAINT", ""))
    (prefix / "records").mkdir()
    python = prefix / "bin" / "python"
    python.unlink()
    python.write_text(
        f'#!/bin/sh\nprefix="{prefix}/bin/python3"\n'
        f'case "$1" in *.py) exec "$prefix" "{TESTS / "job_python.py"}" "$@";; '
        '*) exec "$prefix" "$@";; esac\n'
    )
    python.chmod(0o755)
    for name in packages.keys() & PROGRAMS.keys():
        (prefix / "bin" / name).symlink_to((machine / name).readlink())


def main(folder: str, *arguments: str) -> None:
    """Answer as conda does, as far as Snakemake asks."""
    match arguments:
        case ["info", "--json"]:
            print(json.dumps({"conda_prefix": folder, "platform": "links"}))
        case ["--version"]:
            print("conda 99.0.0")
        case ["config", "--get", "channel_priority", "--json"]:
            print(json.dumps({"get": {"channel_priority": "strict"}}))
        case ["env", "create", "--quiet", "--no-default-packages", "--file", file, "--prefix", to]:
            create(Path(file), Path(to), Path(folder))
        case ["clean", *_]:
            pass
        case _:
            sys.exit(f"this conda does not know: {arguments}")


if __name__ == "__main__":
    main(*sys.argv[1:])
