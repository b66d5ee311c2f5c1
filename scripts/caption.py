"""Caption each section of an excerpt and find the song's genre."""

from yellowsound.captions import caption_sections
from yellowsound.files import write_json
from yellowsound.genres import read_genres
from yellowsound.logs import rule_log
from yellowsound.model_files import by_name
from yellowsound.plug_ins import execution_of
from yellowsound.sections import read_sections

with rule_log(snakemake.log[0]):
    captions = caption_sections(
        snakemake.wildcards.pair,
        snakemake.input.excerpt,
        read_sections(snakemake.input.sections),
        read_genres(snakemake.input.genres),
        by_name(snakemake.input.models),
        snakemake.params.captioner,
        snakemake.params.given_genre,
        snakemake.threads,
        {**snakemake.params.settings, **execution_of(snakemake.config)},
    )
    write_json(snakemake.output[0], captions)
