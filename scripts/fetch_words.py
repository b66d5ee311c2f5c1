"""Fetch the word lists of CLIP Interrogator, and nothing else of its package."""

import tempfile

from yellowsound.models.wheels import fetch_wheel
from yellowsound.models.word_lists import WHEEL, convert
from yellowsound.run.logs import rule_log

with rule_log(snakemake.log[0]), tempfile.TemporaryDirectory() as folder:
    convert(fetch_wheel(WHEEL, folder), snakemake.output[0])
