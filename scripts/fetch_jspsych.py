"""Fetch jsPsych, which runs the experiment in the browser."""

from pathlib import Path

from yellowsound.experiment.jspsych import fetch_jspsych
from yellowsound.run.logs import rule_log

with rule_log(snakemake.log[0]):
    fetch_jspsych(Path(snakemake.output[0]).parent)
