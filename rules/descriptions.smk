# Descriptions: what each artwork shows, in words. Read where there is a describer.


# It waits for no check: the words of a picture rest on the picture, and not on the songs that
# are checked with it. Snakemake starts the check first (its priority), and this opens it anew.
rule describe:
    input:
        models=models_for("describer"),
    output:
        "<results>/descriptions/{picture}.json",
    log:
        "<logs>/describe/{picture}.log",
    benchmark:
        "<benchmarks>/describe/{picture}.tsv"
    conda:
        ENVIRONMENTS["describer"]
    threads: the("describer", config).threads
    resources:
        mem_mb=memory_mb("describer"),
        runtime=runtime_min("describer"),
        gpu=gpus("describer"),
    params:
        path=lambda wildcards, output: PICTURES[digits_of(wildcards.picture)],
        holds=lambda wildcards: CONTENTS[PICTURES[digits_of(wildcards.picture)]],
        describer=the("describer", config).name,
        settings=settings_of(the("describer", config), config),
        code=code("describe", "describer"),
    message:
        "Describe {wildcards.picture}"
    script:
        "../scripts/describe.py"
