"""The set-up grows: the default preset's packages first, then the models', then the tests'."""

import os
import re
import subprocess
import sys

import pytest
from light import SETS, light_environment, locks, modules_beyond_light
from link_conda import closure, installed, read_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from study import ROOT

from yellowsound.run.config import read_config
from yellowsound.run.plug_ins import names_of, the

HEAVY = ("torch", "diffusers", "transformers", "accelerate", "huggingface_hub", "pytest", "ruff")
LOCKS = {name: {canonicalize_name(package) for package in lock} for name, lock in locks().items()}
NOT_LOCKED = {"pip", "setuptools", "wheel"}


def named(name):
    """Return what one of the requirements' files names."""
    lines = (ROOT / f"{name}.in").read_text().splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_locks_hold_what_is_named_with_all_that_it_needs_and_nothing_else(count):
    roots = [root for name in SETS[:count] for root in named(name)]
    held = set.union(*(LOCKS[name] for name in SETS[:count]))
    assert closure(roots, installed()) - NOT_LOCKED == held


def test_a_package_stands_in_one_lock_so_that_all_of_them_have_one_version():
    light, models, dev = LOCKS.values()
    assert not light & models
    assert not (light | models) & dev


def test_a_package_is_named_once():
    names = [canonicalize_name(root.name) for name in SETS for root in named(name)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("smaller", "larger"), [SETS[:2], SETS[1:]])
def test_a_lock_is_installed_in_the_versions_of_the_smaller_one(smaller, larger):
    assert f"-c {smaller}.lock" in (ROOT / f"{larger}.lock").read_text().splitlines()


def test_the_light_lock_holds_nothing_of_the_hub_of_pytorch_or_of_the_tests():
    assert not LOCKS["requirements"] & {canonicalize_name(name) for name in HEAVY}


def test_the_environments_of_the_default_preset_list_nothing_beyond_the_light_lock():
    config = read_config({}, ROOT / "config", [])
    kinds = ("captioner", "describer", "painter", "walker")
    chosen = {the(kind, config).environment for kind in kinds if names_of(kind, config)}
    texts = [file.read_text() for file in (ROOT / "rules").glob("*.smk")]
    shared = {name for text in texts for name in re.findall(r'"\.\./envs/(\w+)\.yaml"', text)}
    for name in chosen | shared - {"hub", "interrogator"}:
        _, pins = read_environment(ROOT / "envs" / f"{name}.yaml")
        assert {canonicalize_name(pin.name) for pin in pins} <= LOCKS["requirements"], name


def test_what_is_beyond_the_light_lock_cannot_be_imported_in_the_tests_light_environment(tmp_path):
    hidden = light_environment(tmp_path / "hidden")
    assert {"torch", "diffusers", "transformers", "filelock", "pytest"} <= {*modules_beyond_light()}
    for module, found in {"torch": False, "huggingface_hub": False, "numpy": True}.items():
        program = [sys.executable, "-c", f"import {module}"]
        done = subprocess.run(
            program, env={**os.environ, **hidden}, capture_output=True, check=False
        )
        assert (done.returncode == 0) is found, module


def installs(target, venv):
    """Return the locks that make would install for a target, in order."""
    told = subprocess.run(
        ["make", "--dry-run", target, f"VENV={venv}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return re.findall(r"pip install .* -r (\S+)", told)


EVERYTHING = [f"{name}.lock" for name in SETS]


@pytest.mark.parametrize(
    ("target", "needed"),
    [
        ("demo", EVERYTHING[:1]),
        ("setup", EVERYTHING[:1]),
        ("setup-models", EVERYTHING[:2]),
        ("test", EVERYTHING),
        ("lint", EVERYTHING),
    ],
)
def test_a_target_installs_what_it_needs(tmp_path, target, needed):
    assert installs(target, tmp_path) == needed


def test_what_is_installed_stays_until_its_lock_changes(tmp_path):
    for order, stamp in enumerate((".ready", ".ready-models", ".ready-dev")):
        (tmp_path / stamp).touch()
        later = 2_000_000_000 + order
        os.utime(tmp_path / stamp, (later, later))
    for target in ("demo", "setup-models", "test"):
        assert installs(target, tmp_path) == []
    os.utime(tmp_path / ".ready-models", (0, 0))
    assert installs("demo", tmp_path) == []
    assert installs("test", tmp_path) == EVERYTHING[1:]
