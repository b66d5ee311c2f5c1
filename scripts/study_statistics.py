"""Test whether pictures fit their own songs, compare the schedules, count who beats chance."""

import pandas as pd

from yellowsound.run.logs import rule_log
from yellowsound.study.contrasts import Primary
from yellowsound.study.tables import (
    column_descriptions,
    metrics_of,
    read_crossed,
    read_scores,
    study_statistics,
    write_statistics,
)

with rule_log(snakemake.log[0]):
    scores, params = read_scores(snakemake.input.table), snakemake.params
    primary = params.primary
    tables = study_statistics(
        scores,
        metrics_of(scores),
        params.seed,
        crossed=pd.concat(map(read_crossed, snakemake.input.crossed), ignore_index=True),
        primary=Primary(**primary) if primary else None,
        margin=params.margin,
    )
    for name, table in tables.items():
        write_statistics(table, snakemake.output[name])
    write_statistics(column_descriptions(), snakemake.output.columns)
