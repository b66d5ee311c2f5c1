"""The page of two runs shows the same pair of both in one player."""

import pandas as pd
import pytest

from yellowsound.study.report.of_runs import collect_runs
from yellowsound.study.report.page import render
from yellowsound.study.run_comparison import DIFFERENCE_COLUMNS
from yellowsound.study.runs import Run


@pytest.fixture
def two(tmp_path, make_run):
    """Two runs, of which the second has a pair more."""
    made = []
    for name, pairs in (("one", ["coffee"]), ("other", ["coffee", "rocket"])):
        run = make_run(tmp_path / name)
        for pair in pairs:
            run.add_song(pair)
            for schedule in ("energy", "linear"):
                run.add_video(pair, schedule)
                video = run.folder / "videos" / pair / f"{schedule}.mp4"
                video.parent.mkdir(parents=True, exist_ok=True)
                video.write_bytes(b"a video")
        _ = run.table
        made.append(Run(name, run.folder, pd.DataFrame(), {}, "", pd.DataFrame()))
    return made


@pytest.fixture
def data(two):
    keys = pd.DataFrame([["fps", "12", "24"]], columns=["key", "one", "other"])
    row = dict.fromkeys(DIFFERENCE_COLUMNS, 0.5) | {"metric": "avs", "warning": "few <b>"}
    return collect_runs(two, ["coffee"], keys, pd.DataFrame([row]), ["Not by the same code"])


def test_a_player_has_the_videos_of_both_runs_named_by_schedule_and_run(data):
    (take,) = data.takes
    labels = ["energy (one)", "energy (other)", "linear (one)", "linear (other)"]
    assert [track.schedule for track in take.tracks] == labels
    folders = [track.video.parts[-4] for track in take.tracks]
    assert folders == ["one", "other", "one", "other"]
    assert [track.scores.schedule for track in take.tracks] == labels


def test_pairs_of_one_run_alone_are_not_shown(data):
    assert {row.pair for row in data.rows} == {"coffee"}
    assert [row.schedule for row in data.rows] == [
        *("energy (one)", "energy (other)"),
        *("linear (one)", "linear (other)"),
    ]


def test_the_page_tells_what_differs_what_is_gained_and_what_to_beware_of(data, tmp_path):
    render(data, tmp_path / "one~other" / "report")
    page = (tmp_path / "one~other" / "report" / "index.html").read_text()
    for words in ("one and other", "What the runs differ in", "Runs compared", "fps"):
        assert words in page
    assert "Not by the same code." in page
    assert "few &lt;b&gt;" in page
    assert "../../one/videos/coffee/energy.mp4" in page
    assert "../../other/videos/coffee/energy.mp4" in page
