"""Write the report: a page with every score, statistic, figure and video of the study."""

from pathlib import Path

from yellowsound.run.logs import rule_log
from yellowsound.study.contrasts import Primary
from yellowsound.study.report.contents import Figure, StatisticsTable
from yellowsound.study.report.data import collect
from yellowsound.study.report.evidence import evidence_of
from yellowsound.study.report.items import FIGURES, STATISTICS, TRUST
from yellowsound.study.report.page import render
from yellowsound.study.tables import column_texts, metrics_of, read_scores, read_statistics

SHOWN = ("signals", "schedules", "captions", "keyframes", "videos", "missing")

with rule_log(snakemake.log[0]):
    files, params = snakemake.input, snakemake.params
    texts = {Path(path).stem: Path(path).read_text("utf-8").strip() for path in files.texts}
    tables = {Path(path).stem: read_statistics(path) for path in (*files.statistics, *files.trust)}
    statistics, trust = (
        [StatisticsTable(i.title, texts[n], tables[n], column_texts(n)) for n, i in items.items()]
        for items in (STATISTICS, TRUST)
    )
    figures = [
        Figure(
            path=Path(path),
            title=": ".join(filter(None, (FIGURES[name].title, of))),
            caption=texts[name],
            alt=FIGURES[name].alt,
            section=FIGURES[name].section,
        )
        for (name, of), path in zip(params.figures, files.figures, strict=True)
    ]
    scores, primary = (
        read_scores(files.table),
        Primary(**params.primary) if params.primary else None,
    )
    told = (scores, metrics_of(scores), tables["pairing"], tables["comparisons"], primary)
    data = collect(
        params.run,
        files.table,
        **{name: files.get(name) for name in SHOWN},
        statistics=statistics,
        trust=trust,
        figures=figures,
        evidence=evidence_of(*told),
        models=params.models,
        factors=params.factors,
    )
    render(data, snakemake.output[0])
