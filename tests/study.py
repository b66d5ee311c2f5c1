"""A small study in a clone of its own, for the tests that run the workflow."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import soundfile
from filelock import FileLock
from PIL import Image

from yellowsound.run.code import closure
from yellowsound.run.said import SAID
from yellowsound.synchrony.warm_up import compile_scores

ROOT = Path(__file__).parents[1]
PARTS = (
    "Snakefile",
    "rules",
    "scripts",
    "config",
    "envs",
    "profiles",
    "report",
    "requirements.lock",
    "requirements-models.lock",
    "LICENSE",
    "CITATION.cff",
)
SMALL = {
    "run": "study",
    "pairs": "study/pairs.tsv",
    "schedules": "[onset,linear]",
    "excerpt_duration_s": 8,
    "section_s": 4,
    "fps": 8,
    "width": 64,
    "height": 64,
}
"""A configuration that is quick to run: one or two sections a song, tiny frames."""


@cache
def compile_once() -> None:
    """Let Numba compile what scores are made with, and parse the library, if nobody has yet."""
    with FileLock(ROOT / "resources" / ".tests.lock"):
        compile_scores()
        closure((ROOT / "scripts").rglob("*.py"))
        SAID.keep()


class Study:
    """A clone of the workflow with songs and artworks of its own."""

    def __init__(self, folder: Path, weights: Path) -> None:
        self.folder = folder
        compile_once()
        for part in PARTS:
            source = ROOT / part
            if source.is_dir():
                # What was compiled and parsed is kept: each clone would take its time anew.
                ignored = shutil.ignore_patterns("*.pyc*", "*.tmp.*", ".part-*")
                shutil.copytree(source, folder / part, ignore=ignored)
            else:
                shutil.copy2(source, folder / part)
        for name in ("musicnn", "beatnet"):
            shutil.copytree(weights.parent / name, folder / "resources" / "models" / name)
        (folder / "study").mkdir()

    @property
    def results(self) -> Path:
        return self.folder / "results" / "study"

    def write_song(self, name: str, duration_s: float, seed: int) -> str:
        """Write a song of clicks over a chord; return its name in the table."""
        rate_hz = 22050
        random = np.random.default_rng(seed)
        time_s = np.arange(round(duration_s * rate_hz)) / rate_hz
        samples = sum(0.05 * np.sin(2 * np.pi * hz * time_s) for hz in (220, 277, 330))
        for start in np.cumsum(random.uniform(0.3, 0.9, 40)):
            first = int(start * rate_hz)
            burst = random.standard_normal(1000) * np.exp(-np.arange(1000) / 150)
            samples[first : first + 1000] += 0.4 * burst[: max(samples.size - first, 0)]
        soundfile.write(self.folder / "study" / name, samples, rate_hz)
        return name

    def write_artwork(self, name: str, seed: int) -> str:
        """Write a picture of coloured blocks; return its name in the table."""
        blocks = np.random.default_rng(seed).integers(0, 256, (8, 10, 3), dtype=np.uint8)
        picture = Image.fromarray(blocks).resize((120, 96), Image.Resampling.NEAREST)
        picture.save(self.folder / "study" / name)
        return name

    def write_one_pair(self, duration_s: float = 4.0) -> None:
        """Write a study of one pair, named one."""
        song, artwork = self.write_song("one.wav", duration_s, 0), self.write_artwork("one.png", 0)
        self.write_pairs(f"one\t{song}\t{artwork}")

    def write_pairs(self, *rows: str, header: str = "pair\tsong\tartwork") -> None:
        text = "\n".join([header, *rows]) + "\n"
        (self.folder / "study" / "pairs.tsv").write_text(text, encoding="utf-8")

    def command(self, *options: str, cores: int = 2, **config: object) -> list[str]:
        """Return a command; what is None of `config` is left out."""
        given = {key: value for key, value in {**SMALL, **config}.items() if value is not None}
        settings = [f"{key}={value}" for key, value in given.items()]
        snakemake = [sys.executable, "-m", "snakemake", "--cores", str(cores)]
        return [*snakemake, *options, "--config", *settings]

    def run(
        self,
        *options: str,
        cores: int = 2,
        environment: Mapping[str, str] | None = None,
        **config: object,
    ) -> subprocess.CompletedProcess:
        """Run the workflow to its end; the output is text, stdout and stderr together."""
        return subprocess.run(
            self.command(*options, cores=cores, **config),
            cwd=self.folder,
            env={**os.environ, **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def planned(self, *options: str, **config: object) -> dict[str, int]:
        """Return how many jobs of each rule a command would run, but for `all`."""
        ended = self.run("--dry-run", *options, **config)
        assert ended.returncode == 0, ended.stdout
        counts = re.findall(r"^(\w+) +(\d+)$", ended.stdout, re.M)
        return {rule: int(count) for rule, count in counts if rule not in ("total", "all")}

    def files(self) -> dict[str, bytes]:
        """Return the files whose bytes shall not differ between two runs, by name."""
        kept = ("captions", "keyframes", "schedules", "videos", "synchrony", "nulls", "tables")
        kept += ("figures", "report")
        return {
            str(path.relative_to(self.results)): path.read_bytes()
            for part in kept
            for path in sorted((self.results / part).rglob("*"))
            if path.is_file()
        }
