"""What the page's tests show: a small plan, and scores of videos that do not flash."""

from films_made import FPS

from yellowsound.experiment.page import Plan

STILL = {"flashes_per_s": 0, "red_flashes_per_s": 0}
PLAN = Plan(
    run="study",
    seed=0,
    minutes=20,
    participants=4,
    layout="side-by-side",
    metric="felt",
    fps=FPS,
    crf=10,
    post="",
    analysis={"limits": {"catch_right": 0.6}, "primary": ["onset", "linear"], "seed": 0},
)
