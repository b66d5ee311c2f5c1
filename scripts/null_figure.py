"""Draw the scores of one pair's videos against the distributions of their nulls."""

import pandas as pd

from yellowsound.run.files import read_json
from yellowsound.run.logs import rule_log
from yellowsound.run.plots import save_printed
from yellowsound.study.figures.nulls import null_figure
from yellowsound.study.table import synchrony_table

with rule_log(snakemake.log[0]):
    scores = [read_json(path) for path in snakemake.input.scores]
    draws = [pd.read_csv(path, sep="\t") for path in snakemake.input.nulls]
    nulls = {score["schedule"]: null for score, null in zip(scores, draws, strict=True)}
    pairs = [score["pair"] for score in scores]
    table = synchrony_table(scores, dict.fromkeys(pairs), {}, [None] * len(scores), pairs)
    save_printed(null_figure(table, nulls, snakemake.params.width_mm), snakemake.output)
