"""Write the page of two compared runs: the tables of the comparison, and both runs' videos."""

from pathlib import Path

from yellowsound.run.logs import rule_log
from yellowsound.study.report.of_runs import collect_runs
from yellowsound.study.report.page import render
from yellowsound.study.run_comparison import common_pairs, differing_keys, warnings_of
from yellowsound.study.runs import read_run
from yellowsound.study.tables import read_statistics

with rule_log(snakemake.log[0]):
    one, other = (read_run(Path(run)) for run in snakemake.params.runs)
    pairs = common_pairs(one, other)
    differences = read_statistics(snakemake.input.differences)
    keys = differing_keys(one, other, pairs)
    data = collect_runs((one, other), pairs, keys, differences, warnings_of(one, other))
    render(data, snakemake.output[0])
