"""Fetch the MusiCNN tagger's published weights and rewrite them as safetensors."""

from pathlib import Path

from yellowsound.models.musicnn_weights import WHEEL, convert
from yellowsound.models.wheels import fetch_from_wheel
from yellowsound.run.logs import rule_log

with rule_log(snakemake.log[0]):
    fetch_from_wheel(WHEEL, convert, Path(snakemake.output[0]).parent)
