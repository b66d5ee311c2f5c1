"""Write each frame of a video as a PNG, moved as the video shows it."""

from yellowsound.frames.frames import extract_stills, read_schedule
from yellowsound.run.logs import rule_log
from yellowsound.schedule.channels import held

with rule_log(snakemake.log[0]):
    schedule = read_schedule(snakemake.input.schedule)
    extract_stills(snakemake.input.parts, snakemake.output[0], held(schedule))
