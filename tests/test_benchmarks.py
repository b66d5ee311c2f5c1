"""Every benchmark tells its figures to people and, as one JSON object, to programs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "benchmarks"


def test_the_frame_rate_is_printed_as_one_json_object():
    small = ["--size", "64", "--frames", "4", "--rounds", "1", "--json"]
    done = subprocess.run(
        [sys.executable, FOLDER / "frames_rate.py", *small],
        capture_output=True,
        text=True,
        check=True,
    )
    result = json.loads(done.stdout)
    assert result["ratio"] == pytest.approx(result["stage_fps"] / result["bare_fps"], rel=0.01)
