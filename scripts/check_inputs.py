"""Open every song and artwork of the pairs table, and write down what they are."""

from yellowsound.files import write_tsv
from yellowsound.genres import genre_words, read_genres
from yellowsound.inputs import check_inputs
from yellowsound.logs import rule_log
from yellowsound.pairs import read_pairs

with rule_log(snakemake.log[0]):
    settings = snakemake.params.settings
    genres = genre_words(read_genres(snakemake.input.genres))
    checked = check_inputs(
        read_pairs(snakemake.input.pairs, genres),
        snakemake.input.pairs,
        settings["excerpt_start_s"],
        settings["excerpt_duration_s"],
        settings["fps"],
        settings["section_s"],
        snakemake.threads,
        snakemake.params.stamps,
    )
    write_tsv(snakemake.output.table, checked)
