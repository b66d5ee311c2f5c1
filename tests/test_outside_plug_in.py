"""Plug-ins from a file outside of the project run as ours do; wrong ones are refused by name.

The schedule, the painter and the walker are those that docs/plug-ins.md prints.
"""

import re

import pandas as pd
import pytest
from study import ROOT, Study

from yellowsound.run.files import read_json, sha256_of

METRIC = """
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.settings import number
from yellowsound.synchrony.kinds import OfTimes


def metric(settings):
    def early(heard_s, seen_s):
        return float((seen_s < settings["before_s"]).mean())

    return OfTimes(early, heard="beats_s", seen="events_s")


PLUG_IN = PlugIn(
    "metric",
    "early",
    metric,
    "share of events in the beginning",
    settings={"before_s": number(3.0, "where the beginning ends", unit="seconds")},
)
"""

MOVE = """
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.settings import number
from yellowsound.schedule.moving import move_settings


def hop(level, swing, settings):
    return {"down": -settings["amount"] * level}


PLUG_IN = PlugIn(
    "move",
    "hop",
    hop,
    "the picture hops",
    channels=("down",),
    settings=move_settings(
        follows="onsets", amount=number(0.2, "how high"), attack_s=0.0, decay_s=0.1
    ),
)
"""

CHOICE = {
    "painter": "mine/poster.py",
    "poster": "{colours: 4}",
    "walker": "mine/fade.py",
    "schedules": "[mine/pulse.py,linear]",
    "pulse": "{accent: [1, 3]}",
    "moves": "hops",
    "move_sets": "{hops: [{mine/hop.py: {amount: 0.1}}]}",
    "metrics": "[flux_onset_r,mine/early.py]",
}

WANTED = ("results/study/tables/synchrony.tsv", "results/study/provenance.json")
"""What is looked at, and what that rests on."""

pytestmark = pytest.mark.xdist_group("outside")


def printed():
    """Return the Python files that the page of plug-ins prints, by the path in their first line."""
    page = (ROOT / "docs" / "plug-ins.md").read_text()
    blocks = re.findall(r"```python\n(# (mine/\w+\.py):.*?)```", page, re.S)
    return {path: text for text, path in blocks}


@pytest.fixture(scope="module")
def done(tmp_path_factory, musicnn_weights):
    study = Study(tmp_path_factory.mktemp("outside"), musicnn_weights)
    study.write_one_pair(8.0)
    (study.folder / "mine").mkdir()
    for path, text in {**printed(), "mine/early.py": METRIC, "mine/hop.py": MOVE}.items():
        (study.folder / path).write_text(text)
    ended = study.run(*WANTED, **CHOICE)
    assert ended.returncode == 0, ended.stdout
    return study


def test_the_page_prints_a_schedule_in_ten_lines_and_a_painter_in_thirty():
    lines = {
        path: sum(1 for line in text.splitlines()[1:] if line.strip())
        for path, text in printed().items()
    }
    assert lines["mine/pulse.py"] <= 10
    assert lines["mine/poster.py"] <= 30
    assert "mine/fade.py" in lines


def test_a_schedule_from_elsewhere_makes_a_video_for_each_of_its_factors(done):
    table = pd.read_csv(done.results / "tables" / "synchrony.tsv", sep="\t")
    assert table["schedule"].tolist() == ["pulse", "pulse~a3", "linear"]
    assert table["accent"].tolist()[:2] == [1.0, 3.0]


def test_a_painter_from_elsewhere_paints_by_its_settings(done):
    description = read_json(done.results / "keyframes" / "one" / "keyframes.json")
    assert description["painter"] == "poster"
    assert [image["colours"] for image in description["images"]] == [4, 6, 8]


def test_a_move_from_elsewhere_stands_in_the_schedule_frame_by_frame(done):
    table = pd.read_csv(done.results / "schedules" / "one" / "linear.tsv", sep="\t")
    assert table["down"].min() == pytest.approx(-0.1, abs=1e-6)
    assert table["down"].max() <= 0
    scores = pd.read_csv(done.results / "tables" / "synchrony.tsv", sep="\t")
    assert set(scores["moves"]) == {"hops"}


def test_a_metric_from_elsewhere_has_its_columns(done):
    scores = read_json(done.results / "synchrony" / "one" / "pulse.json")
    assert {"early", "early_null_mean", "early_z", "early_p", "flux_onset_r"} <= scores.keys()
    assert "beat_f" not in scores


def test_provenance_tells_where_it_came_from_and_its_hash(done):
    provenance = read_json(done.results / "provenance.json")
    source = done.folder / "mine" / "poster.py"
    assert provenance["plug_ins"]["poster"] == {
        "kind": "painter",
        "source": "mine/poster.py",
        "sha256": sha256_of(source),
    }
    assert provenance["plug_ins"].keys() == {"poster", "fade", "pulse", "hop", "early"}
    assert provenance["configuration"]["poster"] == {"colours": 4}


@pytest.mark.parametrize(
    ("path", "old", "new", "runs", "stays"),
    [
        ("mine/pulse.py", "** settings", "** 1.1 ** settings", "schedule", "keyframes"),
        ("mine/poster.py", "+ 2 * number", "+ 3 * number", "keyframes", "schedule"),
        ("mine/fade.py", "np.rint(", "np.floor(", "frames", "keyframes"),
        ("mine/hop.py", "* level", "* level**2", "schedule", "keyframes"),
        ("mine/early.py", "seen_s <", "seen_s <=", "synchrony", "video"),
    ],
)
def test_changing_what_it_does_runs_its_jobs_again_and_a_comment_does_not(
    done, path, old, new, runs, stays
):
    file = done.folder / path
    kept = file.read_text()
    assert old in kept
    try:
        file.write_text(f"# A comment.\n{kept}")
        assert done.planned(*WANTED, **CHOICE) == {}
        file.write_text(kept.replace(old, new))
        jobs = done.planned(*WANTED, **CHOICE)
    finally:
        file.write_text(kept)
    assert runs in jobs
    assert stays not in jobs


def test_a_file_named_by_a_configuration_file_is_relative_to_it(done):
    (done.folder / "study" / "mine.py").write_text((done.folder / "mine" / "poster.py").read_text())
    (done.folder / "study" / "config.yaml").write_text(
        "painter: mine.py\nwalker: ../mine/fade.py\n"
    )
    ended = done.run("show_config", "--configfile", "study/config.yaml")
    assert "painter: study/mine.py" in ended.stdout
    assert "walker: mine/fade.py" in ended.stdout


def test_a_module_is_named_by_its_import_path(done):
    package = done.folder / "study" / "package"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "own.py").write_text((done.folder / "mine" / "poster.py").read_text())
    where = {"PYTHONPATH": str(done.folder / "study")}
    ended = done.run("show_config", environment=where, painter="package.own", walker="mine/fade.py")
    assert "painter: package.own" in ended.stdout
    assert "poster:\n  colours: 3" in ended.stdout


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"painter": "mine/none.py"}, "the painter mine/none.py does not exist: there is no such"),
        ({"painter": "mine/pulse.py"}, "the painter mine/pulse.py declares a schedule"),
        ({"schedules": "[mine/pulse.py,mine/pulse.py]"}, "schedules does not fit"),
        (
            {"painter": "mine/poster.py"},
            "vector-path walks between paintings of painter style-vect",
        ),
        ({"pulse": "{accent: 1}"}, "unknown key pulse"),
    ],
)
def test_a_wrong_choice_ends_the_run_with_one_sentence(done, config, said):
    ended = done.run("--dry-run", **config)
    assert ended.returncode != 0
    assert said in ended.stdout
    assert "Traceback" not in ended.stdout


def test_a_schedule_that_is_no_path_is_told_by_name(done):
    (done.folder / "mine" / "back.py").write_text(
        "import numpy as np\n"
        "from yellowsound.run.plug_in import PlugIn\n"
        "def schedule(section, settings):\n"
        "    return np.linspace(1, 0, len(section))\n"
        "PLUG_IN = PlugIn('schedule', 'back', schedule, 'backwards')\n"
    )
    ended = done.run("--until", "schedule", schedules="[mine/back.py]", run="back")
    assert ended.returncode != 0
    assert "the schedule back gives section 1 values that fall" in ended.stdout
