"""Caption each section of an excerpt and find the song's genre."""

from pathlib import Path

from yellowsound.captions import caption_sections
from yellowsound.files import write_json
from yellowsound.genres import read_genres
from yellowsound.logs import rule_log
from yellowsound.sections import read_sections

with rule_log(snakemake.log[0]):
    captions = caption_sections(
        snakemake.wildcards.pair,
        snakemake.input.excerpt,
        read_sections(snakemake.input.sections),
        read_genres(snakemake.input.genres),
        Path(snakemake.input.models[0]).parent,
        snakemake.params.settings["captioner"],
        snakemake.params.given_genre,
        snakemake.threads,
    )
    write_json(snakemake.output[0], captions)
