"""The metric `felt` orders degradations as viewers ordered them; see benchmarks/perception.py."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """What the benchmark prints of three of the demo's songs."""
    folder = tmp_path_factory.mktemp("songs")
    for song in ("country", "electronic", "rock"):
        (folder / f"{song}.ogg").symlink_to(ROOT / "demo" / "songs" / f"{song}.ogg")
    program = ROOT / "benchmarks" / "perception.py"
    done = subprocess.run(
        [sys.executable, program, "--songs", folder, "--json", "--metrics", "felt", "flux_onset_r"],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_felt_orders_shifts_and_speeds_as_viewers_did(measured):
    agreement = measured["metrics"]["felt"]["agreement"]
    assert agreement["sound_shift_s"]["median"] >= 0.9
    assert agreement["speeds"]["median"] >= 0.8
    assert "other material" in measured["claim"]


def test_the_correlation_without_tolerance_does_not(measured):
    agreement = measured["metrics"]["flux_onset_r"]["agreement"]
    assert agreement["sound_shift_s"]["high"] < 0.8


def test_shares_lie_within_their_intervals(measured):
    for metric in measured["metrics"].values():
        for group in metric["agreement"].values():
            assert 0.0 <= group["low"] <= group["median"] <= group["high"] <= 1.0
            assert list(group["by_song"]) == ["country", "electronic", "rock"]
