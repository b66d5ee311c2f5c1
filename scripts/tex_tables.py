"""Write the study's tables for LaTeX, every number that a text quotes, and a document of all."""

from yellowsound.run.files import whole_file, write_json
from yellowsound.run.logs import rule_log
from yellowsound.study.contrasts import Primary
from yellowsound.study.headline import headline_metrics
from yellowsound.study.tables import metrics_of, read_scores, read_statistics
from yellowsound.study.tex import comparisons_table, scores_table
from yellowsound.study.tex_example import example_tex
from yellowsound.study.tex_numbers import numbers_json, numbers_tex, study_numbers

with rule_log(snakemake.log[0]):
    params, written = snakemake.params, snakemake.output
    table = read_scores(snakemake.input.table)
    comparisons = read_statistics(snakemake.input.comparisons)
    shares = read_statistics(snakemake.input.shares)
    pairing = read_statistics(snakemake.input.pairing)
    metrics = metrics_of(table)
    few = headline_metrics(metrics, Primary(**params.primary) if params.primary else None)
    numbers = study_numbers(table, metrics, comparisons, shares, pairing)
    texts = {
        written.scores: scores_table(table, few),
        written.scores_all: scores_table(table, metrics, long=True),
        written.comparisons: comparisons_table(comparisons, table, few),
        written.comparisons_all: comparisons_table(comparisons, table, long=True),
        written.numbers: numbers_tex(numbers),
        written.example: example_tex(params.run, params.figures),
    }
    for path, text in texts.items():
        with whole_file(path) as partial:
            partial.write_text(text, encoding="utf-8")
    write_json(written.numbers_json, numbers_json(numbers))
