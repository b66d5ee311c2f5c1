"""The command that plans a study prints a table, and what is wrong in a sentence."""

import runpy
import sys
from pathlib import Path

import pandas as pd
import pytest

SCRIPT = Path(__file__).parents[1] / "scripts" / "plan_study.py"


@pytest.fixture
def pilot(tmp_path):
    rows = [
        f"pair {number}\t{schedule}\tjazz\t0.5\t0.4\t{number if schedule == 'onset' else 0.5}\t\n"
        for number in range(1, 6)
        for schedule in ("onset", "linear")
    ]
    head = "pair\tschedule\tgenre\tbeat_f\tbeat_f_null_mean\tbeat_f_z\tnotes\n"
    (tmp_path / "synchrony.tsv").write_text(head + "".join(rows))
    cells = [
        {
            "metric": "beat_f",
            "schedule": "onset",
            "pair": f"pair {picture}",
            "picture": f"pair {picture}",
            "song": f"{picture}",
            "heard": f"{heard}",
            "score": 0.5,
            "null_mean": 0.4,
            "z": 5.0 if picture == heard else 0.1 * heard,
        }
        for picture in range(1, 6)
        for heard in range(1, 6)
    ]
    pd.DataFrame(cells).to_csv(tmp_path / "crossed.tsv", sep="\t", index=False)
    return tmp_path


@pytest.fixture
def run(monkeypatch, capsys):
    def call(*arguments):
        monkeypatch.setattr(sys, "argv", [str(SCRIPT), *map(str, arguments)])
        runpy.run_path(str(SCRIPT), run_name="__main__")
        return capsys.readouterr().out.splitlines()

    return call


def test_it_prints_the_power_of_both_tests(pilot, run):
    lines = run(
        *(pilot / "synchrony.tsv", "--metric", "beat_f", "--contrast", "onset - linear"),
        *("--crossed", pilot / "crossed.tsv", "--power", 0.9),
    )
    assert lines.count("songs  power") == 2
    assert [line for line in lines if line.endswith("for a power of 0.9.")]


@pytest.mark.parametrize(
    ("table", "metric", "said"),
    [("synchrony.tsv", "avs", "no column avs"), ("gone.tsv", "beat_f", "check the path")],
)
def test_it_ends_with_one_sentence(pilot, run, table, metric, said):
    with pytest.raises(SystemExit) as ended:
        run(pilot / table, "--metric", metric, "--contrast", "onset")
    assert said in str(ended.value.code)
    assert "\n" not in str(ended.value.code)
