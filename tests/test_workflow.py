"""The workflow from end to end, as its users run it."""

import os
import re
import resource
import shutil
import signal
import subprocess
import time

import av
import pandas as pd
import pytest
from light import light_environment
from rocrate.rocrate import ROCrate
from study import Study

from yellowsound.run.files import read_json, sha256_of

ROWS = ("one\tone.wav\tone.png", "two\ttwo.wav\ttwo.png")


def new_study(folder, weights):
    study = Study(folder, weights)
    for seed, name in enumerate(("one", "two")):
        study.write_song(f"{name}.wav", 8.0 - seed * 2.5, seed)
        study.write_artwork(f"{name}.png", seed)
    study.write_pairs(*ROWS)
    return study


# One worker runs what looks at this study, so that it is made once.
on_the_done_study = pytest.mark.xdist_group("done")


@pytest.fixture(scope="module")
def done(tmp_path_factory, musicnn_weights):
    """A study that has been run; tests may look and run again, but leave its table alone.

    It is of the default preset, and finds no package beyond the light lock.
    """
    study = new_study(tmp_path_factory.mktemp("done"), musicnn_weights)
    ended = study.run(environment=light_environment(study.folder / "hidden"))
    assert ended.returncode == 0, ended.stdout
    return study


@pytest.fixture
def fresh(tmp_path, musicnn_weights):
    """A study that has not been run."""
    return new_study(tmp_path, musicnn_weights)


def jobs(output):
    """Return rule -> number of jobs of the last table of jobs that Snakemake printed."""
    table = output.rsplit("Job stats:", 1)[1].split("\n\n")[0]
    return {name: int(count) for name, count in re.findall(r"^(\w+) +(\d+)$", table, re.M)}


@on_the_done_study
def test_every_pair_and_schedule_has_a_video_with_sound(done):
    videos = sorted(str(p.relative_to(done.results)) for p in done.results.glob("videos/*/*"))
    assert videos == [
        f"videos/{pair}/{schedule}.mp4"
        for pair in ("one", "two")
        for schedule in ("linear", "onset")
    ]
    for video in videos:
        with av.open(done.results / video) as container:
            assert sorted(s.type for s in container.streams) == ["audio", "video"]
            picture, sound = (
                float(s.duration * s.time_base)
                for s in (container.streams.video[0], container.streams.audio[0])
            )
            assert abs(picture - sound) <= 1 / 8


@on_the_done_study
def test_the_table_has_one_row_for_each_pair_and_schedule(done):
    table = pd.read_csv(done.results / "tables" / "synchrony.tsv", sep="\t")
    assert table[["pair", "schedule"]].to_numpy().tolist() == [
        ["one", "onset"],
        ["one", "linear"],
        ["two", "onset"],
        ["two", "linear"],
    ]
    for metric in ("avs", "flux_onset_r"):
        for column in ("", "_null_mean", "_z", "_p"):
            assert table[metric + column].notna().all()


@on_the_done_study
def test_every_stage_leaves_files_that_a_person_can_open(done):
    expected = [
        "checked/pairs.tsv",
        "excerpts/one.wav",
        "excerpts/one.json",
        "captions/one.json",
        "keyframes/one/00.png",
        "keyframes/one/02.png",
        "keyframes/one/keyframes.json",
        "hearing/one.tsv",
        "schedules/one/onset.tsv",
        "synchrony/one/onset.json",
        "synchrony/one/onset.tsv",
        "figures/contact_sheet/1.png",
        "provenance.json",
    ]
    assert [name for name in expected if not (done.results / name).is_file()] == []


@on_the_done_study
def test_a_song_shorter_than_the_excerpt_is_taken_to_its_end(done):
    table = pd.read_csv(done.results / "checked" / "pairs.tsv", sep="\t")
    assert table["duration_s"].tolist() == [8.0, 5.5]
    assert len(read_json(done.results / "captions" / "two.json")["sections"]) == 1


def test_whole_songs_are_taken_to_their_ends_and_then_there_is_nothing_to_do(fresh):
    fresh.write_song("one.wav", 10.0, 0)
    videos = [f"results/study/videos/{pair}/linear.mp4" for pair in ("one", "two")]
    whole = {"schedules": "[linear]", "excerpt_duration_s": 0}
    ended = fresh.run(*videos, **whole)
    assert ended.returncode == 0, ended.stdout
    frames = []
    for video in videos:
        with av.open(fresh.folder / video) as container:
            frames.append(container.streams.video[0].frames)
    assert frames == [10 * 8, 5.5 * 8]
    assert fresh.planned(*videos, **whole) == {}


@on_the_done_study
def test_section_files_are_removed_once_they_are_joined(done):
    assert list(done.results.glob("frames/**/*.mkv")) == []


@on_the_done_study
def test_provenance_tells_what_the_run_was_made_from(done):
    provenance = read_json(done.results / "provenance.json")
    assert provenance["configuration"]["fps"] == 8
    assert re.fullmatch(r"[0-9a-f]{64}", provenance["inputs"]["one"]["song_sha256"])
    assert provenance["software"]["onnxruntime"]
    assert "musicnn" in provenance["models"]


@on_the_done_study
def test_the_folder_of_a_run_is_a_crate_of_the_files_that_lie_in_it(done):
    crate = ROCrate(done.results)
    parts = {file.id: file for file in crate.root_dataset["hasPart"]}
    for name, part in parts.items():
        assert part["sha256"] == sha256_of(done.results / name)
    assert {"workflow/Snakefile", "provenance.json", "videos/one/onset.mp4"} <= parts.keys()
    assert {"tables/synchrony.tsv", "report/index.html", "captions/one.json"} <= parts.keys()


@on_the_done_study
def test_the_same_command_again_has_nothing_to_do(done):
    again = done.run()
    assert again.returncode == 0
    assert "Nothing to be done" in again.stdout


@pytest.mark.slow
@on_the_done_study
def test_another_clone_makes_the_same_bytes_on_another_number_of_cores(done, fresh):
    assert fresh.run(cores=1).returncode == 0
    assert fresh.files().keys() == done.files().keys()
    differing = [name for name, data in fresh.files().items() if data != done.files()[name]]
    assert differing == []


@on_the_done_study
def test_a_song_added_to_a_study_runs_its_own_jobs_and_the_aggregation(done, fresh):
    # What was made elsewhere and moved here has nothing to do.
    for name in ("results", "resources", ".snakemake"):
        shutil.rmtree(fresh.folder / name, ignore_errors=True)
        shutil.copytree(done.folder / name, fresh.folder / name)
    fresh.write_song("three.wav", 4.0, 3)
    fresh.write_pairs(*ROWS, "three\tthree.wav\tone.png")
    ended = fresh.run()
    assert ended.returncode == 0, ended.stdout
    ran = re.findall(r"^(?:local)?(?:rule|checkpoint) (\w+):", ended.stdout, re.M)
    counts = {name: ran.count(name) for name in set(ran)}
    assert counts.get("excerpt", 0) + counts.get("caption", 0) <= 2, ended.stdout
    assert "Decode the excerpt of three" in ended.stdout
    # Without a terminal messages on jobs stay, and all videos count that are there.
    assert re.search(r"^6 of 6 videos, .*, in \d+ (s|min)$", ended.stdout, re.M), ended.stdout
    for other in ("one", "two"):
        assert f"of {other}" not in ended.stdout
        assert f" {other} by" not in ended.stdout
    assert len(pd.read_csv(fresh.results / "tables" / "synchrony.tsv", sep="\t")) == 6


@on_the_done_study
def test_a_changed_setting_reaches_all_that_depends_on_it_and_nothing_else(fresh):
    fresh.write_pairs(ROWS[1])
    assert fresh.run("table", schedules="[linear]").returncode == 0
    captions = fresh.results / "captions" / "two.json"
    before = captions.stat().st_mtime_ns
    planned = fresh.run("--dry-run", schedules="[linear]", width=128).stdout
    assert {"keyframes", "frames", "video", "synchrony", "table"} <= jobs(planned).keys()
    assert not {"excerpt", "caption", "hearing", "schedule"} & jobs(planned).keys()
    assert fresh.run("table", schedules="[linear]", excerpt_duration_s=4).returncode == 0
    assert captions.stat().st_mtime_ns > before
    table = pd.read_csv(fresh.results / "tables" / "synchrony.tsv", sep="\t")
    assert table["duration_s"].tolist() == [4.0]


@on_the_done_study
def test_a_run_that_is_killed_goes_on_with_the_same_command(done, fresh):
    running = subprocess.Popen(
        fresh.command(),
        cwd=fresh.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    for _ in range(1800):
        if list(fresh.results.glob("frames/*/*/.part-*")):
            break
        time.sleep(0.1)
    else:
        pytest.fail("the frames stage was never seen at work")
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    assert not (fresh.results / "tables" / "synchrony.tsv").exists()

    ended = fresh.run("table")
    assert ended.returncode == 0, ended.stdout
    assert "tables/synchrony.tsv" in fresh.files()
    assert fresh.files().items() <= done.files().items()


@pytest.fixture
def poor_ffmpeg(tmp_path_factory):
    """Return an environment whose PATH starts with an ffmpeg that has nothing but AAC."""
    folder = tmp_path_factory.mktemp("bin")
    (folder / "ffmpeg").write_text("#!/bin/sh\necho ' A....D aac'\n")
    (folder / "ffmpeg").chmod(0o755)
    return {"PATH": f"{folder}:{os.environ['PATH']}"}


def test_an_ffmpeg_that_lacks_something_is_passed_over_with_one_warning(fresh, poor_ffmpeg):
    ended = fresh.run("results/study/excerpts/one.wav", environment=poor_ffmpeg)
    assert ended.returncode == 0, ended.stdout
    assert ended.stdout.count("lacks encoder libx264, ") == 1
    (log,) = (fresh.folder / ".snakemake" / "log").iterdir()
    for told in (log, fresh.results / "logs" / "check_inputs.log"):
        assert re.search(r"lacks encoder libx264, .* is used instead", told.read_text())


def test_where_no_ffmpeg_serves_the_run_does_not_start(fresh, poor_ffmpeg):
    nowhere = {"IMAGEIO_FFMPEG_EXE": "/nowhere/ffmpeg"}
    ended = fresh.run(environment=poor_ffmpeg | nowhere)
    assert ended.returncode != 0
    assert "lacks encoder libx264, " in ended.stdout
    assert "install a full build of FFmpeg" in ended.stdout
    assert not (fresh.results / "checked").exists()
    assert fresh.run("--dry-run", environment=poor_ffmpeg | nowhere).returncode == 0


def test_two_workflows_do_not_work_on_one_run(fresh):
    first = subprocess.Popen(
        fresh.command(), cwd=fresh.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while not (fresh.results / "excerpts").exists():
        time.sleep(0.1)
        assert first.poll() is None
    second = fresh.run()
    assert second.returncode != 0
    assert "another workflow is working on results/study" in second.stdout
    assert first.poll() is None
    first.terminate()
    first.wait()


def test_every_frame_can_be_kept(fresh):
    fresh.write_pairs(ROWS[1])
    kept = {"keep_frames": "true", "schedules": "[constant]"}
    assert fresh.run("--until", "stills", **kept).returncode == 0
    stills = sorted(fresh.results.glob("stills/two/constant/*.png"))
    assert [still.name for still in stills] == [f"{frame:06d}.png" for frame in range(44)]


def assert_nothing_was_made(study):
    made = [path for path in study.results.rglob("*") if path.is_file()]
    assert {path.parent.name for path in made} <= {"study", "logs", "benchmarks"}
    assert not list(study.results.glob("*.json"))


def assert_refused(study, said, **config):
    ended = study.run(**config)
    assert ended.returncode == 1
    assert said in ended.stdout
    assert "Traceback" not in ended.stdout
    assert_nothing_was_made(study)


def test_problems_of_all_rows_are_told_in_one_message(fresh):
    (fresh.folder / "study" / "empty.mp3").touch()
    (fresh.folder / "study" / "text.png").write_text("no picture")
    fresh.write_pairs(
        *ROWS, "a\tempty.mp3\tone.png", "b\tone.wav\ttext.png", "c\tgone.wav\tone.png"
    )
    ended = fresh.run()
    assert ended.returncode == 1
    for said in ("row 4 (a)", "empty.mp3", "row 5 (b)", "text.png", "row 6 (c)", "gone.wav"):
        assert said in ended.stdout
    assert "Traceback" not in ended.stdout
    assert_nothing_was_made(fresh)


def test_a_misspelt_key_is_refused_by_its_name(fresh):
    assert_refused(fresh, "unknown key schedule; did you mean schedules?", schedule="[onset]")


def test_a_value_that_does_not_fit_is_refused(fresh):
    assert_refused(fresh, "fps does not fit: 'fast'", fps="fast")


def test_a_pair_that_would_leave_the_results_is_refused(fresh):
    fresh.write_pairs("../x\tone.wav\tone.png")
    assert_refused(fresh, "row 2 (../x)")


def test_a_missing_table_is_refused(fresh):
    assert_refused(fresh, "gone.tsv", pairs="gone.tsv")


def test_choices_that_do_not_fit_each_other_are_refused(fresh):
    assert_refused(fresh, "set walker=vae-slerp", preset="paper", walker="style-path")


def test_a_dry_run_takes_less_than_ten_seconds_of_a_processor(fresh):
    # Not of a clock: other tests run beside it.
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert fresh.run("--dry-run").returncode == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 10


@pytest.mark.slow
def test_ten_minutes_neither_drift_nor_take_more_memory(fresh):
    fresh.write_song("short.wav", 30.0, 1)
    fresh.write_song("long.wav", 600.0, 2)
    fresh.write_pairs("short\tshort.wav\tone.png", "long\tlong.wav\tone.png")
    long = {"excerpt_duration_s": 600, "section_s": 10, "fps": 10}
    videos = [f"results/study/videos/{pair}/linear.mp4" for pair in ("short", "long")]
    ended = fresh.run(*videos, schedules="[linear]", **long)
    assert ended.returncode == 0, ended.stdout
    with av.open(fresh.results / "videos" / "long" / "linear.mp4") as container:
        picture, sound = container.streams.video[0], container.streams.audio[0]
        assert picture.frames == 6000
        lengths_s = [float(stream.duration * stream.time_base) for stream in (picture, sound)]
        assert abs(lengths_s[0] - lengths_s[1]) <= 1 / 30
    peak_mb = {
        pair: max(
            pd.read_csv(path, sep="\t")["max_rss"].max()
            for path in fresh.results.glob(f"benchmarks/frames/{pair}/linear/*.tsv")
        )
        for pair in ("short", "long")
    }
    assert peak_mb["long"] <= 1.2 * peak_mb["short"], peak_mb
