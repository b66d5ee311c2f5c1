"""A shared report opens from where it is unzipped, and asks for nothing outside that folder."""

import json
import shutil
import zipfile
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from PIL import Image
from test_report_browser import Reader, driver, pytestmark  # noqa: F401

from yellowsound.study.report.contents import Figure
from yellowsound.study.report.page import render
from yellowsound.study.share import share, size_for
from yellowsound.video.small import Small, write_small


@pytest.fixture(scope="module")
def unzipped(tmp_path_factory, make_run, run_ffmpeg):
    """Return the folder that a report was unzipped in, when the run itself is gone."""
    base = tmp_path_factory.mktemp("share")
    run = make_run(base / "results" / "mine")
    run.add_song("coffee")
    elsewhere = base / "else where" / "b.mp4"
    own = run.folder / "videos" / "coffee" / "energy.mp4"
    figure = run.folder / "figures" / "genres.png"
    for video in (own, elsewhere):
        video.parent.mkdir(parents=True)
        picture = ("-f", "lavfi", "-i", "testsrc2=size=640x640:rate=12")
        sound = ("-f", "lavfi", "-i", "sine=frequency=440")
        run_ffmpeg(*picture, *sound, "-t", "6", "-pix_fmt", "yuv420p", video)
    figure.parent.mkdir()
    Image.new("RGB", (80, 60), "gold").save(figure)
    run.add_video("coffee", "energy", genre="jazz")
    run.add_video("coffee", "published", genre="jazz", video=str(elsewhere))
    report = run.folder / "report"
    figures = [Figure(figure, "Genres", "A figure.", "gold")]
    render(run.collect(videos=[own], figures=figures), report)
    packed = {}
    for number, video in enumerate((own, elsewhere)):
        small = base / f"{number}.mp4"
        write_small(video, small, Small(**size_for(12.0)))
        packed[video] = (f"videos/coffee/{('energy', 'published')[number]}.mp4", small)
    share("mine", report, [figure], packed, base / "report.zip")
    shutil.rmtree(run.folder)
    elsewhere.unlink()
    place = base / "an other place"
    with zipfile.ZipFile(base / "report.zip") as zipped:
        zipped.extractall(place)
    return place


def test_players_play_and_no_request_leaves_the_folder(driver, unzipped):  # noqa: F811
    driver.get_log("browser")
    driver.get_log("performance")
    reader = Reader(driver, (unzipped / "mine" / "index.html").as_uri())
    reader.until("location.pathname.endsWith('report/index.html') && window.yellowsound")
    reader.until("document.querySelector('#pair-1 summary')")
    reader.open()
    assert reader.js("return yellowsound.player.videos.length") == 2
    assert reader.js("return yellowsound.player.videos.map((v) => v.videoHeight)") == [480, 480]
    reader.find(".play").click()
    reader.until("yellowsound.player.time > 1")
    assert reader.js("return yellowsound.player.videos.every((v) => !v.paused && !v.error)")
    pictures = "[...document.images].filter((i) => i.loading !== 'lazy')"
    reader.js("document.querySelectorAll('img').forEach((i) => { i.loading = 'eager' })")
    reader.until(f"{pictures}.every((i) => i.complete && i.naturalWidth > 0)")
    assert [line for line in driver.get_log("browser") if line["level"] != "INFO"] == []
    events = [json.loads(line["message"])["message"] for line in driver.get_log("performance")]
    asked = [
        urlparse(event["params"]["request"]["url"])
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    ]
    files = [Path(unquote(url.path)) for url in asked if url.scheme == "file"]
    assert {url.scheme for url in asked} <= {"file", "data", "blob"}
    assert any(file.name == "published.mp4" for file in files)
    assert [file for file in files if not file.is_relative_to(unzipped)] == []
