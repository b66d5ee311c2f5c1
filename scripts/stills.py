"""Write each frame of a section as a PNG, moved as the video shows it."""

import pandas as pd

from yellowsound.frames.frames import extract_stills
from yellowsound.run.logs import rule_log
from yellowsound.schedule.channels import held

with rule_log(snakemake.log[0]):
    schedule = pd.read_csv(snakemake.input.schedule, sep="\t")
    number = int(snakemake.wildcards.section)
    first = int((schedule["section"] < number).sum())
    channels = held(schedule[schedule["section"] == number])
    extract_stills(snakemake.input.video, snakemake.output[0], first, channels)
