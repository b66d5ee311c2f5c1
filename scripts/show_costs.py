"""Print what a run would cost: downloads, disk, memory of a GPU, operations, hours."""

from pathlib import Path

from yellowsound.run.logs import rule_log
from yellowsound.run.plug_ins import load
from yellowsound.study.costs import Stage, tell_costs

with rule_log(snakemake.log[0]):
    params = snakemake.params.costs
    stages = [
        Stage(**{**stage, "plug_in": load(stage["kind"], stage["plug_in"])})
        for stage in params["stages"]
    ]
    on_disk = {
        model: sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        for model, folder in params["folders"].items()
        if Path(folder).is_dir()
    }
    models = list(params["folders"])
    lines = tell_costs(
        params["title"], stages, models, on_disk, params["mpixels"], params["frames"]
    )
    print("\n".join(lines), flush=True)
