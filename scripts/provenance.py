"""Write down what a run was made from: versions, configuration, models, hashes of its inputs."""

import pandas as pd

from yellowsound.files import write_json
from yellowsound.logs import rule_log
from yellowsound.model_files import by_name, read_record
from yellowsound.provenance import describe_run
from yellowsound.style_network import PACKAGE, revision

with rule_log(snakemake.log[0]):
    checked = pd.read_csv(snakemake.input.checked, sep="\t", dtype=str, keep_default_na=False)
    columns = ["song", "song_sha256", "artworks", "artwork_sha256"]
    inputs = checked.set_index("pair")[columns].to_dict(orient="index")
    config, pinned = dict(snakemake.params.config), snakemake.params.pinned
    folders = by_name(snakemake.input.models)
    models = {name: read_record(folder) for name, folder in folders.items()}
    if config["painter"] == "style-network":
        models["style-network"] = {"package": revision(pinned.get(PACKAGE))}
    described = describe_run(config, inputs, models, snakemake.params.home, pinned)
    write_json(snakemake.output[0], described)
