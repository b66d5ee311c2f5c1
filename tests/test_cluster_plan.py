"""What a cluster is asked for, as far as a dry run tells; tests/slurm runs it on a real one."""

import re

import pytest
import yaml
from study import ROOT, Study

PROFILE = yaml.safe_load((ROOT / "profiles" / "slurm" / "config.yaml").read_text())
OF_PAIRS = {
    rule for rule, group in PROFILE["groups"].items() if "{pair}" in group or "{take}" in group
}


@pytest.fixture
def plan(tmp_path, musicnn_weights):
    """Return a function from settings to the groups that would be submitted for one pair."""
    study = Study(tmp_path, musicnn_weights)

    def groups(**config):
        # Of a long excerpt no more is planned than its song has.
        study.write_one_pair(float(config["excerpt_duration_s"]))
        ended = study.run(
            *("--workflow-profile", "profiles/slurm", "--jobs", "9", "--dry-run"), **config
        )
        assert ended.returncode == 0, ended.stdout
        counts = dict(re.findall(r"^(\w+) +(\d+)$", ended.stdout.split("Job stats:")[1], re.M))
        of_pairs = sum(int(count) for name, count in counts.items() if name in OF_PAIRS)
        return re.findall(r"Group job (\S+) ", ended.stdout), of_pairs

    return groups


def test_the_jobs_of_a_pair_are_five_submissions_and_one_for_each_schedule(plan):
    groups, jobs = plan(
        schedules="[energy,onset,linear,constant]",
        excerpt_duration_s=30,
        section_s=10,
        keep_frames="true",
    )
    assert jobs == 24
    crossed = ("crossed-constant", "crossed-energy", "crossed-linear", "crossed-onset")
    assert sorted(groups) == [
        *crossed,
        *("frames-one", "picture-one", "score-one", "sound-one", "study", "words"),
    ]


def test_a_long_song_is_rendered_on_many_nodes(plan):
    large = {"width": 512, "height": 512, "fps": 30}
    groups, _ = plan(schedules="[linear]", excerpt_duration_s=600, section_s=10, **large)
    assert groups.count("frames-one") == 4
    assert len(groups) == 10
