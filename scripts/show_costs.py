"""Print what a run would cost: downloads, disk, memory of a GPU, operations, hours."""

from pathlib import Path

from yellowsound.run.logs import rule_log
from yellowsound.run.plug_ins import load
from yellowsound.study.costs import Stage, tell_costs

MODELS = Path("resources/models")

with rule_log(snakemake.log[0]):
    params = snakemake.params
    stages = [
        Stage(**{**stage, "plug_in": load(stage["kind"], stage["plug_in"])})
        for stage in params.stages
    ]
    on_disk = {
        model: sum(path.stat().st_size for path in (MODELS / model).rglob("*") if path.is_file())
        for model in params.models
        if (MODELS / model).is_dir()
    }
    lines = tell_costs(params.title, stages, params.models, on_disk, params.mpixels, params.video_s)
    print("\n".join(lines), flush=True)
