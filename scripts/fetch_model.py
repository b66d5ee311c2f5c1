"""Fetch a model of the table from the hub."""

from pathlib import Path

from yellowsound.models.hub import HubModel, fetch_model
from yellowsound.run.logs import rule_log

with rule_log(snakemake.log[0]):
    fetch_model(HubModel(**snakemake.params.model), Path(snakemake.output[0]).parent)
