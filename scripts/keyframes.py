"""Paint the opening and a keyframe for each section of a pair."""

from pathlib import Path

import numpy as np

from yellowsound.descriptions.describe import read_texts
from yellowsound.inputs.artwork import crop_to_frame, open_artwork
from yellowsound.inputs.checked import refuse_problems
from yellowsound.keyframes.brief import Brief
from yellowsound.keyframes.keyframes import paint_keyframes
from yellowsound.keyframes.lenders import read_lenders
from yellowsound.models.folders import by_name
from yellowsound.run.files import read_json
from yellowsound.run.logs import rule_log
from yellowsound.run.plug_ins import options_of, the

with rule_log(snakemake.log[0]):
    refuse_problems(snakemake.input.checked)
    painter, common = the("painter", snakemake.config), snakemake.params.common
    size = common["width"], common["height"]
    artworks = [
        np.asarray(crop_to_frame(open_artwork(path), *size)) for path in snakemake.params.artworks
    ]
    captions = read_json(snakemake.input.captions)
    brief = Brief(
        pair=snakemake.params.pair,
        artworks=artworks,
        weights=snakemake.params.artwork_weights,
        captions=captions,
        opening=common["opening"],
        seed=snakemake.params.seed,
        models=by_name(snakemake.input.models),
        threads=snakemake.threads,
        options=options_of(painter, snakemake.config),
        tables={table: Path(snakemake.config[table]) for table in painter.tables},
        files=[Path(path) for path in snakemake.params.artworks],
        lenders=read_lenders(snakemake.params.styles, snakemake.params.genre_pictures, captions),
        descriptions=read_texts(snakemake.input.descriptions),
        corpus=read_texts(snakemake.input.corpus),
        prompts=tuple(snakemake.params.prompts),
    )
    paint_keyframes(painter, brief, snakemake.output[0])
