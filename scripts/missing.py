"""List the videos that the study lacks, each with the reason that its logs tell."""

import pandas as pd

from yellowsound.run.files import write_tsv
from yellowsound.run.logs import rule_log
from yellowsound.study.missing import COLUMNS

with rule_log(snakemake.log[0]):
    write_tsv(snakemake.output[0], pd.DataFrame(snakemake.params.rows, columns=list(COLUMNS)))
