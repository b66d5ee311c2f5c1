"""Compare the schedules with the baseline, and count whose scores chance does not explain."""

from yellowsound.run.logs import rule_log
from yellowsound.study.tables import (
    column_descriptions,
    metrics_of,
    read_scores,
    study_statistics,
    write_statistics,
)

with rule_log(snakemake.log[0]):
    scores = read_scores(snakemake.input.table)
    tables = study_statistics(scores, metrics_of(scores), snakemake.params.seed)
    for name, table in tables.items():
        write_statistics(table, snakemake.output[name])
    write_statistics(column_descriptions(), snakemake.output.columns)
