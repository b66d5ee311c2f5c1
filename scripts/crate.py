"""Describe the run's folder as a Workflow Run Crate, with the workflow itself in it."""

from pathlib import Path

from yellowsound.run.files import read_json, write_json
from yellowsound.run.logs import rule_log
from yellowsound.study.crate import describe_crate, keep_workflow

with rule_log(snakemake.log[0]):
    keep_workflow(snakemake.params.home, snakemake.output.workflow)
    folder = Path(snakemake.output.crate).parent
    provenance = read_json(snakemake.input.provenance)
    write_json(snakemake.output.crate, describe_crate(folder, snakemake.input.made, provenance))
