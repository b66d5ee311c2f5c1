"""Lay out the keyframes and captions of some pairs on a page of the contact sheet."""

from yellowsound.run.logs import rule_log
from yellowsound.study.figures.contact_sheet import save_page
from yellowsound.study.figures.sheet_layout import layout_of

with rule_log(snakemake.log[0]):
    files, params = snakemake.input, snakemake.params
    layout = layout_of(params.pairs, params.pictures, params.width_mm)
    save_page(files.keyframes, files.captions, layout, snakemake.output)
