# Yellow Sound: from songs and artworks to scored music videos.
from snakemake.utils import min_version

min_version("9.27")


configfile: "config/config.yaml"


report: "report/workflow.rst"


include: "rules/common.smk"
include: "rules/study.smk"
include: "rules/progress.smk"
include: "rules/judges.smk"
include: "rules/configuration.smk"
include: "rules/models.smk"
include: "rules/inputs.smk"
include: "rules/excerpt.smk"
include: "rules/hearing.smk"
include: "rules/captions.smk"


if names_of("describer", config):

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
include: "rules/seen.smk"
include: "rules/answers.smk"
include: "rules/people.smk"
include: "rules/report.smk"
include: "rules/crate.smk"
include: "rules/experiment.smk"


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
        study_files,
    localrule: True


rule figures:
    input:
        [file for suffix in ("pdf", "png") for *_, file in figures_drawn(suffix)],
    localrule: True


rule plots:
    input:
        plots_drawn,
    localrule: True


rule exports:
    input:
        expand(rules.export.output, pair=PAIRS, schedule=VARIANTS),
    localrule: True


rule fetch_models:
    input:
        model_folders(name for name in models_of(config) if name not in OWN_FOLDERS),
    localrule: True
