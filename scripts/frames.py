"""Render one section of a video: the walk from one keyframe to the next at the schedule's pace."""

from pathlib import Path

import pandas as pd

from yellowsound.frames import WALKERS, render_section
from yellowsound.logs import rule_log
from yellowsound.model_files import by_name
from yellowsound.painting import WalkBrief
from yellowsound.plug_ins import execution_of

with rule_log(snakemake.log[0]):
    take, name, number = (snakemake.wildcards[key] for key in ("take", "schedule", "section"))
    params = snakemake.params
    schedule = pd.read_csv(snakemake.input.schedule, sep="\t")
    t = schedule.loc[schedule["section"] == int(number), "t"].to_numpy()
    brief = WalkBrief(
        folder=Path(snakemake.input.keyframes),
        section=int(number),
        t=t,
        models=by_name(snakemake.input.models),
        threads=snakemake.threads,
        options={**params.settings, "seed": params.seed, **execution_of(snakemake.config)},
    )
    # A song may end before a planned section begins.
    frames = WALKERS[params.walker](brief) if t.size else []
    render_section(frames, t.size, snakemake.output[0], params.fps, f"{take} {name} {number}")
