"""Render sections of a video: walks from keyframe to keyframe at the schedule's pace."""

from functools import partial
from pathlib import Path

from yellowsound.frames.brief import WalkBrief
from yellowsound.frames.frames import ending_frames, read_schedule, render_section, walked
from yellowsound.models.folders import by_name
from yellowsound.run.logs import rule_log
from yellowsound.run.plug_ins import options_of, the
from yellowsound.run.sections import numbers_of

with rule_log(snakemake.log[0]):
    take, name, part = (snakemake.wildcards[key] for key in ("take", "schedule", "part"))
    params, walker = snakemake.params, the("walker", snakemake.config)
    schedule, fps = read_schedule(snakemake.input.schedule), params.settings["fps"]
    brief = partial(
        WalkBrief,
        folder=Path(snakemake.input.keyframes),
        fps=fps,
        models=by_name(snakemake.input.models),
        threads=snakemake.threads,
        options={**options_of(walker, snakemake.config), "seed": params.seed},
    )
    briefs = []
    for number in numbers_of(part):
        inside = schedule["section"] == number
        accents = schedule["style"][inside] if "style" in schedule else None
        # A song may end before a planned section begins.
        if inside.any():
            briefs.append(brief(section=number, t=schedule["t"][inside], accents=accents))
    label, count = f"{take} {name} {part}", sum(brief.t.size for brief in briefs)
    is_last = schedule["section"].max() in numbers_of(part)
    ends_black = is_last and params.settings["ending"] == "black"
    ending = ending_frames(briefs[-1].t.size, fps) if ends_black else 0
    frames = walked(walker.make, briefs, f"{take} {name}")
    render_section(frames, count, snakemake.output[0], fps, label, ending)
