"""Collect the scores of all videos into one table, a row for each pair and schedule."""

from pathlib import Path

from yellowsound.run.files import read_json, write_tsv
from yellowsound.run.logs import rule_log
from yellowsound.study.table import synchrony_table

with rule_log(snakemake.log[0]):
    songs = [read_json(path) for path in snakemake.input.captions]
    genres = {song["pair"]: song["genre"] and song["genre"]["name"] for song in songs}
    agreements = {
        Path(path).stem: read_json(path)["tracker_agreement"] for path in snakemake.input.heard
    }
    scores = [read_json(path) for path in snakemake.input.scores]
    params = snakemake.params
    table = synchrony_table(scores, genres, agreements, params.videos, params.songs)
    write_tsv(snakemake.output[0], table)
