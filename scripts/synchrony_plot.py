"""Draw one video's synchrony: what sounds, what starts, what changes."""

import pandas as pd

from yellowsound.hearing.novelty import SAMPLE_RATE_HZ
from yellowsound.run.files import read_json
from yellowsound.run.logs import rule_log
from yellowsound.synchrony.figure import draw_synchrony
from yellowsound.synchrony.media import picture_start_s
from yellowsound.synchrony.reading import read_signals
from yellowsound.synchrony.sound import decode_audio

with rule_log(snakemake.log[0]):
    scores, external = read_json(snakemake.input.scores), snakemake.params.external
    video = external.get("video") or snakemake.input.video
    song = external.get("song")
    audio = decode_audio(
        song or video,
        SAMPLE_RATE_HZ,
        start_s=None if song else picture_start_s(video),
        duration_s=scores["duration_s"],
    )
    signals = read_signals(pd.read_csv(snakemake.input.signals, sep="\t"), scores["fps"], audio)
    draw_synchrony(scores, signals, snakemake.output[0])
