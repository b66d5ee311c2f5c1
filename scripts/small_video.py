"""Encode a video anew, small enough to be sent with the report."""

from yellowsound.run.logs import rule_log
from yellowsound.video.small import Small, write_small

with rule_log(snakemake.log[0]):
    source = snakemake.input.get("video") or snakemake.params.elsewhere
    write_small(source, snakemake.output[0], Small(**snakemake.params.size))
