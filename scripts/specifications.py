"""Compare the headline's schedules under every choice of the judge's; shift their pictures."""

import pandas as pd

from yellowsound.hearing.ears import Ears
from yellowsound.hearing.novelty import SAMPLE_RATE_HZ
from yellowsound.inputs.excerpt import read_excerpt
from yellowsound.models.folders import by_name
from yellowsound.run.files import read_json
from yellowsound.run.logs import rule_log
from yellowsound.study.choices import Picture, listen
from yellowsound.study.contrasts import Contrast
from yellowsound.study.dose_response import dose_table
from yellowsound.study.specifications import specification_table
from yellowsound.study.tables import write_statistics
from yellowsound.synchrony.score import metrics_named

with rule_log(snakemake.log[0]):
    files, params = snakemake.input, snakemake.params
    models, judge = by_name(files.models), snakemake.config["judging"]
    detectors, trackers = (
        {
            name: Ears.named({**judge, kind: named}, models, {kind: params.own[kind][name]})
            for name, named in params.named[kind].items()
        }
        for kind in ("detector", "tracker")
    )
    songs = {}
    for name, judged, excerpt, hearing in zip(
        params.songs, files.songs, files.excerpts, files.hearing, strict=True
    ):
        audio, _ = read_excerpt(excerpt, SAMPLE_RATE_HZ)
        ears = (params.chosen, detectors, trackers)
        songs[name] = listen(audio, read_json(judged), *ears, read_json(hearing))
    pictures = [
        Picture(*told, pd.read_csv(signals, sep="\t"), read_json(judged)["fps"])
        for told, signals, judged in zip(params.pictures, files.signals, files.judged, strict=True)
    ]
    metrics = metrics_named(params.metrics, params.settings)
    contrast = Contrast(*params.contrast) if params.contrast else None
    options = {"chosen": params.chosen, "shared": params.shared, "seed": params.seed}
    table = specification_table(pictures, songs, metrics, contrast, **options)
    write_statistics(table, snakemake.output.specifications)
    shown = [each for each in pictures if contrast and each.schedule == contrast.schedule]
    heard = {name: song.judged for name, song in songs.items()}
    write_statistics(dose_table(shown, heard, metrics), snakemake.output.dose_response)
