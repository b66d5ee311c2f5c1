"""One line makes one video of a song and an artwork, and tells on a terminal how far it is."""

import os
import re
import subprocess
import sys
from pathlib import Path

import av
import pandas as pd
import pytest
from study import Study
from terminal import Screen

ROOT = Path(__file__).parents[1]
NAME = "It's a night: #1"
RUN = "results/It_s_a_night_1-one-draft"
SCORES = f"{RUN}/synchrony/It_s_a_night_1/onset.json"
WITHOUT = dict.fromkeys(("run", "pairs", "schedules"))
ASKED = {"song": f"study/{NAME}.wav", "artwork": "study/one.png", "draft": "true"}

# One worker runs what looks at this video, so that it is made once.
pytestmark = pytest.mark.xdist_group("one_video")


def one_song(study, *options, **config):
    """Return the command that makes one video."""
    sizes = {"excerpt_duration_s": 4, "section_s": 2, "fps": 16, "width": 128, "height": 128}
    return study.command(*options, **{**WITHOUT, **sizes, **ASKED, **config})


@pytest.fixture(scope="module")
def study(tmp_path_factory, musicnn_weights):
    study = Study(tmp_path_factory.mktemp("one"), musicnn_weights)
    study.write_one_pair(4.0)
    (study.folder / "study" / "one.wav").rename(study.folder / "study" / f"{NAME}.wav")
    (study.folder / "study" / "pairs.tsv").unlink()
    return study


@pytest.fixture(scope="module")
def screen(study):
    """What a person has seen when the video was made and scored, without the study around it."""
    screen = Screen()
    wanted = (SCORES, f"{RUN}/checked/pairs.tsv")
    assert screen.run(one_song(study, *wanted), study.folder) == 0, screen.lines
    return screen


def test_it_makes_one_video_with_half_of_the_frames_and_of_each_side(study, screen):
    (video,) = (study.folder / RUN / "videos").rglob("*.mp4")
    assert (video.parent.name, video.stem) == ("It_s_a_night_1", "onset")
    with av.open(video) as container:
        stream = container.streams.video[0]
        assert (stream.frames, stream.width, stream.height) == (4 * 8, 64, 64)


def test_the_checked_table_has_the_song_as_its_one_row(study, screen):
    table = pd.read_csv(study.folder / RUN / "checked" / "pairs.tsv", sep="\t")
    assert table[["pair", "song", "artworks"]].to_numpy().tolist() == [
        ["It_s_a_night_1", f"study/{NAME}.wav", "study/one.png"]
    ]


def test_it_tells_where_results_go_and_at_last_where_the_video_lies_with_its_score(screen):
    assert f"study/{NAME}.wav and study/one.png: results go to {RUN}/" in screen.lines
    said = [line for line in screen.lines if line.startswith("Video:")]
    assert len(said) == 1
    assert re.fullmatch(rf"Video:  {RUN}/videos/It_s_a_night_1/onset.mp4 \(flux_.*\)", said[0])


def test_on_a_terminal_one_line_tells_how_far_it_is_in_place_of_messages_on_jobs(study, screen):
    told = re.findall(rb"\x1b\[K(\d of 1 videos, \d of 1 parts, \d+ of 10 jobs)", screen.written)
    assert len(set(told)) > 2
    ended = [line for line in screen.lines if line.startswith("1 of 1 videos")]
    assert len(ended) == 1
    assert re.search(r", [\d.]+ frames a second, in ", ended[0])
    assert "Finished jobid" not in screen.written.decode()
    (log,) = (study.folder / ".snakemake" / "log").glob("*.log")
    assert log.read_text().count("Finished jobid") == 10


def run(study, *options, **config):
    return subprocess.run(
        one_song(study, *options, **config),
        cwd=study.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def test_on_a_terminal_an_error_is_whole_and_names_the_key(study):
    screen = Screen()
    assert screen.run(one_song(study, song="study/gone.wav"), study.folder) == 1
    said = "ERROR: configuration: song study/gone.wav does not exist: check the path"
    assert said in screen.lines
    assert "Error in rule check_inputs:" in screen.lines
    assert [line for line in screen.lines if line.startswith("0 of 1 videos")]


def test_a_song_without_an_artwork_ends_with_one_sentence(study):
    ended = run(study, "--dry-run", artwork=None)
    assert ended.returncode == 1
    assert ended.stdout.splitlines()[-1] == (
        "configuration: song stands without artwork; give both"
    )


def test_quiet_is_quiet(study):
    ended = run(study, "--quiet", "all", song="study/gone.wav")
    assert ended.returncode == 1
    assert "of 1 videos" not in ended.stdout


# --- make video ------------------------------------------------------------------------


def make_video(*variables):
    """Return what `make video` would call, the setup being done."""
    told = ("SNAKEMAKE=printf '<%s>\\n'", f"BIN={Path(sys.executable).parent}", *variables)
    environment = {key: value for key, value in os.environ.items() if "MAKE" not in key}
    return subprocess.run(
        ["make", "-s", "--old-file", ".venv/.ready", "video", *told],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def test_make_video_passes_names_on_as_they_are():
    told = make_video(f"SONG=my songs/{NAME}.flac", "ARTWORK=a b.png|c.png")
    assert told.stdout.splitlines() == [
        "<--cores>",
        "<all>",
        "<--config>",
        f"<song=my songs/{NAME}.flac>",
        "<artwork=a b.png|c.png>",
    ]


def test_make_video_passes_a_draft_and_further_keys_on():
    told = make_video("SONG=a", "ARTWORK=b", "DRAFT=true", "OPTIONS=seed=3 preset=paper")
    assert told.stdout.splitlines()[-3:] == ["<draft=true>", "<seed=3>", "<preset=paper>"]


@pytest.mark.parametrize("variables", [(), ("SONG=a",), ("ARTWORK=b",), ("SONG=", "ARTWORK=")])
def test_make_video_without_names_ends_with_a_sentence_on_how_to_call_it(variables):
    told = make_video(*variables)
    assert told.returncode != 0
    assert told.stdout.startswith("Name a song and an artwork: make video SONG=")
