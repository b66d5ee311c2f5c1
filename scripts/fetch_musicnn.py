"""Fetch the MusiCNN tagger's published weights and rewrite them as safetensors."""

import tempfile

from yellowsound.logs import rule_log
from yellowsound.musicnn_weights import convert, fetch_wheel

with rule_log(snakemake.log[0]), tempfile.TemporaryDirectory() as folder:
    convert(fetch_wheel(folder), snakemake.output[0])
