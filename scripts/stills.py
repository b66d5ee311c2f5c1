"""Write each frame of a section as a PNG."""

from yellowsound.frames.frames import extract_stills, read_path
from yellowsound.run.logs import rule_log

with rule_log(snakemake.log[0]):
    sections, _ = read_path(snakemake.input.schedule)
    first = int((sections < int(snakemake.wildcards.section)).sum())
    extract_stills(snakemake.input.video, snakemake.output[0], first)
