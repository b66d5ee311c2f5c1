# Yellow Sound: from songs and artworks to scored music videos.
from pathlib import Path

from snakemake.utils import min_version

min_version("9.27")


# Every key has a default: whoever runs the workflow in another folder needs no file.
if Path("config/config.yaml").exists():

    configfile: "config/config.yaml"


report: "report/workflow.rst"


include: "rules/common.smk"
include: "rules/beforehand.smk"
include: "rules/progress.smk"
include: "rules/configuration.smk"


if IS_FIRST:

    include: "rules/models.smk"


include: "rules/inputs.smk"
include: "rules/excerpt.smk"
include: "rules/hearing.smk"
include: "rules/captions.smk"


if ASKED.has("describer"):

    include: "rules/descriptions.smk"


include: "rules/keyframes.smk"
include: "rules/schedule.smk"
include: "rules/export.smk"
include: "rules/frames.smk"
include: "rules/video.smk"
include: "rules/synchrony.smk"
include: "rules/specifications.smk"
include: "rules/tables.smk"
include: "rules/figures.smk"
include: "rules/asked_people.smk"
include: "rules/people.smk"
include: "rules/report.smk"
include: "rules/crate.smk"
include: "rules/experiment.smk"
include: "rules/done_runs.smk"
include: "rules/share.smk"


if IS_FIRST:

    include: "rules/compare.smk"


onstart:
    begin_run()
    ask_for_ffmpeg()
    ask_for_packages()


onsuccess:
    end_progress()
    tell_outcome()


onerror:
    end_progress()
    sum_up_the_rest(log)


rule all:
    default_target: True
    input:
        FILES.asked_for,
    localrule: True


rule figures:
    input:
        [file for suffix in ("pdf", "png") for *_, file in FILES.figures(suffix)],
    localrule: True


rule plots:
    input:
        FILES.plots,
    localrule: True


rule exports:
    input:
        expand(rules.export.output, pair=PAIRS, schedule=VARIANTS),
    localrule: True


rule compare:
    input:
        compared_files,
    localrule: True


rule fetch_models:
    input:
        MODELS.fetched(),
    localrule: True


inside.plan_fast(workflow)
inside.tell_files_of_a_dry_run(workflow)
