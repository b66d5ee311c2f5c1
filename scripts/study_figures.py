"""Draw the study: AVS by genre with its null band, and all metrics against their nulls."""

from yellowsound.run.logs import rule_log
from yellowsound.run.plots import save_printed
from yellowsound.study.figures.study import calibrated_figure, genre_figure
from yellowsound.study.tables import metrics_of, read_scores

with rule_log(snakemake.log[0]):
    table = read_scores(snakemake.input.table)
    save_printed(genre_figure(table, metrics_of(table)[0]), snakemake.output.genres)
    save_printed(calibrated_figure(table), snakemake.output.calibrated)
