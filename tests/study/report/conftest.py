"""A small run on disk: what the workflow leaves, made of known curves and tiny videos."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from yellowsound.run.files import write_json, write_tsv
from yellowsound.study.report.data import collect

FPS = 12
N_FRAMES = 72
SECTIONS = 2


@dataclass
class Run:
    """Writes the files of a run and collects the report's data from them."""

    folder: Path
    rows: list[dict] = field(default_factory=list)

    def files(self, pattern: str) -> list[Path]:
        return sorted(self.folder.glob(pattern))

    def add_song(self, pair, text="A jazz track.", take=None, noise=False, sections=SECTIONS):
        """Write captions and keyframes."""
        take = take or pair
        length = N_FRAMES / FPS / sections
        write_json(
            self.folder / "captions" / f"{pair}.json",
            {
                "pair": pair,
                "captioner": "musicnn",
                "style": "blue and yellow",
                "sections": [
                    {
                        "section": number,
                        "start_s": (number - 1) * length,
                        "end_s": number * length,
                        "text": f"{text} Part {number}.",
                        "style": "blue",
                    }
                    for number in range(1, sections + 1)
                ],
            },
        )
        folder = self.folder / "keyframes" / take
        folder.mkdir(parents=True)
        random = np.random.default_rng(1)
        names = ["artwork.png", *(f"{number:02d}.png" for number in range(sections + 1))]
        for name in names:
            pixels = random.integers(0, 256, (256, 256, 3) if noise else (3, 3, 3), np.uint8)
            Image.fromarray(pixels).resize((256, 256)).save(folder / name)
        write_json(
            folder / "keyframes.json",
            {
                "model": {"name": "a painter", "revision": "1.0"},
                "artwork": "artwork.png",
                "images": [
                    {"section": number, "file": f"{number:02d}.png"}
                    for number in range(sections + 1)
                ],
            },
        )

    def add_description(self, picture, text="blue and gold, dark"):
        """Write in words what a picture shows."""
        told = {"picture": picture, "file": f"{picture}.png", "describer": "palette-words"}
        write_json(self.folder / "descriptions" / f"{picture}.json", {**told, "text": text})

    def add_video(self, pair, schedule, take=None, n_frames=N_FRAMES, fps=FPS, **cells):
        """Write a video's row, signals and schedule."""
        take = take or pair
        frame = np.arange(n_frames)
        signals = pd.DataFrame({"frame": frame, "time_s": frame / fps})
        signals["flux"] = np.where(frame % 6 == 0, 20.0, 2.0)
        signals["onset"] = np.where(frame % 12 == 0, 5.0, 0.5)
        for column, every in (("beat", 6), ("strong_beat", 12), ("event", 24), ("visual_onset", 6)):
            signals[column] = (frame % every == 0).astype(int)
        write_tsv(self.folder / "synchrony" / take / f"{schedule}.tsv", signals)
        half = n_frames // 2
        path = np.concatenate([np.linspace(0, 1, half), np.linspace(0, 1, n_frames - half)])
        energies = pd.DataFrame(
            {"frame": frame, "energy": 0.5 + 0.5 * np.sin(frame / 5), "t": path}
        )
        write_tsv(self.folder / "schedules" / take / f"{schedule}.tsv", energies)
        self.rows.append(
            {
                "pair": pair,
                "schedule": schedule,
                "genre": "jazz",
                "fps": fps,
                "n_frames": n_frames,
                "duration_s": n_frames / fps,
                "avs": 0.75,
                "avs_p": 0.5,
                "flux_onset_r": 0.25,
                "flux_onset_r_p": 0.01,
                "notes": "",
                **cells,
            }
        )

    @property
    def table(self) -> Path:
        path = self.folder / "tables" / "synchrony.tsv"
        write_tsv(path, pd.DataFrame(self.rows))
        return path

    def collect(self, **further):
        table = self.table
        given = {
            "signals": self.files("synchrony/*/*.tsv"),
            "schedules": self.files("schedules/*/*.tsv"),
            "captions": self.files("captions/*.json"),
            "descriptions": self.files("descriptions/*.json"),
            "keyframes": self.files("keyframes/*"),
            # A page links to its videos; it is made without looking into them.
            "videos": [
                self.folder / "videos" / path.parent.name / f"{path.stem}.mp4"
                for path in self.files("synchrony/*/*.tsv")
            ],
        }
        return collect("a run", table, **{**given, **further})


@pytest.fixture(scope="session")
def make_run():
    """Return a function from a folder to an empty run in it."""
    return Run


@pytest.fixture
def run(tmp_path) -> Run:
    """An empty run."""
    return Run(tmp_path / "run")


@pytest.fixture
def small_run(run) -> Run:
    """Two pairs, two schedules each."""
    for pair in ("coffee", "rocket"):
        run.add_song(pair)
        run.add_video(pair, "energy")
        run.add_video(pair, "linear", flux_onset_r=-0.1, flux_onset_r_p=0.8)
    return run
