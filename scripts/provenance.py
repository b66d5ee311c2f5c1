"""Write down what a run was made from: versions, configuration, models, hashes of its inputs."""

import pandas as pd

from yellowsound.files import write_json
from yellowsound.logs import rule_log
from yellowsound.musicnn_weights import WHEEL_NAME, WHEEL_SHA256
from yellowsound.provenance import describe_run
from yellowsound.style_network import revision

with rule_log(snakemake.log[0]):
    checked = pd.read_csv(snakemake.input.checked, sep="\t", dtype=str, keep_default_na=False)
    columns = ["song", "song_sha256", "artworks", "artwork_sha256"]
    inputs = checked.set_index("pair")[columns].to_dict(orient="index")
    models = {"musicnn": f"{WHEEL_NAME}, SHA-256 {WHEEL_SHA256}", "style-network": revision()}
    config = dict(snakemake.params.config)
    write_json(snakemake.output[0], describe_run(config, inputs, models, snakemake.params.home))
