"""Lay out the keyframes and captions of all pairs in one picture."""

from yellowsound.contact_sheet import plot_contact_sheet
from yellowsound.logs import rule_log

with rule_log(snakemake.log[0]):
    for path in snakemake.output:
        plot_contact_sheet(snakemake.input.keyframes, snakemake.input.captions, path)
