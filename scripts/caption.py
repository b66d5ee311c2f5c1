"""Caption each section of an excerpt and find the song's genre."""

import numpy as np

from yellowsound.captions.caption import caption_sections
from yellowsound.captions.genres import read_genres
from yellowsound.models.folders import by_name
from yellowsound.run.files import read_json, write_json
from yellowsound.run.logs import rule_log
from yellowsound.run.plug_ins import options_of, the
from yellowsound.run.sections import from_told

with rule_log(snakemake.log[0]):
    captioner = the("captioner", snakemake.config)
    heard = read_json(snakemake.input.heard)
    captions = caption_sections(
        captioner,
        snakemake.wildcards.pair,
        snakemake.input.excerpt,
        from_told(heard["sections"]),
        read_genres(snakemake.config["genres"]),
        by_name(snakemake.input.models),
        np.array(heard["beats_s"]),
        snakemake.params.given_genre,
        snakemake.threads,
        options_of(captioner, snakemake.config),
    )
    write_json(snakemake.output[0], captions)
