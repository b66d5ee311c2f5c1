"""What `make demo` leaves: fifteen videos whose pictures follow their songs as scheduled."""

import subprocess
import sys
from pathlib import Path

import av
import pandas as pd
import pytest

from yellowsound.files import read_json

pytestmark = pytest.mark.demo

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "results" / "demo"
PAIRS = ("classical", "country", "electronic", "jazz", "rock")
SCHEDULES = ("energy", "onset", "linear")


@pytest.fixture(scope="module")
def table():
    return pd.read_csv(RESULTS / "tables" / "synchrony.tsv", sep="\t")


def test_there_is_a_video_with_picture_and_sound_for_each_pair_and_schedule():
    videos = sorted(RESULTS.glob("videos/*/*.mp4"))
    assert [(video.parent.name, video.stem) for video in videos] == [
        (pair, schedule) for pair in PAIRS for schedule in sorted(SCHEDULES)
    ]
    for video in videos:
        with av.open(video) as container:
            assert sorted(stream.type for stream in container.streams) == ["audio", "video"]


def test_the_table_has_a_row_for_each_video(table):
    rows = [tuple(row) for row in table[["pair", "schedule"]].to_numpy()]
    assert rows == [(pair, schedule) for pair in PAIRS for schedule in SCHEDULES]


@pytest.mark.parametrize("pair", PAIRS)
def test_the_genre_of_each_song_is_the_intended_one(pair):
    assert read_json(RESULTS / "captions" / f"{pair}.json")["genre"]["name"] == pair


def test_the_picture_follows_the_onsets_most_where_it_is_driven_by_them(table):
    r = table.pivot(index="pair", columns="schedule", values="flux_onset_r")
    in_order = (r["onset"] > r["energy"]) & (r["energy"] > r["linear"])
    assert in_order.sum() >= 4, r
    assert (r["onset"] >= 0.7).all(), r


def test_a_second_run_has_nothing_to_do():
    again = subprocess.run(
        [sys.executable, "-m", "snakemake", "--cores", "2", "--configfile", "config/demo.yaml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Nothing to be done" in again.stdout + again.stderr
