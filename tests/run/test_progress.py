"""How far a run is, and when it will be done, told from jobs that begin and end."""

import pytest

from yellowsound.run.progress import Progress, duration_text


def run_job(progress, job, rule, start_s, end_s):
    progress.begin(job, rule, start_s)
    progress.finish(job, end_s)


def test_videos_parts_and_jobs_are_counted():
    progress = Progress({"frames": 4, "video": 2, "table": 1})
    run_job(progress, 1, "frames", 0, 10)
    run_job(progress, 2, "video", 10, 12)
    assert progress.line(12).startswith("1 of 2 videos, 1 of 4 parts, 2 of 7 jobs")


def test_what_an_earlier_run_has_made_counts_among_the_videos():
    assert Progress({"video": 8}, videos_before=12).line(0) == "12 of 20 videos, 0 of 8 jobs"


def test_no_time_is_told_before_a_section_is_there():
    progress = Progress({"hearing": 1, "frames": 4, "video": 1})
    run_job(progress, 1, "hearing", 0, 5)
    assert progress.left_s(5) is None
    assert "left" not in progress.line(5)


def test_the_rest_takes_as_long_as_jobs_of_its_rule_did():
    progress = Progress({"frames": 4})
    run_job(progress, 1, "frames", 0, 10)
    assert progress.left_s(10) == pytest.approx(30)


def test_jobs_that_run_at_the_same_time_are_done_sooner():
    progress = Progress({"frames": 4})
    for job in (1, 2):
        progress.begin(job, "frames", 0)
    for job in (1, 2):
        progress.finish(job, 10)
    assert progress.left_s(10) == pytest.approx(10)


def test_what_a_running_job_has_spent_is_not_left_any_more():
    progress = Progress({"frames": 2})
    run_job(progress, 1, "frames", 0, 10)
    progress.begin(2, "frames", 10)
    assert progress.left_s(16) == pytest.approx(4)


def test_a_job_that_takes_longer_than_others_leaves_no_negative_time():
    progress = Progress({"frames": 2})
    run_job(progress, 1, "frames", 0, 10)
    progress.begin(2, "frames", 10)
    assert progress.left_s(60) == 0


def test_a_rule_of_which_nothing_is_done_takes_what_others_usually_do():
    progress = Progress({"frames": 1, "hearing": 1, "check": 1, "table": 2})
    for job, (rule, took_s) in enumerate((("frames", 30), ("hearing", 4), ("check", 2))):
        run_job(progress, job, rule, 100 * job, 100 * job + took_s)
    # 2 x 4 s of work at a pace of 36 s in 202 s.
    assert progress.left_s(202) == pytest.approx(8 * 202 / 36)


def test_a_job_that_failed_is_neither_done_nor_running():
    progress = Progress({"frames": 2})
    run_job(progress, 1, "frames", 0, 10)
    progress.begin(2, "frames", 10)
    progress.fail(2, 15)
    progress.finish(2, 20)
    assert progress.done == {"frames": 1}


def test_the_summary_tells_how_long_it_took_and_nothing_of_the_rest():
    progress = Progress({"frames": 2, "video": 1})
    run_job(progress, 1, "frames", 100, 220)
    assert progress.summary(220) == "0 of 1 videos, 1 of 2 parts, 1 of 3 jobs, in 2 min"


def test_frames_are_told_of_the_time_in_which_parts_were_rendered():
    progress = Progress({"hearing": 1, "frames": 4, "video": 1}, frames_of_part=240)
    run_job(progress, 1, "hearing", 0, 100)
    assert progress.frames_per_s() is None
    for job in (2, 3):
        progress.begin(job, "frames", 100)
    for job in (2, 3):
        progress.finish(job, 120)
    run_job(progress, 4, "video", 120, 150)
    run_job(progress, 5, "frames", 150, 160)
    assert progress.frames_per_s() == pytest.approx(3 * 240 / 30)
    assert "24 frames a second" in progress.line(200)


def test_a_part_that_failed_has_taken_its_time_and_made_no_frame():
    progress = Progress({"frames": 4}, frames_of_part=240)
    run_job(progress, 1, "frames", 0, 100)
    progress.begin(2, "frames", 100)
    progress.fail(2, 200)
    assert progress.frames_per_s() == pytest.approx(240 / 200)
    assert "1.2 frames a second" in progress.line(300)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "5 s"),
        (43, "45 s"),
        (58, "1 min"),
        (720, "12 min"),
        (3580, "1 h"),
        (12_000, "3 h 20 min"),
        (86_400, "1 d"),
        (187_300, "2 d 4 h"),
    ],
)
def test_durations_are_told_as_people_do(seconds, said):
    assert duration_text(seconds) == said
