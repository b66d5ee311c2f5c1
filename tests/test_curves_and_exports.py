"""A study goes along tables of one's own, and its schedules are exported on demand."""

import os

import pandas as pd
import pytest
from study import Study

from yellowsound.run.files import read_json

CHOICE = {
    "excerpt_duration_s": 8,
    "schedules": "[curve,linear]",
    "curve": '{file: "curves/{pair}.tsv"}',
}
ROWS = {
    "one": ("0\t0", "2\t0.1", "4\t1", "4\t0", "8\t0.5"),
    "two": ("0\t0", "4\t0.5", "4\t0.5", "8\t1"),
}
WALK = "results/study/schedules/{}/{}.tsv"

pytestmark = pytest.mark.xdist_group("curves")


def write_curve(study, pair, rows):
    path = study.folder / "curves" / f"{pair}.tsv"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(["time\tt", *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def done(tmp_path_factory, musicnn_weights):
    """A study of two pairs of one song, of which the schedules are exported."""
    study = Study(tmp_path_factory.mktemp("curves"), musicnn_weights)
    song, artwork = study.write_song("one.wav", 8.0, 0), study.write_artwork("one.png", 0)
    study.write_pairs(*(f"{pair}\t{song}\t{artwork}" for pair in ROWS))
    for pair, rows in ROWS.items():
        write_curve(study, pair, rows)
    ended = study.run("exports", **CHOICE)
    assert ended.returncode == 0, ended.stdout
    return study


def planned(study, **config):
    """Return how many jobs of each rule the exports would take."""
    return study.planned("exports", **{**CHOICE, **config})


@pytest.fixture
def kept(done):
    """Return the curve of the pair `one`, as it was before when the test ends."""
    path = done.folder / "curves" / "one.tsv"
    text = path.read_bytes()
    yield path
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text)


def test_each_pair_goes_along_its_own_table(done):
    one, two = (
        pd.read_csv(done.folder / WALK.format(pair, "curve"), sep="\t").set_index("time_s")["t"]
        for pair in ROWS
    )
    assert one[[0, 1, 2, 3, 4, 6]].tolist() == pytest.approx([0, 0.05, 0.1, 0.55, 0, 0.25])
    assert two[[0, 2, 4, 6]].tolist() == pytest.approx([0, 0.25, 0.5, 0.75])


def test_every_schedule_of_every_pair_is_exported_in_every_form(done):
    made = {
        str(p.relative_to(done.results / "exports")) for p in done.results.glob("exports/*/*/*")
    }
    forms = ("comfyui.txt", "deforum-3d.txt", "deforum.txt", "parseq.json")
    assert made == {f"{p}/{s}/{f}" for p in ROWS for s in ("curve", "linear") for f in forms}


def test_an_export_is_of_the_study_s_frames(done):
    folder = done.results / "exports" / "one" / "curve"
    assert "64 frames (max_frames) at 8 a second, 64x64" in (folder / "deforum.txt").read_text()
    assert len(read_json(folder / "parseq.json")["rendered_frames"]) == 64


def test_exports_are_not_made_by_default(done):
    assert "export" not in done.planned(**CHOICE)


def test_a_curve_that_was_only_touched_or_moved_runs_nothing(done, kept):
    os.utime(kept)
    moved = done.folder / "study" / "moved"
    kept.parent.rename(moved)
    jobs = planned(done, curve='{file: "study/moved/{pair}.tsv"}')
    moved.rename(kept.parent)
    assert jobs == {}


def test_a_curve_of_other_bytes_runs_the_schedule_of_its_pair_alone(done, kept):
    write_curve(done, "one", [*ROWS["one"][:-1], "8\t0.6"])
    assert planned(done) == {"schedule": 1, "export": 1, "exports": 1}


def test_a_table_that_the_workflow_made_is_taken_as_it_is(done):
    jobs = planned(done, curve='{file: "results/study/schedules/{pair}/linear.tsv"}')
    assert jobs == {"schedule": 2, "export": 2, "exports": 1}


def test_curves_that_do_not_fit_are_told_in_one_message_before_anything_runs(done, kept):
    write_curve(done, "one", ("0\t0", "2\t0.5", "3\t0.4", "4\t0"))
    two = done.folder / "curves" / "two.tsv"
    two.rename(two.with_suffix(".gone"))
    ended = done.run("exports", **CHOICE)
    two.with_suffix(".gone").rename(two)
    assert ended.returncode == 1
    assert "curves/one.tsv row 4: t falls from 0.5 to 0.4 within section 1" in ended.stdout
    assert "curves/two.tsv: the curve cannot be read" in ended.stdout
    assert "Traceback" not in ended.stdout
    assert "rule " not in ended.stdout
