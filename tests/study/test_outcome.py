"""Who makes one video is told where it lies and how it scored."""

import pytest

from yellowsound.run.files import write_json
from yellowsound.study.outcome import outcome

METRICS = ("avs", "flux_onset_r")
SCORES = {"avs": 0.5, "flux_onset_r": 0.384, "flux_onset_r_null_mean": 0.021}


@pytest.fixture
def results(tmp_path):
    """A run whose video `onset` is scored, and whose video `linear` is not yet."""
    for schedule in ("onset", "linear"):
        video = tmp_path / "videos" / "night" / f"{schedule}.mp4"
        video.parent.mkdir(parents=True, exist_ok=True)
        video.touch()
    (tmp_path / "synchrony" / "night").mkdir(parents=True)
    write_json(tmp_path / "synchrony" / "night" / "onset.json", SCORES)
    return tmp_path


def told(results):
    return outcome(results, [("night", "onset"), ("night", "linear")], METRICS)


def test_a_scored_video_is_told_with_its_headline_score_beside_chance(results):
    assert told(results) == [
        f"Video:  {results}/videos/night/onset.mp4 (flux_onset_r 0.38, by chance 0.02)"
    ]


def test_the_report_is_told_last_where_there_is_one(results):
    (results / "report").mkdir()
    (results / "report" / "index.html").touch()
    assert told(results)[1:] == [f"Report: {results}/report/index.html"]


def test_a_metric_that_has_no_value_is_not_told_as_one(results):
    write_json(results / "synchrony" / "night" / "onset.json", {"flux_onset_r": None})
    assert "flux_onset_r has no score of it" in told(results)[0]
