"""Write down what a run was made from: versions, models, hashes of inputs; and keep its tables."""

from collections import defaultdict
from pathlib import Path

from yellowsound.inputs.kept import keep_what_was_asked
from yellowsound.models.folders import by_name, read_record
from yellowsound.run.files import read_text_table, write_json
from yellowsound.run.logs import rule_log
from yellowsound.run.made_by import collect
from yellowsound.run.plug_ins import from_elsewhere, packages_of
from yellowsound.run.provenance import describe_run, package_version
from yellowsound.study.missing import logs_of

with rule_log(snakemake.log[0]) as log:
    checked = read_text_table(snakemake.input.checked)
    columns = ["song", "song_sha256", "artworks", "artwork_sha256", "styles", "style_sha256"]
    columns += ["corpus", "corpus_sha256", "prompts"]
    inputs = checked.set_index("pair")[columns].to_dict(orient="index")
    config, pinned = dict(snakemake.params.config), snakemake.params.pinned
    folders = by_name(snakemake.input.models)
    models = {name: read_record(folder) for name, folder in folders.items()}
    for name, package in packages_of(config).items():
        models[name] = {"package": f"{package} {pinned.get(package) or package_version(package)}"}
    logs: dict[str, set[Path]] = defaultdict(set)
    for video in snakemake.params.videos:
        for stage, found in logs_of(Path(snakemake.log[0]).parent, *video).items():
            logs[stage] |= set(found)
    described = describe_run(
        snakemake.params.told,
        inputs,
        models,
        snakemake.params.home,
        pinned,
        from_elsewhere(config),
        snakemake.params.primary,
        stages := collect(logs),
    )
    if mixed := ", ".join(stage for stage, told in stages.items() if told["mixed"]):
        log.warning("made by more than one version, commit, device or precision: %s", mixed)
    # No output of the rule: who runs it again from there reads what would be removed first.
    keep_what_was_asked(config, Path(snakemake.output[0]).parent / "config")
    write_json(snakemake.output[0], described)
