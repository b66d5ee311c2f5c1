"""The container's recipes copy all that the workflow needs, in the lock's versions.

No image is built here: what the recipes name and copy is looked at, and run in place.
"""

import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import PurePosixPath

import pytest
from link_conda import read_environment
from rattler import Version, VersionSpec
from study import ROOT

from yellowsound.study.crate import PARTS

HOME = PurePosixPath("/opt/yellowsound")


@dataclass
class Recipe:
    """What both kinds of recipe say."""

    base: str
    copied: dict[str, PurePosixPath]
    commands: list[str]
    cache: str
    starts: list[str]


def commands_of(text):
    """Return the commands of a shell script, one a line."""
    lines = re.split(r"&&|\n", text.replace("\\\n", " "))
    return [line.strip() for line in lines if line.strip()]


def dockerfile():
    """Read container/Dockerfile."""
    text = (ROOT / "container" / "Dockerfile").read_text()
    steps = re.findall(r"^([A-Z]+) ((?:.*\\\n)*.*)$", text, re.M)
    copied = {}
    for instruction, given in steps:
        if instruction == "COPY":
            *sources, target = given.split()
            for source in sources:
                copied[source] = HOME / (source if target == "./" else target)
    return Recipe(
        base=dict(steps)["FROM"],
        copied=copied,
        commands=[c for kind, given in steps if kind == "RUN" for c in commands_of(given)],
        cache=re.search(r"NUMBA_CACHE_DIR=(\S+)", text)[1],
        starts=[part.strip('" ') for part in dict(steps)["ENTRYPOINT"].strip("[]").split(",")],
    )


def definition():
    """Read container/yellowsound.def."""
    text = (ROOT / "container" / "yellowsound.def").read_text()
    header, *parts = re.split(r"^%(\w+)\n", text, flags=re.M)
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    return Recipe(
        base=re.search(r"^From: (.+)$", header, re.M)[1],
        copied={
            source: PurePosixPath(target)
            for source, target in map(str.split, sections["files"].strip().splitlines())
        },
        commands=commands_of(sections["post"]),
        cache=re.search(r"NUMBA_CACHE_DIR=(\S+)", sections["environment"])[1],
        starts=[part for part in shlex.split(sections["runscript"])[1:] if part != "$@"],
    )


each_recipe = pytest.mark.parametrize("read", [dockerfile, definition])


def test_both_recipes_make_the_same_image():
    docker, apptainer = dockerfile(), definition()
    assert docker.base == apptainer.base
    assert docker.copied == apptainer.copied
    assert docker.cache == apptainer.cache
    assert docker.starts == apptainer.starts
    apart = {f"cd {HOME}", f"export NUMBA_CACHE_DIR={apptainer.cache}"}
    assert docker.commands == [c for c in apptainer.commands if c not in apart]


@each_recipe
def test_what_is_copied_stands_where_it_stands_in_the_repository(read):
    for source, target in read().copied.items():
        assert (ROOT / source).exists()
        assert target == HOME / source


@each_recipe
def test_the_image_has_the_versions_of_the_locks_and_no_other(read):
    installs = [" ".join(c.split()) for c in read().commands if "pip install" in c]
    locks = "--requirement requirements.lock --requirement requirements-models.lock"
    assert installs == [f"python -m pip install --no-cache-dir {locks}"]


@each_recipe
def test_the_image_has_the_python_of_the_environments(read):
    version = re.fullmatch(r"python:([\d.]+)-slim-bookworm", read().base)[1]
    for file in (ROOT / "envs").glob("*.yaml"):
        packages, _ = read_environment(file)
        assert VersionSpec(packages["python"].version).matches(Version(version))


@each_recipe
def test_the_image_has_the_programs_of_the_environments(read):
    (install,) = (command for command in read().commands if "apt-get install" in command)
    for file in (ROOT / "envs").glob("*.yaml"):
        packages, _ = read_environment(file)
        assert packages.keys() - {"python", "pip"} <= set(install.split())


@each_recipe
def test_the_image_holds_what_a_run_keeps_of_the_workflow(read):
    assert set(PARTS) <= read().copied.keys()


@each_recipe
def test_what_is_copied_is_all_that_planning_a_study_in_another_folder_needs(read, tmp_path):
    recipe = read()
    home, study = tmp_path / "home", tmp_path / "study"
    for folder in (home, study):
        folder.mkdir()
    for source in recipe.copied:
        copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copyfile
        copy(ROOT / source, home / source)
    program, *options = (part.replace(str(HOME), str(home)) for part in recipe.starts)
    assert program == "snakemake"
    ended = subprocess.run(
        [
            *(sys.executable, "-m", program, *options, "--cores", "1", "--dry-run"),
            *("--config", "run=mine", f"pairs={home}/demo/pairs.tsv"),
        ],
        cwd=study,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert re.search(r"^crate +1$", ended.stdout + ended.stderr, re.M)
