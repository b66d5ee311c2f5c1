"""Turn what was heard of a song into a schedule."""

import pandas as pd

from yellowsound.run.files import write_tsv
from yellowsound.run.logs import rule_log
from yellowsound.run.plug_ins import chosen, load
from yellowsound.run.seeds import derive_seed
from yellowsound.schedule.moving import make_moves
from yellowsound.schedule.schedule import make_schedule

with rule_log(snakemake.log[0]):
    pair = snakemake.wildcards.pair
    energies = pd.read_csv(snakemake.input.hearing, sep="\t")
    plug_in = chosen("schedule", snakemake.config)[snakemake.params.schedule]
    contrast, smooth, fps = (snakemake.params.common[k] for k in ("contrast", "smooth", "fps"))
    moves = [(load("move", named), own) for named, own in snakemake.params.moves]
    channels = make_moves(energies, moves, fps, derive_seed(snakemake.params.seed, pair))
    settings = {**snakemake.params.settings, **snakemake.params.files}
    schedule = make_schedule(energies, plug_in, settings, contrast, channels, smooth)
    write_tsv(snakemake.output[0], schedule)
