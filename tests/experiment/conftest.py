"""What an experiment needs beside its videos: texts as they are shipped, and jsPsych."""

from pathlib import Path

import pytest

from yellowsound.experiment.jspsych import LICENCE_FILE, SCRIPTS, fetch_jspsych
from yellowsound.experiment.texts import read_texts
from yellowsound.models.folders import write_record

ROOT = Path(__file__).parents[2]


@pytest.fixture
def shipped_texts():
    """What participants read where the researcher changes nothing."""
    return read_texts(ROOT / "config" / "experiment.yaml")


@pytest.fixture(scope="session")
def empty_jspsych(tmp_path_factory):
    """A folder as jsPsych's, of which no script does anything."""
    folder = tmp_path_factory.mktemp("empty") / "jspsych"
    folder.mkdir()
    for name in (*SCRIPTS, LICENCE_FILE):
        (folder / name).write_text(f"// {name}\n")
    write_record(folder, {"licence": "MIT"})
    return folder


@pytest.fixture(scope="session")
def jspsych(tmp_path_factory):
    """The folder of jsPsych, fetched where the workflow has not done so yet."""
    fetched = ROOT / "resources" / "models" / "jspsych"
    if fetched.is_dir():
        return fetched
    folder = tmp_path_factory.mktemp("fetched") / "jspsych"
    fetch_jspsych(folder)
    return folder
