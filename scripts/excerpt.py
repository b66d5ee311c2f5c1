"""Decode the excerpt of a song, sample-exact, to a WAV file, and say where its sections lie."""

from yellowsound.excerpt import write_excerpt
from yellowsound.logs import rule_log
from yellowsound.sections import split_sections, write_sections

with rule_log(snakemake.log[0]):
    timing = snakemake.params.timing
    write_sections(
        snakemake.output.sections, split_sections(timing["duration_s"], timing["section_s"])
    )
    write_excerpt(
        snakemake.input.song, snakemake.output.audio, timing["start_s"], timing["duration_s"]
    )
