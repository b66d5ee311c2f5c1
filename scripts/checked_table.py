"""Collect what was found out about all pairs into one table."""

import pandas as pd

from yellowsound.inputs.checked import COLUMNS, GIVEN
from yellowsound.run.files import read_text_table, write_tsv
from yellowsound.run.logs import rule_log

with rule_log(snakemake.log[0]):
    rows = [read_text_table(path) for path in snakemake.input]
    table = pd.concat(rows)
    for column in GIVEN:
        told = {pair: row[column] for pair, row in snakemake.params.given.items()}
        table[column] = table["pair"].map(told)
    write_tsv(snakemake.output[0], table[list(COLUMNS)])
