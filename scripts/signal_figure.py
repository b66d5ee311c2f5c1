"""Draw one video's novelty and beats, mel spectrogram, and flux with events."""

import pandas as pd

from yellowsound.hearing.novelty import SAMPLE_RATE_HZ
from yellowsound.inputs.excerpt import read_excerpt
from yellowsound.run.files import read_json
from yellowsound.run.logs import rule_log
from yellowsound.run.plots import save_printed
from yellowsound.study.figures.signals import signal_figure
from yellowsound.synchrony.reading import read_signals

with rule_log(snakemake.log[0]):
    score = read_json(snakemake.input.scores)
    audio, _ = read_excerpt(snakemake.input.excerpt, SAMPLE_RATE_HZ)
    frames = pd.read_csv(snakemake.input.signals, sep="\t")
    signals = read_signals(frames, score["fps"], audio)
    title = f"{score['pair']} · {score['schedule']}"
    save_printed(signal_figure(signals, title, snakemake.params.width_mm), snakemake.output)
