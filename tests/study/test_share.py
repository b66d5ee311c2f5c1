"""A shared run is one ZIP that is whole, opens anywhere, and is the same each time."""

import os
import zipfile

import pytest

from yellowsound.run.errors import UserError
from yellowsound.study import share as module
from yellowsound.study.share import MOST_BYTES, share, size_for


@pytest.fixture
def run(tmp_path):
    """A run's report with a video of its own and one from elsewhere, and these made small."""
    folder = tmp_path / "results" / "mine"
    elsewhere = tmp_path / "it's elsewhere" / "a video.mp4"
    link = "../../../it%27s%20elsewhere/a%20video.mp4"
    texts = {
        "report/index.html": f'<a href="../videos/a/onset.mp4"></a><a href="{link}"></a>',
        "report/data/0.js": f'{{"source":"../videos/a/onset.mp4"}},{{"source":"{link}"}}',
        "report/.snakemake_timestamp": "",
        "figures/song/a.png": "a figure",
        "small/a/onset.mp4": "small",
        "small/a/published.mp4": "small, too",
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    videos = {
        folder / "videos/a/onset.mp4": ("videos/a/onset.mp4", folder / "small/a/onset.mp4"),
        elsewhere: ("videos/a/published.mp4", folder / "small/a/published.mp4"),
    }
    return folder / "report", [folder / "figures/song/a.png"], videos


def test_it_holds_the_page_its_figures_and_the_small_videos_in_a_folder_of_the_run(run, tmp_path):
    share("mine", *run, tmp_path / "report.zip")
    with zipfile.ZipFile(tmp_path / "report.zip") as packed:
        assert packed.testzip() is None
        assert packed.namelist() == [
            "mine/figures/song/a.png",
            "mine/index.html",
            "mine/report/data/0.js",
            "mine/report/index.html",
            "mine/videos/a/onset.mp4",
            "mine/videos/a/published.mp4",
        ]
        assert packed.read("mine/videos/a/onset.mp4") == b"small"
        assert b'href="report/index.html"' in packed.read("mine/index.html")


def test_links_to_videos_from_elsewhere_lead_into_it(run, tmp_path):
    share("mine", *run, tmp_path / "report.zip")
    with zipfile.ZipFile(tmp_path / "report.zip") as packed:
        for name in ("index.html", "data/0.js"):
            text = packed.read(f"mine/report/{name}").decode()
            assert '"../videos/a/published.mp4"' in text
            assert '"../videos/a/onset.mp4"' in text
            assert "elsewhere" not in text


def test_equal_files_make_an_equal_zip_whenever_they_were_written(run, tmp_path):
    share("mine", *run, tmp_path / "one.zip")
    for path in run[0].rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    share("mine", *run, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_one_that_is_too_large_is_refused_and_not_left(run, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MOST_BYTES", 500)
    with pytest.raises(UserError, match="make a run of fewer pairs"):
        share("mine", *run, tmp_path / "report.zip")
    assert not (tmp_path / "report.zip").exists()


@pytest.mark.parametrize(("minutes", "lines"), [(1, 480), (15, 480), (30, 360), (60, 240)])
def test_the_longer_a_run_the_smaller_its_videos(minutes, lines):
    size = size_for(60.0 * minutes)
    assert size["lines"] == lines
    videos = 60 * minutes * (1000 * size["video_kbps"] + 80_000) / 8
    assert videos <= MOST_BYTES - 30_000_000


def test_a_run_too_long_for_any_size_is_refused():
    with pytest.raises(UserError, match="150 minutes of videos"):
        size_for(9000.0)
