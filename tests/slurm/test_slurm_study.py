"""A study that runs on a cluster: its bytes, its nodes, its submissions."""

import re
import shutil
from types import SimpleNamespace

import pytest
import yaml
from cluster_study import ROWS, ClusterStudy, write_material
from slurm_cluster import ACCOUNT, NODES, PARTITION
from study import ROOT, Study

pytestmark = [pytest.mark.slow, pytest.mark.slurm]

PAIRS = ("one", "two")
FAR, NEAR = NODES
STAGES = {
    NEAR: ("excerpt", "hearing", "schedule", "video", "synchrony"),
    FAR: ("check_inputs", "describe", "caption", "keyframes", "frames", "crossed"),
}
PROFILE = yaml.safe_load((ROOT / "profiles" / "slurm" / "config.yaml").read_text())
ON_DEMAND = {
    *("experiment", "people", "plan_experiment"),
    *("small_video", "share", "compare_runs", "report_of_runs"),
}
"""What sums up a study where somebody asks for it; `all` does not."""
AGGREGATION = [
    rule for rule, group in PROFILE["groups"].items() if group == "study" and rule not in ON_DEMAND
]
"""Where each rule runs: of what one reads there is always something from the other node."""


def name_the_cluster(profile):
    profile["default-resources"]["slurm_account"] = ACCOUNT
    profile["default-resources"]["slurm_partition"] = PARTITION
    for rule in ("caption", "keyframes", "frames"):
        profile["set-resources"][rule]["slurm_partition"] = PARTITION
    for node, rules in {**STAGES, FAR: (*STAGES[FAR], *AGGREGATION)}.items():
        for rule in rules:
            profile["set-resources"].setdefault(rule, {})["constraint"] = node


@pytest.fixture(scope="module")
def done(tmp_path_factory, musicnn_weights, cluster):
    """The same study through SLURM and locally, and what the first one said."""
    submitted = ClusterStudy(tmp_path_factory.mktemp("submitted"), musicnn_weights, cluster)
    local = Study(tmp_path_factory.mktemp("local"), musicnn_weights)
    for study in (submitted, local):
        write_material(study, *ROWS)
    submitted.change_profile(name_the_cluster)
    running = submitted.begin()
    here = local.run()
    ended = submitted.ended(running)
    assert here.returncode == 0, here.stdout
    assert ended.returncode == 0, ended.stdout
    return SimpleNamespace(submitted=submitted, local=local, said=ended.stdout)


def test_slurm_and_one_machine_make_the_same_bytes(done):
    expected, made = done.local.files(), done.submitted.files()
    assert len(expected) > 30
    assert made.keys() == expected.keys()
    assert [name for name, data in made.items() if data != expected[name]] == []


def test_no_rule_needs_what_lies_on_another_node(done):
    """Neighbouring stages run on different nodes; temporary files end with their job."""
    places = done.submitted.places()
    assert places == {
        **{rule: {node} for node, rules in STAGES.items() for rule in rules},
        **{rule: {FAR} for rule in AGGREGATION},
    }
    assert {job.node for job in done.submitted.jobs()} == set(NODES)
    assert list((done.submitted.cluster.folder / "tmp").glob("*/*")) == []


def test_a_pair_is_four_submissions_a_schedule_one_and_a_study_three_more(done):
    jobs = done.submitted.jobs()
    groups = [re.match(r"[a-z]+(_inputs|-one|-two)?", job.name)[0] for job in jobs]
    assert sorted(groups) == sorted(
        ["check_inputs", "words", "study", "crossed", "crossed"]
        + [f"{group}-{pair}" for group in ("sound", "picture", "frames", "score") for pair in PAIRS]
    )
    assert {job.state for job in jobs} == {"COMPLETED"}


def test_a_group_asks_for_the_most_that_one_of_its_jobs_needs(done):
    """The two videos of a pair are rendered one after the other."""
    asked = {job.name.split("_")[0]: job for job in done.submitted.jobs()}
    assert asked["frames-one"].memory_mb < 1100
    assert asked["frames-one"].minutes >= 2 * 5
    assert "--cpus-per-task=1" in asked["frames-one"].command


def test_account_and_partition_are_those_of_the_profile(done):
    for job in done.submitted.jobs():
        assert (job.account, job.partition) == (ACCOUNT, PARTITION)


def test_without_gpu_models_no_job_asks_for_a_gpu(done):
    assert [job.name for job in done.submitted.jobs() if job.gpus or "--gpu" in job.command] == []


def test_the_same_command_again_submits_nothing(done):
    before = len(done.submitted.jobs())
    assert "Nothing to be done" in done.submitted.submit()
    assert len(done.submitted.jobs()) == before


def test_local_rules_stay_on_the_login_node(fresh):
    assert "fps: 8" in fresh.submit("show_config")
    weights = fresh.folder / "resources" / "models" / "musicnn"
    shutil.rmtree(weights)
    fresh.submit("fetch_musicnn")
    assert weights.is_dir()
    assert fresh.jobs() == []
