"""Write the experiment: a page that shows people the study's videos in pairs."""

from pathlib import Path

from yellowsound.experiment.chosen import Scored
from yellowsound.experiment.page import Plan, make_experiment
from yellowsound.experiment.texts import read_texts
from yellowsound.run.files import read_json
from yellowsound.run.logs import rule_log

with rule_log(snakemake.log[0]):
    files, params = snakemake.input, snakemake.params
    scored = [
        Scored(**facts, scores=read_json(scores))
        for facts, scores in zip(params.videos, files.scores, strict=True)
    ]
    beats_s = {Path(path).stem: read_json(path)["beats_s"] for path in files.heard}
    make_experiment(
        Plan(**params.plan),
        scored,
        beats_s,
        read_texts(params.texts),
        Path(files.jspsych).parent,
        snakemake.output[0],
    )
