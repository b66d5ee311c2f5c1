"""Write a schedule with its moves in the forms that other tools take."""

import pandas as pd

from yellowsound.run.files import whole_file, write_json
from yellowsound.run.logs import rule_log
from yellowsound.schedule.exports.comfyui import comfyui_text
from yellowsound.schedule.exports.deforum import deforum_text
from yellowsound.schedule.exports.deforum_3d import deforum_3d_text
from yellowsound.schedule.exports.parseq import parseq_manifest

with rule_log(snakemake.log[0]):
    table = pd.read_csv(snakemake.input.table, sep="\t")
    fps, width, height = (snakemake.params.settings[key] for key in ("fps", "width", "height"))
    texts = {
        snakemake.output.deforum: deforum_text(table, fps, width, height),
        snakemake.output.deforum_3d: deforum_3d_text(table, fps, width, height),
        snakemake.output.comfyui: comfyui_text(table, fps),
    }
    for path, text in texts.items():
        with whole_file(path) as partial:
            partial.write_text(text, encoding="utf-8")
    title = f"{snakemake.wildcards.pair}, {snakemake.wildcards.schedule}"
    write_json(snakemake.output.parseq, parseq_manifest(table, fps, height, title))
