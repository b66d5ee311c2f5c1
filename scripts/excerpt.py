"""Decode the excerpt of a song, sample-exact, to a WAV file, and plan its sections."""

from yellowsound.inputs.checked import read_songs
from yellowsound.inputs.excerpt import write_excerpt
from yellowsound.inputs.unchanged import as_checked
from yellowsound.run.logs import rule_log
from yellowsound.run.sections import split_sections, write_sections

with rule_log(snakemake.log[0]):
    checked = read_songs(snakemake.input.checked)[snakemake.wildcards.pair]
    section_s = snakemake.params.settings["section_s"]
    write_sections(snakemake.output.sections, split_sections(checked.duration_s, section_s))
    song = snakemake.params.song
    with as_checked(song, checked.song_sha256):
        write_excerpt(
            song,
            snakemake.output.audio,
            checked.start_s,
            checked.duration_s,
            bool(checked.mended),
        )
