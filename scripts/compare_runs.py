"""Compare two runs: which keys differ, the scores of both, and their paired differences."""

import logging
from pathlib import Path

from yellowsound.run.files import write_tsv
from yellowsound.run.logs import rule_log
from yellowsound.study.run_comparison import (
    both_scores,
    common_pairs,
    compare_runs,
    differing_keys,
    warnings_of,
)
from yellowsound.study.runs import read_run
from yellowsound.study.tables import write_statistics

with rule_log(snakemake.log[0]):
    one, other = (read_run(Path(run)) for run in snakemake.params.runs)
    pairs = common_pairs(one, other)
    for warning in warnings_of(one, other):
        logging.getLogger(__name__).warning("%s", warning)
    write_tsv(snakemake.output.differing, differing_keys(one, other, pairs))
    write_tsv(snakemake.output.scores, both_scores(one, other, pairs))
    write_statistics(compare_runs(one, other, pairs), snakemake.output.differences)
