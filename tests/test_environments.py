"""Each environment holds what its rules' scripts need, nothing else, in the tests' versions.

Small studies run with Snakemake's own `--sdm conda`, each job in an environment of links
(link_conda.py) in which nothing can be imported but what its file lists and what that needs.
"""

import json
import os
import re
import shutil
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from hub_server import HubServer
from link_conda import PROGRAMS, closure, install, installed, read_environment
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from people_answers import ask_people
from rattler import Version, VersionSpec
from study import ROOT, Study
from test_paper_preset import PAPER, serve
from test_rules import LOCKED, rules

from yellowsound.run.files import read_json
from yellowsound.run.plug_ins import ours
from yellowsound.run.provenance import ffmpeg_version

PLUG_INS = ours(["captioner", "describer", "painter", "walker"])
# The embedded painters, each with its walker: one of them is the default, the others are not.
EMBEDDED = {"style-vectors": "vector-path", "style-network": "style-path"}
FILES = sorted((ROOT / "envs").glob("*.yaml"))
each_environment = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def on_the_done_studies(test):
    """Mark what looks at the studies of this file: made once, by one worker, in minutes."""
    return pytest.mark.slow(pytest.mark.xdist_group("environments")(test))


class Studies:
    """The studies that run every rule, and with every plug-in; what their jobs wrote down."""

    def __init__(self, folder, weights):
        self.environments = folder / "environments"
        commands = install(folder / "conda")
        self.path = f"{commands}{os.pathsep}{os.environ['PATH']}"
        (folder / "studies").mkdir()
        self.said = ""
        self.study = Study(folder / "studies", weights)
        self.study.write_one_pair(4.0)

    def run(self, *targets, environment=None, **config):
        """Run a study as far as it comes: each job that fails is told by its own test."""
        ended = self.study.run(
            *("--sdm", "conda", "--conda-prefix", str(self.environments), "--keep-going"),
            *targets,
            environment={"PATH": self.path, **(environment or {})},
            **{"excerpt_duration_s": 4, **config},
        )
        self.said += ended.stdout

    def records(self, file):
        """Return what each job wrote down that ran in the environment of a file."""
        copies = self.environments.glob("*.yaml")
        prefixes = [
            copy.with_suffix("") for copy in copies if copy.read_bytes() == file.read_bytes()
        ]
        return [
            SimpleNamespace(**json.loads(record.read_text()))
            for prefix in prefixes
            for record in prefix.glob("records/*.json")
        ]

    def distributions(self, file, kind):
        """Return the distributions that jobs imported: `own` imports, or `modules`, all of them."""
        modules = {name for record in self.records(file) for name in getattr(record, kind)}
        owners = {}
        for prefix in self.environments.glob("*_"):
            owners |= json.loads((prefix / "modules.json").read_text())
        ours = {"yellowsound", *sys.stdlib_module_names}
        return {owners.get(name, name) for name in modules - ours}


@pytest.fixture(scope="module")
def done(tmp_path_factory, musicnn_weights):
    studies = Studies(tmp_path_factory.mktemp("environments"), musicnn_weights)
    models = studies.study.folder / "resources" / "models"
    for name in ("musicnn", "beatnet"):
        (models / name).rename(models / f"{name} elsewhere")
    targets = ("all", "plots", "exports", "share", "experiment", "show_config", "show_costs")
    asked = {"keep_frames": "true", "schedules": "[onset,linear]"}
    studies.run(*targets, **asked)
    ask_people(studies.study)
    studies.run("people", "plan_experiment", "report", **asked, responses="responses")
    results = studies.study.results
    shutil.copytree(results, results.with_name("other"))
    studies.run("compare", compare=f"[{results.name},other]")
    for painter, walker in EMBEDDED.items():
        chosen = {"painter": painter, "walker": walker, "run": painter}
        studies.run("--until", "frames", **chosen)
    with HubServer() as server:
        serve(server, tmp_path_factory.mktemp("hub"))
        paper = {"environment": {"HF_ENDPOINT": server.url}, **PAPER}
        studies.run(**paper)
        variations = {"painter": "sd-image-variations", "run": "variations"}
        studies.run("--until", "keyframes", **{**paper, **variations})
        hub = {"environment": {"HF_ENDPOINT": server.url}, "device": "cpu"}
        studies.run("--until", "frames", **hub, walker="taesd", run="preview")
        walk = {"preset": "prompt-walk", "schedules": "[energy]", "device": "cpu", "fps": 2}
        walk |= {"run": "walk", "stable-diffusion": "{steps: 2}"}
        studies.run("--until", "frames", environment=paper["environment"], **walk)
        words = {"describer": "clip-interrogator", "clip-interrogator": "{mode: fast}"}
        words |= {"run": "words", "device": "cpu"}
        studies.run("--until", "describe", environment={"HF_ENDPOINT": server.url}, **words)
    return studies


def listed(file):
    """Return the names of the Python distributions that an environment's file lists."""
    packages, pins = read_environment(file)
    names = {pin.name for pin in pins} | packages.keys() - {"python", *PROGRAMS}
    return {canonicalize_name(name) for name in names}


@on_the_done_studies
@pytest.mark.parametrize("rule", [pytest.param(rule.id, id=rule.id) for rule in rules()])
def test_a_rule_runs_with_nothing_but_its_environment(done, rule):
    jobs = [job for file in FILES for job in done.records(file) if job.rule == rule]
    assert jobs, f"no study of this file runs the rule {rule}:\n{done.said}"
    assert all(job.succeeded for job in jobs), done.said


@on_the_done_studies
@pytest.mark.parametrize("name", PLUG_INS)
def test_a_plug_in_runs_with_nothing_but_its_environment(done, name):
    file = ROOT / "envs" / f"{PLUG_INS[name].environment}.yaml"
    jobs = [job for job in done.records(file) if name in job.choices]
    assert jobs, f"no study of this file chooses {name}:\n{done.said}"
    assert all(job.succeeded for job in jobs), done.said


@on_the_done_studies
@each_environment
def test_what_scripts_import_themselves_is_listed_and_so_pinned(done, file):
    assert sorted(done.distributions(file, "own") - listed(file)) == []


@on_the_done_studies
@each_environment
def test_what_is_listed_is_imported(done, file):
    # Conda runs pip for the others.
    assert sorted(listed(file) - done.distributions(file, "modules") - {"pip"}) == []


@on_the_done_studies
@each_environment
def test_what_scripts_do_not_import_themselves_is_listed_only_where_nothing_else_brings_it(
    done, file
):
    _, pins = read_environment(file)
    others = {canonicalize_name(pin.name) for pin in pins} - done.distributions(file, "own")
    for name in others:
        rest = [pin for pin in pins if canonicalize_name(pin.name) != name]
        assert name not in closure(rest, installed())


@on_the_done_studies
@each_environment
def test_programs_are_listed_where_they_are_run(done, file):
    packages, _ = read_environment(file)
    ran = {command for job in done.records(file) for command in job.commands}
    assert ran & PROGRAMS.keys() == packages.keys() & PROGRAMS.keys()


@on_the_done_studies
def test_what_the_listed_packages_need_in_turn_has_the_versions_of_the_lock_too(done):
    told = [file.read_text() for file in done.environments.glob("*/constraints.txt")]
    assert len(told) == len(FILES)
    for file in map(Path, told):
        assert file.read_bytes() == (ROOT / "requirements-models.lock").read_bytes()


@on_the_done_studies
def test_provenance_tells_the_versions_of_the_other_jobs_environments(done):
    software = read_json(done.study.results / "provenance.json")["software"]
    for name in ("snakemake", "onnxruntime", "torch", "diffusers"):
        assert software[name] == LOCKED[name]


@each_environment
def test_an_environment_comes_from_conda_forge_then_from_pip(file):
    environment = yaml.safe_load(file.read_text())
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    *packages, pip = environment["dependencies"]
    assert "pip" in packages
    assert pip.keys() == {"pip"}


@each_environment
def test_an_environment_pins_the_versions_of_the_lock(file):
    locked = {canonicalize_name(name): version for name, version in LOCKED.items()}
    _, pins = read_environment(file)
    for pin in pins:
        assert str(pin.specifier) == f"=={locked[canonicalize_name(pin.name)]}"


@each_environment
def test_the_python_of_an_environment_suits_the_project_and_every_package(file):
    packages, pins = read_environment(file)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    oldest = project["requires-python"].removeprefix(">=")
    assert VersionSpec(packages["python"].version).matches(Version(f"{oldest}.0"))
    at_hand = installed()
    for name in closure(pins, at_hand):
        needs = SpecifierSet(at_hand[name].metadata["Requires-Python"] or "")
        assert needs.contains(f"{oldest}.9"), name


@pytest.mark.parametrize(
    "file", [f for f in FILES if "ffmpeg" in read_environment(f)[0]], ids=lambda file: file.stem
)
def test_an_environment_with_ffmpeg_admits_that_of_the_tests(file):
    packages, _ = read_environment(file)
    release = re.search(r"\d+(\.\d+)+", ffmpeg_version())[0]
    assert VersionSpec(packages["ffmpeg"].version).matches(Version(release))


@pytest.mark.parametrize(
    "file", [f for f in FILES if "torch" in listed(f)], ids=lambda file: file.stem
)
def test_an_environment_with_pytorch_says_which_build_is_for_which_gpu(file):
    comment = "".join(line for line in file.read_text().splitlines() if line.startswith("#"))
    for build in ("CUDA", "ROCm", "CPU"):
        assert build in comment
