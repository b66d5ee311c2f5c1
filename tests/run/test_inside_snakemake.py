"""What is asked of Snakemake beyond its documentation is still there, in the version of the lock.

Where one of these fails after an update, mend run/inside_snakemake.py and nothing else.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import snakemake

from yellowsound.run import inside_snakemake

ROOT = Path(__file__).parents[2]
VERSION = "9.27"
"""The version that the module was written for."""

DRY = "--dry-run"

WORKFLOW = """
import json, sys
sys.path.insert(0, {scripts!r})
from yellowsound.run import inside_snakemake as inside

inside.set_limits(workflow, {{"gpu": 1}})
told = {{
    "main": inside.is_main(workflow),
    "alone": inside.is_the_workflow(workflow),
    "commanded": dict(inside.commanded(workflow)),
    "files": inside.configuration_files(workflow),
    "limits": {{name: str(limit) for name, limit in workflow.global_resources.items()}},
    "conda": inside.uses_conda(workflow),
    "quiet": inside.is_quiet_on_progress(workflow),
}}

onstart:
    told["keeps_going"] = inside.keeps_going(workflow)
    told["forces"] = inside.forces_jobs(workflow)
    told["begun_in"] = inside.begun_in(workflow)
    told["targets"] = sorted(inside.targets(workflow))
    told["options"] = sorted(inside.named_by_options(workflow))
    told["products"] = inside.products(workflow)
    told["here"] = inside.renders_here(workflow)
    told["makers"] = inside.makers(workflow, "./three-b.made")
    told["videos"] = inside.videos_due(workflow, "video")
    told["environments"] = {{k: str(v) for k, v in inside.environments_due(workflow).items()}}
    open({folder!r} + "/told.json", "w").write(json.dumps(told))

rule all:
    input: "one-a.made", "two-a.made"

rule video:
    output: "{{take}}-{{schedule,[a-z]}}.made"
    conda: "env.yaml"
    message: "Make {{wildcards.take}}"
    shell: "touch {{output}}"

inside.tell_files_of_a_dry_run(workflow)
"""


@pytest.fixture(scope="module")
def tell(tmp_path_factory):
    """Return a function that runs a small workflow and returns what it was told."""

    def run(*options):
        folder = tmp_path_factory.mktemp("flow")
        (folder / "env.yaml").write_text("channels: []\n")
        (folder / "Snakefile").write_text(
            WORKFLOW.format(scripts=str(ROOT / "scripts"), folder=str(folder))
        )
        command = [sys.executable, "-m", "snakemake", "--cores", "1", *options]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        told = json.loads((folder / "told.json").read_text()) if DRY not in options else {}
        return told | {"folder": str(folder), "said": done.stdout + done.stderr}

    return run


def test_snakemake_is_of_the_version_that_the_module_was_written_for():
    assert snakemake.__version__.startswith(f"{VERSION}."), (
        f"Snakemake is {snakemake.__version__}: go through run/inside_snakemake.py and write the "
        "version down here"
    )
    assert f"Snakemake {VERSION}" in inside_snakemake.__doc__


def test_a_plain_run_is_told(tell):
    told = tell()
    assert told["main"]
    assert told["alone"]
    assert sorted(told["videos"]) == [["one", "a"], ["two", "a"]]
    assert told["environments"] == {"video": f"{told['folder']}/env.yaml"}
    assert told["limits"]["gpu"] == 'Resource("gpu", 1)'
    assert not (told["conda"])
    assert not (told["keeps_going"])
    assert not (told["forces"])
    assert not (told["quiet"])
    assert not (told["targets"])
    assert told["here"]


def test_what_the_command_line_says_is_told(tell):
    told = tell("one-a.made", "-k", "--quiet", "progress", "--config", "fps=3")
    assert told["targets"] == ["one-a.made"]
    assert told["videos"] == [["one", "a"]]
    assert told["commanded"] == {"fps": 3}
    assert told["keeps_going"]
    assert told["quiet"]


@pytest.mark.parametrize("force", ["-kF", "--force", "--forcea", "-Rvideo"])
def test_a_command_that_forces_jobs_is_told(tell, force):
    assert tell(force)["forces"]


def test_a_profile_that_forces_jobs_is_told(tell, tmp_path):
    (tmp_path / "config.yaml").write_text("forceall: true\n")
    assert tell("--profile", str(tmp_path))["forces"]


def test_the_folder_in_which_the_command_was_typed_is_told(tell, tmp_path):
    told = tell("--directory", str(tmp_path))
    assert told["begun_in"] == told["folder"]


def test_what_options_name_beside_the_targets_is_told(tell):
    given = (
        "--until",
        "all",
        "--omit-from",
        "b",
        "--forcerun",
        "video",
        "--prioritize",
        "one-a.made",
    )
    assert tell(*given)["options"] == ["all", "b", "one-a.made", "video"]


def test_what_rules_make_is_told_and_which_would_make_a_file(tell):
    told = tell()
    assert told["products"] == {"all": [], "video": ["{take}-{schedule}.made"]}
    assert told["makers"] == [["video", {"take": "three", "schedule": "b"}]]


def test_limits_of_the_command_line_stay(tell):
    assert tell("--resources", "gpu=4")["limits"]["gpu"] == 'Resource("gpu", 4)'


def test_a_dry_run_tells_files_and_a_real_one_what_it_does(tell):
    ahead, done = tell("one-a.made", DRY)["said"], tell("one-a.made")["said"]
    assert "rule video:" in ahead
    assert "output: one-a.made" in ahead
    assert "Make one" not in ahead
    assert "Make one" in done


def test_no_other_file_asks_for_more():
    """But for the rules' folder: the library is found by it."""
    for file in (ROOT / "Snakefile", *(ROOT / "rules").glob("*.smk")):
        asked = set(re.findall(r"(?<![\w.\"/])workflow\.(\w+)", file.read_text(encoding="utf-8")))
        assert asked <= {"current_basedir", "rst"}, file


# --- plans -------------------------------------------------------------------------------

PLANNED = """
import gc, json, sys
sys.path.insert(0, {scripts!r})
from snakemake.resources import Resource
from snakemake.sourcecache import SourceCache
from yellowsound.run import inside_snakemake as inside

class Told:
    def begun(self, wildcards):
        return wildcards.name + ".begun"

read, openings = SourceCache.open, []

def counted(self, file, *more):
    openings.append(file.get_filename())
    return read(self, file, *more)

SourceCache.open = counted

def asked(wildcards, input, attempt=1):
    return str(input.begun)

rule all:
    input: expand("{{name}}.made", name=["one", "two", "three"])

rule begin:
    output: "{{name}}.begun"
    shell: "touch {{output}}"

rule make:
    input: begun=Told().begun
    output: "{{name}}.made"
    params: asked=asked, name=lambda wildcards: wildcards.name
    resources: mem_mb=lambda wildcards, attempt: 10 * attempt
    script: "make.py"

onstart:
    print(json.dumps({{
        "openings": openings.count("make.py"),
        "signed": [hasattr(f, "__signature__") for f in (asked, Told.begun, Resource.evaluate)],
        "threshold": gc.get_threshold()[0],
        "params": {{j.wildcards.name: [*j.params] for j in workflow.dag.jobs if j.params}},
    }}))

inside.plan_fast(workflow)
"""
OTHER = """
import gc, json
from snakemake.dag import ScriptProcessor

BEFORE = gc.get_threshold(), ScriptProcessor.process_job

module own:
    snakefile: "Snakefile"

use rule * from own

onstart:
    print(json.dumps({"same": BEFORE == (gc.get_threshold(), ScriptProcessor.process_job)}))
"""
MADE = "open(snakemake.output[0], 'w').write(snakemake.params.asked)"


@pytest.fixture
def planned(tmp_path):
    """Return a function that runs a workflow with a script, and returns how that went."""

    def run(script, snakefile="Snakefile", change=("", "")):
        workflow = PLANNED.format(scripts=str(ROOT / "scripts")).replace(*change)
        (tmp_path / "Snakefile").write_text(workflow)
        (tmp_path / "other.smk").write_text(OTHER)
        if script:
            (tmp_path / "make.py").write_text(script)
        command = [sys.executable, "-m", "snakemake", "--cores", "1", "--snakefile", snakefile]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    return run


def told_at_start(done):
    return json.loads(next(line for line in done.stdout.splitlines() if line.startswith("{")))


def test_a_plan_looks_at_a_script_once_and_tells_its_jobs_what_it_would_have(planned, tmp_path):
    done = planned(MADE)
    assert done.returncode == 0, done.stderr
    told = told_at_start(done)
    assert told["openings"] == 1
    assert told["signed"] == [True, True, True]
    assert told["threshold"] > 10_000
    assert told["params"] == {name: [f"{name}.begun", name] for name in ("one", "two", "three")}
    assert (tmp_path / "two.made").read_text() == "two.begun"


def test_scripts_of_which_each_job_has_its_own_are_all_looked_for(planned, tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.py").write_text(MADE)
    done = planned(None, change=('script: "make.py"', 'script: "{wildcards.name}.py"'))
    assert done.returncode != 0
    assert "three.py" in done.stderr
    assert not list(tmp_path.glob("*.begun"))


def test_a_script_that_is_not_there_is_refused_before_anything_runs(planned, tmp_path):
    done = planned(None)
    assert done.returncode != 0
    assert "make.py" in done.stderr
    assert not list(tmp_path.glob("*.begun"))


def test_the_process_of_another_workflow_plans_as_it_does(planned):
    done = planned(MADE, "other.smk")
    assert done.returncode == 0, done.stderr
    assert told_at_start(done) == {"same": True}
