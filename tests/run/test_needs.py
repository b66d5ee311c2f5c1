"""What a job asks for follows from its input, and grows with each attempt."""

from pathlib import Path

import pytest

from yellowsound.run.config import read_config
from yellowsound.run.needs import grown, sections_a_job, stage_memory_mb, stage_runtime_min
from yellowsound.run.plug_ins import load

FOLDER = Path(__file__).parents[2] / "config"
EMBEDDED = read_config({}, FOLDER)
PAPER = read_config({"preset": "paper"}, FOLDER)
STAGES = ("captioner", "painter", "walker")


def test_each_attempt_asks_for_twice_as_much_in_whole_numbers():
    assert [grown(1200.5, attempt) for attempt in (1, 2, 3)] == [1201, 2401, 4802]


@pytest.mark.parametrize("stage", ["painter", "walker"])
def test_larger_frames_take_more_memory_and_time(stage):
    large = {**EMBEDDED, "width": 2048, "height": 1024}
    small_mb, large_mb = (stage_memory_mb(stage, c, False) for c in (EMBEDDED, large))
    assert large_mb > 2 * small_mb
    small_min, large_min = (stage_runtime_min(stage, c, False, 30) for c in (EMBEDDED, large))
    assert large_min > small_min


def test_a_small_frame_on_a_large_canvas_takes_what_a_large_frame_takes():
    large = {**EMBEDDED, "width": 1024, "height": 1024}
    settings = {**EMBEDDED["style-vectors"], "canvas": 1024}
    canvas = {**EMBEDDED, "width": 256, "height": 256, "style-vectors": settings}
    for stage in ("painter", "walker"):
        for needs in (stage_memory_mb, stage_runtime_min):
            more = (30,) if needs is stage_runtime_min else ()
            assert needs(stage, canvas, False, *more) == needs(stage, large, False, *more)


@pytest.mark.parametrize("config", [EMBEDDED, PAPER], ids=["embedded", "paper"])
@pytest.mark.parametrize("stage", ["captioner", "painter"])
def test_each_section_more_takes_as_much_time_more(stage, config):
    gpu = config is PAPER
    one, two, three = (stage_runtime_min(stage, config, gpu, s) for s in (10, 20, 30))
    assert two > one
    assert three - two == pytest.approx(two - one)


def test_a_walkers_job_takes_as_long_however_long_the_song():
    assert stage_runtime_min("walker", EMBEDDED, False, 300) == stage_runtime_min(
        "walker", EMBEDDED, False, 3000
    )


def test_a_job_renders_as_many_small_sections_as_take_ten_minutes_at_worst():
    small = {**EMBEDDED, "width": 256, "height": 256, "section_s": 5}
    sections = sections_a_job(small)
    assert sections > sections_a_job(EMBEDDED) > 1
    base_min = load("walker", EMBEDDED["walker"]).runtime_min
    asked_min = stage_runtime_min("walker", small, False, 3000) - base_min
    assert asked_min <= 10 + 1 < asked_min * (sections + 1) / sections + 1


def test_a_large_section_is_a_job_of_its_own():
    assert sections_a_job({**EMBEDDED, "width": 2048, "height": 2048}) == 1


def test_a_walker_that_wants_a_gpu_renders_one_section_a_job_on_any_device():
    assert sections_a_job(PAPER) == 1
    assert sections_a_job({**PAPER, "device": "cpu", "width": 64, "height": 64}) == 1


def test_sections_that_begin_with_bars_may_take_longer_to_render():
    bars = {**EMBEDDED, "section_grid": "bars"}
    assert stage_runtime_min("walker", bars, False, 60) > stage_runtime_min(
        "walker", EMBEDDED, False, 60
    )


@pytest.mark.parametrize("stage", STAGES)
def test_the_papers_models_ask_for_more_time_without_a_gpu(stage):
    with_gpu, without = (stage_runtime_min(stage, PAPER, gpu, 30) for gpu in (True, False))
    assert without > with_gpu


def test_a_section_at_its_measured_rate_is_done_in_half_of_what_is_asked_for():
    """5.8 frames a second at 512x512 on one core (benchmarks/frames_rate.py)."""
    rendered_min = 10 * 30 / 5.8 / 60
    assert stage_runtime_min("walker", EMBEDDED, False, 30) > 2 * rendered_min
