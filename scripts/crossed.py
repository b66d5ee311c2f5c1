"""Score the pictures of a schedule with the songs of others, beside their own."""

import pandas as pd

from yellowsound.run.files import read_json, write_tsv
from yellowsound.run.logs import rule_log
from yellowsound.study.crossed import crossings
from yellowsound.synchrony.crossed import crossed_scores

with rule_log(snakemake.log[0]):
    files, params = snakemake.input, snakemake.params
    pictures = {
        take: (pd.read_csv(signals, sep="\t"), read_json(judged)["fps"])
        for take, signals, judged in zip(params.pictures, files.signals, files.judged, strict=True)
    }
    songs = {name: read_json(path) for name, path in zip(params.songs, files.songs, strict=True)}
    of = pd.DataFrame.from_dict(params.pictures, orient="index")
    scores = crossed_scores(
        pictures,
        songs,
        crossings(of["song"].to_dict(), params.seed),
        metrics=snakemake.config["metrics"],
        settings=params.settings,
    )
    scores.insert(1, "schedule", snakemake.wildcards.schedule)
    scores.insert(2, "pair", scores["picture"].map(of["pair"]))
    scores.insert(4, "song", scores["picture"].map(of["song"]))
    write_tsv(snakemake.output[0], scores)
