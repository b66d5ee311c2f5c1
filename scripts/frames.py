"""Render one section of a video: the walk from one keyframe to the next at the schedule's pace."""

from pathlib import Path

import pandas as pd

from yellowsound.frames import WALKERS, render_section
from yellowsound.logs import rule_log

with rule_log(snakemake.log[0]):
    pair, name, number = (snakemake.wildcards[key] for key in ("pair", "schedule", "section"))
    settings = snakemake.params.settings
    schedule = pd.read_csv(snakemake.input.schedule, sep="\t")
    t = schedule.loc[schedule["section"] == int(number), "t"].to_numpy()
    walk = WALKERS[settings["walker"]]
    # A song may end before a planned section begins.
    frames = (
        walk(Path(snakemake.input.keyframes), int(number), t, snakemake.threads) if t.size else []
    )
    render_section(frames, t.size, snakemake.output[0], settings["fps"], f"{pair} {name} {number}")
