"""Before a run begins it is said what there is to make, and a disk that is too small is told."""

from types import SimpleNamespace

import pytest

from yellowsound.run.errors import UserError
from yellowsound.study import forecast
from yellowsound.study.forecast import Forecast, check_disk

DEMO = Forecast(videos=20, frames=20 * 288, mpixels=0.1024)


@pytest.fixture
def free(monkeypatch):
    """Return a function that sets how much of the disk is free."""

    def set_free(size):
        monkeypatch.setattr(forecast.shutil, "disk_usage", lambda _: SimpleNamespace(free=size))

    return set_free


def test_the_demos_videos_are_reckoned_as_they_were_measured():
    """44.6 MB of videos, and 48 MB of one video's sections."""
    assert DEMO.disk_bytes == pytest.approx(44.6e6 + 48e6, rel=0.05)


def test_stills_take_as_much_as_all_sections():
    kept = Forecast(20, 20 * 288, 0.1024, keeps_stills=True).disk_bytes
    assert kept - DEMO.disk_bytes == pytest.approx(20 * 48e6, rel=0.05)


def test_what_is_to_be_made_is_told_with_what_is_free(free, tmp_path):
    free(5e9)
    told = check_disk(DEMO, tmp_path)
    assert told == "20 videos, together of 5760 frames, for about 92 MB of the 5.0 GB that are free"


def test_a_disk_that_is_too_small_is_refused_before_anything_is_made(free, tmp_path):
    free(5e7)
    with pytest.raises(UserError, match="make room, or set ignore_disk=true"):
        check_disk(DEMO, tmp_path)


def test_whoever_knows_better_begins_all_the_same(free, tmp_path):
    free(5e7)
    assert "50 MB that are free" in check_disk(DEMO, tmp_path, ignore=True)


def test_nothing_to_make_takes_nothing():
    assert Forecast(0, 0, 0.1).disk_bytes == 0


def test_one_video_on_a_large_disk_is_told_as_people_do(free, tmp_path):
    free(1.84e12)
    told = check_disk(Forecast(1, 720, 0.25), tmp_path)
    assert told.startswith("1 video of 720 frames")
    assert "of the 1840.0 GB" in told
