"""A small study that runs on a cluster through profiles/slurm."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import yaml
from slurm_cluster import Cluster
from slurm_jobs import Job, jobs_of
from study import SMALL, Study

ROWS = ("one\tone.wav\tone.png", "two\ttwo.wav\ttwo.png")
LIMIT_S = 600
"""How long a run may take."""


class ClusterStudy(Study):
    """A clone of the workflow whose runs are submitted to a cluster."""

    def __init__(self, folder: Path, weights: Path, cluster: Cluster) -> None:
        super().__init__(folder, weights)
        self.cluster = cluster

    def command(self, *options: str, cores: int | None = None, **config: object) -> list[str]:
        settings = [f"{key}={value}" for key, value in {**SMALL, **config}.items()]
        snakemake = [sys.executable, "-m", "snakemake", "--workflow-profile", "profiles/slurm"]
        # The plugin looks first after 40 s, and less and less often while nothing ends.
        soon = ("--slurm-init-seconds-before-status-checks", "5")
        return [*snakemake, *soon, *options, "--config", *settings]

    def submit(self, *options: str, environment: dict | None = None, **config: object) -> str:
        """Run the workflow to its successful end; return what it said."""
        ended = self.ended(self.begin(*options, environment=environment, **config))
        assert ended.returncode == 0, ended.stdout
        return ended.stdout

    def begin(
        self, *options: str, environment: dict | None = None, **config: object
    ) -> subprocess.Popen:
        """Start the workflow."""
        return subprocess.Popen(
            self.command(*options, **config),
            cwd=self.folder,
            env={**self.cluster.variables(), **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def ended(self, running: subprocess.Popen) -> subprocess.CompletedProcess:
        """Wait for the end of a workflow."""
        try:
            said, _ = running.communicate(timeout=LIMIT_S)
        except subprocess.TimeoutExpired:
            running.kill()
            said, _ = running.communicate()
            raise AssertionError(f"not done within {LIMIT_S} s:\n{said}") from None
        return subprocess.CompletedProcess(running.args, running.returncode, said)

    def change_profile(self, change: Callable[[dict], object]) -> None:
        """Edit this clone's profile, as its user would."""
        path = self.folder / "profiles" / "slurm" / "config.yaml"
        profile = yaml.safe_load(path.read_text())
        change(profile)
        path.write_text(yaml.safe_dump(profile))

    def jobs(self, named: str = "") -> list[Job]:
        """Return what accounting knows of this study's submissions."""
        return jobs_of(self.cluster, self.folder, named)

    def log(self, name: str) -> str:
        """Return a rule's log."""
        return (self.results / "logs" / name).read_text()

    def places(self) -> dict[str, set[str]]:
        """Return rule -> the nodes that it ran on, as its logs tell."""
        found = {}
        for path in sorted((self.results / "logs").rglob("*.log")):
            rule = path.relative_to(self.results / "logs").parts[0].removesuffix(".log")
            for node in re.findall(r"SLURM job \d+ on (\w+)", path.read_text()):
                found.setdefault(rule, set()).add(node)
        return found


def write_material(study: Study, *rows: str) -> None:
    """Write the songs and artworks of two pairs, and those rows of the table."""
    for seed, name in enumerate(("one", "two")):
        study.write_song(f"{name}.wav", 8.0 - seed * 2.5, seed)
        study.write_artwork(f"{name}.png", seed)
    study.write_pairs(*rows)
