# Inputs: every song and picture is opened before anything heavy runs.


# One job for all pairs that are not checked yet, so that one message tells all
# problems. Each pair's findings are a file of its own, named by what they rest
# on: a pair added to a study leaves those of the others as they are, and so does
# a file that is moved. Those on its song are another, which is there still when
# the pair has other pictures. The table is no input, since its rows are what counts.
rule check_inputs:
    output:
        CHECKS.files_due,
    log:
        "<logs>/check_inputs.log",
    benchmark:
        "<benchmarks>/check_inputs.tsv"
    # Before the pictures are described, so that its one message comes first.
    priority: 1
    # What is wrong with a song or an artwork would only be told again.
    retries: 0
    conda:
        "../envs/inputs.yaml"
    threads: 4
    resources:
        mem_mb=needs(1500 + CHECKS.pairs_due),
        runtime=needs(10 + 0.05 * CHECKS.pairs_due),
    params:
        # Snakemake fills wildcards into texts, but not into what a function returns.
        given=lambda wildcards: settings("pairs", "song", "artwork"),
        genres=lambda wildcards: config["genres"],
        genre_pictures=lambda wildcards: ASKED.genre_pictures,
        targets=CHECKS.due,
        settings=settings(*CHECKED),
        counted=CHECKS.counted,
    message:
        "Check the songs and artworks of {params.given[pairs]}{params.given[song]}"
    script:
        "../scripts/check_inputs.py"


rule checked_table:
    input:
        CHECKS.pairs.values(),
    output:
        "<results>/checked/pairs.tsv",
    log:
        "<logs>/checked_table.log",
    benchmark:
        "<benchmarks>/checked_table.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=needs(1000),
        runtime=needs(10),
    params:
        given=ASKED.given(),
        code=code("checked_table"),
    message:
        "Collect what was found out about the inputs"
    script:
        "../scripts/checked_table.py"
