"""Write each frame of a section as a PNG, moved as the video shows it."""

from yellowsound.frames.frames import extract_stills, read_schedule
from yellowsound.run.logs import rule_log
from yellowsound.schedule.channels import held

with rule_log(snakemake.log[0]):
    schedule = read_schedule(snakemake.input.schedule)
    number = int(snakemake.wildcards.section)
    first = int((schedule["section"] < number).sum())
    inside = schedule["section"] == number
    channels = {name: values[inside] for name, values in held(schedule).items()}
    extract_stills(snakemake.input.video, snakemake.output[0], first, channels)
