"""Another workflow can use this one as a module, with its own configuration and paths."""

import os
import subprocess
import sys

import pandas as pd
import pytest
import yaml
from study import SMALL, Study

OUTER = """
module yellowsound:
    snakefile: "yellowsound/Snakefile"
    config: config["videos"]


use rule * from yellowsound as videos_*


rule best:
    default_target: True
    input:
        table="results/mine/tables/synchrony.tsv",
        report="results/mine/report",
    output:
        "best.txt",
    run:
        import pandas as pd

        table = pd.read_csv(input.table, sep="\\t")
        best = table.loc[table["flux_onset_r"].idxmax(), "schedule"]
        Path(output[0]).write_text(best)
"""


@pytest.fixture
def outer(tmp_path, musicnn_weights):
    """A workflow in a folder of its own, beside which a clone of this one lies."""
    inner = tmp_path / "outer" / "yellowsound"
    inner.mkdir(parents=True)
    study = Study(inner, musicnn_weights)
    outer = inner.parent
    (outer / "resources").mkdir()
    (inner / "resources" / "models").rename(outer / "resources" / "models")
    (outer / "songs").mkdir()
    for name in (study.write_song("one.wav", 8.0, 0), study.write_artwork("one.png", 0)):
        (inner / "study" / name).rename(outer / "songs" / name)
    (outer / "songs" / "pairs.tsv").write_text("pair\tsong\tartwork\none\tone.wav\tone.png\n")
    settings = {**SMALL, "run": "mine", "pairs": "songs/pairs.tsv"}
    settings["schedules"] = ["onset", "linear"]
    (outer / "config.yaml").write_text(yaml.safe_dump({"videos": settings}))
    (outer / "Snakefile").write_text(
        f"from pathlib import Path\n\n\nconfigfile: 'config.yaml'\n{OUTER}"
    )
    return outer


@pytest.mark.slow
def test_its_rules_run_under_another_name_in_the_other_workflows_folder(outer):
    ended = subprocess.run(
        [sys.executable, "-m", "snakemake", "--cores", "2"],
        cwd=outer,
        env=os.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout
    assert "rule videos_table" in ended.stdout or "videos_table" in ended.stdout
    assert (outer / "best.txt").read_text() == "onset"
    table = pd.read_csv(outer / "results" / "mine" / "tables" / "synchrony.tsv", sep="\t")
    assert table["pair"].tolist() == ["one", "one"]
    assert not (outer / "yellowsound" / "results").exists()
