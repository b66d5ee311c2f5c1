"""Fetch the word lists of CLIP Interrogator, and nothing else of its package."""

from pathlib import Path

from yellowsound.models.wheels import fetch_from_wheel
from yellowsound.models.word_lists import WHEEL, convert
from yellowsound.run.logs import rule_log

with rule_log(snakemake.log[0]):
    fetch_from_wheel(WHEEL, convert, Path(snakemake.output[0]).parent)
