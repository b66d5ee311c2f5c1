"""Collect what was found out about all pairs into one table."""

import pandas as pd

from yellowsound.inputs.check_inputs import COLUMNS
from yellowsound.run.files import write_tsv
from yellowsound.run.logs import rule_log

with rule_log(snakemake.log[0]):
    rows = [pd.read_csv(path, sep="\t", dtype=str) for path in snakemake.input]
    table = pd.concat(rows)
    for place, of_pairs in snakemake.params.places.items():
        table[place] = table["pair"].map(of_pairs)
    write_tsv(snakemake.output[0], table[list(COLUMNS)])
