"""Draw the study: its evidence and how it holds, AVS by genre, and all metrics against chance."""

from yellowsound.run.logs import rule_log
from yellowsound.run.plots import save_printed
from yellowsound.study.contrasts import Primary
from yellowsound.study.figures.evidence import evidence_figure
from yellowsound.study.figures.specifications import dose_figure, specification_figure
from yellowsound.study.figures.study import calibrated_figure, genre_figure
from yellowsound.study.headline import headline_metrics
from yellowsound.study.tables import metrics_of, read_scores, read_statistics

with rule_log(snakemake.log[0]):
    files, drawn, primary = snakemake.input, snakemake.output, snakemake.params.primary
    width_mm = snakemake.params.width_mm
    table = read_scores(files.table)
    save_printed(genre_figure(table, metrics_of(table)[0], width_mm), drawn.genres)
    save_printed(calibrated_figure(table, width_mm=width_mm), drawn.calibrated)
    told = [read_statistics(path) for path in (files.pairing, files.comparisons)]
    metrics = headline_metrics(metrics_of(table), Primary(**primary) if primary else None)
    save_printed(evidence_figure(*told, metrics, width_mm), drawn.evidence)
    specified, dosed = (
        read_statistics(path) for path in (files.specifications, files.dose_response)
    )
    save_printed(specification_figure(specified, width_mm), drawn.specifications)
    save_printed(dose_figure(dosed, width_mm), drawn.dose_response)
