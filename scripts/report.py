"""Write the report: a page with every score, statistic, figure and video of the study."""

from dataclasses import replace
from pathlib import Path

from yellowsound.experiment.section import with_people
from yellowsound.run.logs import rule_log
from yellowsound.study.contrasts import Primary
from yellowsound.study.report.contents import Guide
from yellowsound.study.report.data import collect
from yellowsound.study.report.evidence import evidence_of
from yellowsound.study.report.items import STATISTICS, TRUST
from yellowsound.study.report.page import render
from yellowsound.study.report.parts import figures_of, tables_of, trust_said
from yellowsound.study.tables import read_scores, read_statistics

with rule_log(snakemake.log[0]):
    files, params = snakemake.input, snakemake.params
    texts = {name: Path(path).read_text("utf-8").strip() for name, path in params.texts.items()}
    tables = {Path(path).stem: read_statistics(path) for path in (*files.statistics, *files.trust)}
    data = collect(
        params.run,
        files.table,
        signals=files.signals,
        schedules=files.schedules,
        captions=files.captions,
        descriptions=files.descriptions,
        pictures=params.pictures,
        keyframes=files.keyframes,
        videos=files.videos,
        statistics=tables_of(STATISTICS, texts, tables),
        figures=figures_of(params.figures, files.figures, texts),
        models=params.models,
        missing=files.missing,
        factors=params.factors,
    )
    primary = Primary(**params.primary) if params.primary else None
    told = (read_scores(files.table), data.metrics, tables["pairing"], tables["comparisons"])
    data = replace(
        data,
        trust=tuple(tables_of(TRUST, texts, tables)),
        trust_said=trust_said(tables),
        evidence=evidence_of(*told, primary),
        guide=Guide(**params.guide),
    )
    data = with_people(data, files.people, files.people_figures, texts)
    render(data, snakemake.output[0])
