"""Every rule says what it needs, and every environment holds what the tests ran with."""

import re
from pathlib import Path

import pytest
import yaml
from light import locks

from yellowsound.models.table import OWN, read_models
from yellowsound.run.plug_ins import ours

PLUG_INS = ours(["captioner", "describer", "painter", "walker"])

ROOT = Path(__file__).parents[1]
LOCKED = {name: version for lock in locks().values() for name, version in lock.items()}


def rules():
    """Return the text of every rule but `all`."""
    found = []
    for file in sorted((ROOT / "rules").glob("*.smk")):
        for text in re.split(r"\n\n\n", file.read_text()):
            if name := re.search(r"^rule (\w+):", text, re.M):
                found.append(pytest.param(text, id=name[1]))
    return found


@pytest.mark.parametrize("rule", rules())
def test_a_rule_has_log_benchmark_environment_threads_and_resources(rule):
    # A benchmark is a file like any other: what makes none would run only once with it.
    measured = ("benchmark",) if re.search(r"^    output:", rule, re.M) else ()
    for directive in ("log", *measured, "conda", "threads", "resources", "message"):
        assert re.search(rf"^    {directive}:", rule, re.M), directive
    for resource in ("mem_mb", "runtime"):
        assert f"{resource}=" in rule


def test_on_a_cluster_every_rule_is_grouped_but_the_local_ones_and_the_check():
    profile = yaml.safe_load((ROOT / "profiles" / "slurm" / "config.yaml").read_text())
    submitted = {entry.id for entry in rules() if "localrule: True" not in entry.values[0]}
    assert profile["groups"].keys() == submitted - {"check_inputs"}
    assert profile["group-components"].keys() == {*profile["groups"].values()}


@pytest.mark.parametrize("name", ["caption", "embed_words", "describe", "keyframes", "frames"])
def test_a_rule_whose_model_can_use_a_gpu_declares_it(name):
    (rule,) = (entry.values[0] for entry in rules() if entry.id == name)
    assert re.search(r"^        gpu=", rule, re.M)


@pytest.mark.parametrize("rule", rules())
def test_a_rule_and_its_script_have_one_name(rule):
    name = re.search(r"^rule (\w+):", rule, re.M)[1]
    assert f'"../scripts/{name}.py"' in rule
    script = (ROOT / "scripts" / f"{name}.py").read_text()
    assert script.startswith('"""')
    assert len(script.splitlines()) < 50


@pytest.mark.parametrize("rule", rules())
def test_the_environment_of_a_rule_exists(rule):
    if stage := re.search(r'ASKED.environments\["(\w+)"\]', rule):
        assert stage[1] in ("captioner", "describer", "painter", "walker")
    else:
        path = re.search(r'"\.\./(envs/\w+\.yaml)"', rule)[1]
        assert (ROOT / path).is_file()


@pytest.mark.parametrize("plug_in", PLUG_INS.values(), ids=PLUG_INS)
def test_the_environment_of_a_plug_in_exists(plug_in):
    assert (ROOT / "envs" / f"{plug_in.environment}.yaml").is_file()


@pytest.mark.parametrize("plug_in", PLUG_INS.values(), ids=PLUG_INS)
def test_every_model_of_a_plug_in_can_be_fetched(plug_in):
    assert set(plug_in.models) <= {*OWN, *read_models(ROOT / "config" / "models.tsv")}
