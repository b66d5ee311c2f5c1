"""Draw one song through the method: sound, energy, schedules, keyframes, captions."""

from pathlib import Path

import pandas as pd

from yellowsound.run.files import read_json
from yellowsound.run.logs import rule_log
from yellowsound.run.plots import save_printed
from yellowsound.study.figures.song import song_figure

with rule_log(snakemake.log[0]):
    figure = song_figure(
        pd.read_csv(snakemake.input.hearing, sep="\t"),
        {Path(path).stem: pd.read_csv(path, sep="\t") for path in snakemake.input.schedules},
        read_json(snakemake.input.captions),
        snakemake.input.keyframes,
        snakemake.params.width_mm,
    )
    save_printed(figure, snakemake.output)
