"""Write the study's tables for LaTeX, and every number that a text quotes."""

from yellowsound.run.files import whole_file, write_json
from yellowsound.run.logs import rule_log
from yellowsound.study.tables import metrics_of, read_scores, read_statistics
from yellowsound.study.tex import comparisons_table, scores_table
from yellowsound.study.tex_numbers import numbers_json, numbers_tex, study_numbers

with rule_log(snakemake.log[0]):
    table = read_scores(snakemake.input.table)
    comparisons = read_statistics(snakemake.input.comparisons)
    shares = read_statistics(snakemake.input.shares)
    pairing = read_statistics(snakemake.input.pairing)
    metrics = metrics_of(table)
    numbers = study_numbers(table, metrics, comparisons, shares, pairing)
    texts = {
        snakemake.output.scores: scores_table(table, metrics),
        snakemake.output.comparisons: comparisons_table(comparisons, table),
        snakemake.output.numbers: numbers_tex(numbers),
    }
    for path, text in texts.items():
        with whole_file(path) as partial:
            partial.write_text(text, encoding="utf-8")
    write_json(snakemake.output.numbers_json, numbers_json(numbers))
