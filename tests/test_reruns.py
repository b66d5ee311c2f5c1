"""A job runs again when its own settings or its own code changed in what it does, and only then."""

import os
import re
import shutil
import subprocess

import pytest
from study import Study

pytestmark = pytest.mark.xdist_group("reruns")

CHOICE = {"schedules": "[energy,onset]"}
AGGREGATION = {
    "crossed",
    "specifications",
    *("table", "study_statistics", "tex_tables", "song_figure", "signal_figure", "null_figure"),
    *("study_figures", "contact_sheet", "report", "provenance", "crate"),
}
LIBRARY = "scripts/yellowsound"


@pytest.fixture(scope="module")
def done(tmp_path_factory, musicnn_weights):
    study = Study(tmp_path_factory.mktemp("reruns"), musicnn_weights)
    study.write_one_pair()
    ended = study.run(**{**CHOICE, "excerpt_duration_s": 4})
    assert ended.returncode == 0, ended.stdout
    return study


def planned(study, **config):
    """Return how many jobs of each rule would run, but for those that sum up."""
    jobs = study.planned(**{**CHOICE, "excerpt_duration_s": 4, **config})
    return {rule: count for rule, count in jobs.items() if rule not in AGGREGATION}


@pytest.fixture
def edited(done):
    """Return a function that edits a file of the clone until the test ends."""
    kept = {}

    def edit(name, old, new):
        file = done.folder / name
        kept.setdefault(file, file.read_text())
        assert old in file.read_text()
        file.write_text(file.read_text().replace(old, new, 1))

    yield edit
    for file, text in kept.items():
        file.write_text(text)


def test_a_finished_study_has_nothing_to_do(done):
    assert planned(done) == {}


def test_of_a_study_that_was_begun_every_file_that_is_not_there_is_asked_for(done):
    """Only what is asked for is missed where it was deleted and nothing else needs it."""
    kept = done.results.rename(done.folder / "kept")
    try:
        (done.results / "tables").mkdir(parents=True)
        shutil.copy(kept / "tables" / "synchrony.tsv", done.results / "tables")
        told = done.run("--dry-run", **CHOICE, excerpt_duration_s=4)
    finally:
        shutil.rmtree(done.results)
        kept.rename(done.results)
    (asked,) = re.findall(r"^rule all:\n\s+input: (.*)$", told.stdout, re.M)
    asked = {done.folder / name for name in asked.split(", ")}
    notes = {done.results / name for name in ("logs", "benchmarks", ".lock")}
    unasked = [
        file
        for file in done.results.rglob("*")
        if file.is_file()
        and not asked & {file, *file.parents}
        and not notes & {file, *file.parents}
    ]
    # What was asked for is kept beside the provenance, and may be what the run is made from.
    folders = {file.relative_to(done.results).parts[0] for file in unasked}
    assert folders <= {"checked", "config"}


def test_from_its_folder_alone_a_run_can_be_run_again(done, edited):
    """Although the study's own table has been changed, what it keeps asks for what it has."""
    edited("study/pairs.tsv", "one.wav", "gone.wav")
    kept = "results/study/config/config.yaml"
    again = done.command("--dry-run", "--quiet", "rules", "--configfile", kept)
    again = again[: again.index("--config")]
    told = subprocess.run(again, cwd=done.folder, capture_output=True, text=True, check=True)
    rules = set(re.findall(r"^(\w+) +\d+$", told.stdout + told.stderr, re.M))
    assert rules == {"checked_table", "provenance", "crate", "all", "total"}


@pytest.mark.parametrize(
    ("deleted", "rule"),
    [
        ("videos/one/onset.mp4", "video"),
        ("keyframes/one", "keyframes"),
        ("captions/one.json", "caption"),
        ("nulls/one/onset.tsv", "synchrony"),
        ("excerpts/one.json", "excerpt"),
    ],
)
def test_a_deleted_result_is_made_again(done, tmp_path, deleted, rule):
    kept = shutil.move(done.results / deleted, tmp_path)
    try:
        assert planned(done)[rule] == 1
    finally:
        shutil.move(kept, done.results / deleted)


# --- settings --------------------------------------------------------------------------


def test_a_setting_of_a_schedule_runs_its_own_jobs_and_what_follows_from_them(done):
    jobs = planned(done, energy="{harmonic_weight: 0.5}")
    assert jobs == {"schedule": 1, "frames": 1, "video": 1, "synchrony": 1}


def test_a_setting_of_the_painter_runs_the_keyframes_and_what_follows_from_them(done):
    jobs = planned(done, **{"style-vectors": "{variation: 0.3}"})
    assert jobs == {"keyframes": 1, "frames": 2, "video": 2, "synchrony": 2}


@pytest.mark.parametrize(
    "config",
    [
        {"kandinsky-2-2": "{steps: 30}"},
        {"vae-slerp": "{normalisation: clip}"},
        {"device": "cpu"},
    ],
    ids=["painter", "walker", "device"],
)
def test_settings_of_what_is_not_chosen_and_of_how_models_run_run_nothing(done, config):
    assert planned(done, **config) == {}


def test_another_frame_rate_decodes_no_excerpt_again(done):
    jobs = planned(done, fps=16)
    assert "hearing" in jobs
    assert not {"check_inputs", "excerpt"} & jobs.keys()


OVERWRITTEN = "made again and overwritten, since what is asked for has changed: "


def test_a_dry_run_says_once_what_would_be_overwritten_and_why(done):
    told = done.run("--dry-run", "--quiet", "rules", **CHOICE, excerpt_duration_s=4, crf=20)
    said = f"results/study: 2 videos are {OVERWRITTEN}crf 10 -> 20. To keep both, "
    assert told.stdout.count(said) == told.stdout.count(OVERWRITTEN) == 1


@pytest.mark.parametrize("config", [{}, {"schedules": "[energy,onset,beats]"}, {"run": "other"}])
def test_nothing_is_said_where_nothing_is_overwritten(done, config):
    asked = {**CHOICE, "excerpt_duration_s": 4, **config}
    assert OVERWRITTEN not in done.run("--dry-run", "--quiet", "rules", **asked).stdout


def test_a_run_says_it_before_its_first_job(done, tmp_path):
    """Here it ends before that, without an ffmpeg that serves."""
    none = tmp_path / "ffmpeg"
    none.write_text("#!/bin/sh\nexit 1\n")
    none.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    without = {"PATH": path, "IMAGEIO_FFMPEG_EXE": str(none)}
    told = done.run(environment=without, **CHOICE, excerpt_duration_s=4, crf=20)
    assert told.returncode == 1
    assert 0 < told.stdout.index(OVERWRITTEN) < told.stdout.index("To make: 2 videos")


# --- files of the user's ---------------------------------------------------------------


@pytest.fixture
def placed(done):
    """Return the study's folder, as it was before when the test ends."""
    folder, kept = done.folder / "study", done.folder / "kept"
    shutil.copytree(folder, kept)
    yield folder
    shutil.rmtree(folder)
    kept.rename(folder)


def tables(done, folder):
    """Copy the tables of the configuration beside the songs; return what names them."""
    for name in ("genres", "styles"):
        shutil.copy(done.folder / "config" / f"{name}.tsv", folder)
    return {name: f"study/{name}.tsv" for name in ("genres", "styles")}


def test_files_that_were_only_touched_run_nothing(done, placed):
    for file in placed.iterdir():
        os.utime(file)
    jobs = done.planned(**CHOICE, excerpt_duration_s=4)
    assert jobs == {}


def test_a_song_and_an_artwork_that_moved_run_nothing_but_the_table_of_places(done, placed):
    (placed / "moved").mkdir()
    (placed / "one.wav").rename(placed / "moved" / "{same} song.wav")
    (placed / "one.png").rename(placed / "moved" / "same.png")
    done.write_pairs("one\tmoved/{same} song.wav\tmoved/same.png")
    assert planned(done) == {"checked_table": 1}


def test_tables_that_moved_run_nothing(done, placed):
    assert planned(done, **tables(done, placed)) == {}


def test_a_song_of_other_bytes_runs_all_of_its_jobs(done, placed):
    done.write_song("one.wav", 4.0, seed=9)
    jobs = planned(done)
    stages = ("check_inputs", "excerpt", "hearing", "caption", "keyframes", "frames", "synchrony")
    assert set(stages) <= jobs.keys()


def test_an_artwork_of_other_bytes_runs_the_keyframes_and_what_follows(done, placed):
    done.write_artwork("one.png", seed=9)
    jobs = planned(done)
    assert {"check_inputs", "keyframes", "frames", "video", "synchrony"} <= jobs.keys()
    # The song is what it was.
    assert not {"excerpt", "hearing", "caption", "schedule"} & jobs.keys()


@pytest.mark.parametrize(
    ("name", "first"), [("genres", "caption"), ("styles", "keyframes")], ids=["genres", "styles"]
)
def test_a_table_of_other_rows_runs_the_stage_that_reads_it(done, placed, name, first):
    moved = tables(done, placed)
    table = placed / f"{name}.tsv"
    *rows, last = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join([*rows, last + " "]) + "\n", encoding="utf-8")
    jobs = planned(done, **moved)
    stages = ["hearing", "caption", "keyframes", "schedule", "frames", "video", "synchrony"]
    assert [stage for stage in stages if stage in jobs][:1] == [first]


# --- code ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "old", "new", "first"),
    [
        (f"{LIBRARY}/hearing/frames.py", "BEAT_DECAY_S = 0.15", "BEAT_DECAY_S = 0.2", "hearing"),
        (
            f"{LIBRARY}/hearing/trackers/librosa.py",
            "HOP_SAMPLES = 441",
            "HOP_SAMPLES = 1",
            "hearing",
        ),
        (f"{LIBRARY}/captions/captioners/musicnn.py", "SAID = 0.2", "SAID = 0.3", "caption"),
        (f"{LIBRARY}/keyframes/composition.py", "PACE_POINTS = 9", "PACE_POINTS = 8", "keyframes"),
        (f"{LIBRARY}/frames/between.py", "FEW = 3", "FEW = 4", "frames"),
        (f"{LIBRARY}/video/video.py", '"+faststart"', '"+rtphint"', "frames"),
        (f"{LIBRARY}/synchrony/metrics/avs.py", "radius=1", "radius=2", "synchrony"),
        ("scripts/schedule.py", "chosen(", "(chosen)(", None),
    ],
)
def test_code_that_does_something_else_runs_its_stage_again(done, edited, name, old, new, first):
    edited(name, old, new)
    jobs = planned(done)
    stages = ["hearing", "caption", "keyframes", "schedule", "frames", "video", "synchrony"]
    ran = [stage for stage in stages if stage in jobs]
    assert ran[:1] == ([first] if first else [])
    if first == "keyframes":
        assert not {"hearing", "caption", "schedule"} & jobs.keys()


def test_a_schedule_s_code_runs_that_schedule_alone(done, edited):
    edited(f"{LIBRARY}/schedule/schedules/onset.py", '"onset"))', '"onset") ** 2)')
    assert planned(done)["schedule"] == 1


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (f"{LIBRARY}/hearing/frames.py", "BEAT_DECAY_S = 0.15", "# Short.\nBEAT_DECAY_S = 0.15"),
        (f"{LIBRARY}/keyframes/painters/kandinsky_2_2.py", "OPENING:", "OPENING or False:"),
        (f"{LIBRARY}/keyframes/painters/style_vectors.py", "cpu_s_per_unit=20", "cpu_s_per_unit=9"),
        (f"{LIBRARY}/run/logs.py", "import", "import this as _\nimport"),
    ],
    ids=["comment", "another painter", "what a job asks for", "logs"],
)
def test_what_changes_no_result_runs_nothing(done, edited, name, old, new):
    edited(name, old, new)
    assert planned(done) == {}


def test_a_script_that_was_only_touched_runs_nothing(done):
    for script in (done.folder / "scripts").glob("*.py"):
        os.utime(script)
    assert planned(done) == {}


# --- a study that moves -----------------------------------------------------------------


@pytest.fixture
def copied(done, tmp_path):
    """Return a function that copies the whole checkout, and plans the study there."""

    def copy(whole_seconds):
        folder = tmp_path / "copy"
        shutil.copytree(done.folder, folder, symlinks=True)
        if whole_seconds:
            for path in folder.rglob("*"):
                changed_s = int(path.stat().st_mtime)
                os.utime(path, (changed_s, changed_s))
        elsewhere = copy_of(done, folder)
        return elsewhere.planned(**CHOICE, excerpt_duration_s=4)

    return copy


def copy_of(study, folder):
    """Return a study whose files lie there already."""
    other = object.__new__(Study)
    vars(other).update({**vars(study), "folder": folder})
    return other


@pytest.mark.parametrize("whole_seconds", [False, True])
def test_a_checkout_that_was_copied_elsewhere_has_nothing_to_do(copied, whole_seconds):
    assert copied(whole_seconds) == {}


def test_where_the_workflow_lies_is_told_by_none_of_its_results(done):
    for name in ("provenance.json", "ro-crate-metadata.json", "config/config.yaml"):
        assert str(done.folder) not in (done.results / name).read_text(encoding="utf-8")


def test_models_that_are_forced_are_verified_and_make_nothing_stale(done):
    """They are not fetched anew: there is no index that they could come from."""
    nowhere = {"PIP_NO_INDEX": "1"}
    records = ["resources/models/musicnn/model.json", "resources/models/beatnet/model.json"]
    ended = done.run("--force", *records, environment=nowhere, **CHOICE, excerpt_duration_s=4)
    assert ended.returncode == 0, ended.stdout
    assert planned(done) == {}


# --- what is kept ------------------------------------------------------------------------


def test_of_a_run_that_keeps_its_sections_another_quality_renders_no_frame(done):
    kept = {"keep_sections": "true", "schedules": "[energy]"}
    assert planned(done, **kept)["frames"] == 1
    ended = done.run(**kept, excerpt_duration_s=4)
    assert ended.returncode == 0, ended.stdout
    jobs = planned(done, **kept, crf=20)
    assert "frames" not in jobs
    assert jobs["video"] == 1
