"""Lay out the keyframes and captions of all pairs in one picture."""

from yellowsound.run.logs import rule_log
from yellowsound.study.figures.contact_sheet import plot_contact_sheet

with rule_log(snakemake.log[0]):
    for path in snakemake.output:
        plot_contact_sheet(snakemake.input.keyframes, snakemake.input.captions, path)
