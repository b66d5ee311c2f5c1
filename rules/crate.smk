# Crate: the run's folder as a research object, for archives and portals.


def crate_files(wildcards):
    """Return what the crate tells of: what the study makes, and what that was made from.

    Stills are left out: they are the videos again, and thousands of files.
    """
    left_out = {"<results>/ro-crate-metadata.json", *stills_folders()}
    return [
        *(file for file in study_files(wildcards) if file not in left_out),
        rules.checked_table.output[0],
        *expand("<results>/captions/{pair}.json", pair=PAIRS),
        *expand("<results>/keyframes/{take}", take=TAKES),
        *expand(
            "<results>/schedules/{pair}/{variant}.tsv", pair=PAIRS, variant=VARIANTS
        ),
        *all_made("<results>/videos/{take}/{schedule}.mp4"),
        *all_scores("<results>/synchrony/{take}/{schedule}.json"),
        *all_scores("<results>/synchrony/{take}/{schedule}.tsv"),
    ]


rule crate:
    input:
        made=crate_files,
        provenance=rules.provenance.output[0],
    output:
        crate="<results>/ro-crate-metadata.json",
        workflow=directory("<results>/workflow"),
    log:
        "<logs>/crate.log",
    benchmark:
        "<benchmarks>/crate.tsv"
    conda:
        "../envs/crate.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        home=str(HOME),
    message:
        "Describe the run as a research object"
    script:
        "../scripts/crate.py"
