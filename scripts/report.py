"""Write the report: a page with every score, statistic, figure and video of the study."""

from pathlib import Path

from yellowsound.run.logs import rule_log
from yellowsound.study.report.contents import Figure, StatisticsTable
from yellowsound.study.report.data import collect
from yellowsound.study.report.items import FIGURES, STATISTICS
from yellowsound.study.report.page import render
from yellowsound.study.tables import column_texts, read_statistics

with rule_log(snakemake.log[0]):
    files, params = snakemake.input, snakemake.params
    captions = {Path(path).stem: Path(path).read_text("utf-8").strip() for path in files.texts}
    statistics = [
        StatisticsTable(item.title, captions[name], read_statistics(path), column_texts(name))
        for (name, item), path in zip(STATISTICS.items(), files.statistics, strict=True)
    ]
    figures = [
        Figure(
            path=Path(path),
            title=": ".join(filter(None, (FIGURES[name].title, of))),
            caption=captions[name],
            alt=FIGURES[name].alt,
        )
        for (name, of), path in zip(params.figures, files.figures, strict=True)
    ]
    data = collect(
        params.run,
        files.table,
        signals=files.signals,
        schedules=files.schedules,
        captions=files.captions,
        keyframes=files.keyframes,
        videos=files.videos,
        statistics=statistics,
        figures=figures,
        models=params.models,
        missing=files.missing,
        factors=params.factors,
    )
    render(data, snakemake.output[0])
