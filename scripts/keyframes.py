"""Paint the opening and a keyframe for each section of a pair."""

import numpy as np

from yellowsound.artwork import crop_to_frame, open_artwork
from yellowsound.files import read_json
from yellowsound.genres import read_genres
from yellowsound.keyframes import paint_keyframes
from yellowsound.logs import rule_log
from yellowsound.model_files import by_name
from yellowsound.painting import Brief
from yellowsound.plug_ins import execution_of
from yellowsound.style_painter import read_affinities

with rule_log(snakemake.log[0]):
    common = snakemake.params.common
    size = common["width"], common["height"]
    brief = Brief(
        pair=snakemake.params.pair,
        artworks=[
            np.asarray(crop_to_frame(open_artwork(path), *size))
            for path in snakemake.input.artworks
        ],
        weights=snakemake.params.artwork_weights,
        captions=read_json(snakemake.input.captions),
        opening=common["opening"],
        seed=snakemake.params.seed,
        models=by_name(snakemake.input.models),
        threads=snakemake.threads,
        options={
            **snakemake.params.settings,
            **execution_of(snakemake.config),
            "mixtures": {
                genre.name: genre.mixture for genre in read_genres(snakemake.input.genres)
            },
            "affinities": read_affinities(snakemake.input.styles),
        },
    )
    paint_keyframes(snakemake.params.painter, brief, snakemake.output[0])
