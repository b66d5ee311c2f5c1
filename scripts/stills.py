"""Write each frame of a video as a PNG, moved as the video shows it."""

from yellowsound.frames.frames import extract_stills, read_schedule, read_sections
from yellowsound.run.logs import rule_log
from yellowsound.schedule.channels import held
from yellowsound.video.tame import tamed

with rule_log(snakemake.log[0]):
    parts, params = snakemake.input.parts, snakemake.params
    channels = held(read_schedule(snakemake.input.schedule))
    if channels and params.tame:
        channels, _ = tamed(lambda: read_sections(parts), channels, params.fps)
    extract_stills(parts, snakemake.output[0], channels)
