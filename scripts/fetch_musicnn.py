"""Fetch the MusiCNN tagger's published weights and rewrite them as safetensors."""

import tempfile

from yellowsound.models.musicnn_weights import WHEEL, convert
from yellowsound.models.wheels import fetch_wheel
from yellowsound.run.logs import rule_log

with rule_log(snakemake.log[0]), tempfile.TemporaryDirectory() as folder:
    convert(fetch_wheel(WHEEL, folder), snakemake.output[0])
