"""Render one section of a video: the walk from one keyframe to the next at the schedule's pace."""

from pathlib import Path

from yellowsound.frames.brief import WalkBrief
from yellowsound.frames.frames import ending_frames, read_schedule, render_section
from yellowsound.models.folders import by_name
from yellowsound.run.logs import rule_log
from yellowsound.run.plug_ins import options_of, the

with rule_log(snakemake.log[0]):
    take, name, number = (snakemake.wildcards[key] for key in ("take", "schedule", "section"))
    params, walker = snakemake.params, the("walker", snakemake.config)
    schedule = read_schedule(snakemake.input.schedule)
    inside = schedule["section"] == int(number)
    t = schedule["t"][inside]
    brief = WalkBrief(
        folder=Path(snakemake.input.keyframes),
        section=int(number),
        t=t,
        fps=params.settings["fps"],
        accents=schedule["style"][inside] if "style" in schedule else None,
        models=by_name(snakemake.input.models),
        threads=snakemake.threads,
        options={**options_of(walker, snakemake.config), "seed": params.seed},
    )
    # A song may end before a planned section begins.
    frames = walker.make(brief) if t.size else []
    fps, label = params.settings["fps"], f"{take} {name} {number}"
    is_last = int(number) == schedule["section"].max()
    ends_black = is_last and params.settings["ending"] == "black"
    ending = ending_frames(t.size, fps) if ends_black else 0
    render_section(frames, t.size, snakemake.output[0], fps, label, ending)
