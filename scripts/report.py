"""Write the report: a page with every score, statistic, figure and video of the study."""

from pathlib import Path

import pandas as pd

from yellowsound.logs import rule_log
from yellowsound.report.data import Figure, StatisticsTable, collect
from yellowsound.report.page import render

with rule_log(snakemake.log[0]):
    files, params = snakemake.input, snakemake.params
    statistics = [
        StatisticsTable(
            table=pd.read_csv(path, sep="\t", keep_default_na=False, na_values=[""]), **texts
        )
        for path, texts in zip(files.statistics, params.statistics, strict=True)
    ]
    figures = [
        Figure(path=Path(path), **texts)
        for path, texts in zip(files.figures, params.figures, strict=True)
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
    )
    render(data, snakemake.output[0])
