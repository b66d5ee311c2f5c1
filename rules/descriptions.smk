# Descriptions: what each artwork shows, in words. Read where there is a describer.


# It waits for no check: the words of a picture rest on the picture, and not on the songs that
# are checked with it. Snakemake starts the check first (its priority), and this opens it anew.
rule describe:
    input:
        models=models_of(MODELS.of_stage("describer")),
    output:
        "<results>/descriptions/{picture}.json",
    log:
        "<logs>/describe/{picture}.log",
    benchmark:
        "<benchmarks>/describe/{picture}.tsv"
    conda:
        ASKED.environments["describer"]
    threads: ASKED.plug_in("describer").threads
    resources:
        mem_mb=memory_mb("describer"),
        runtime=runtime_min("describer"),
        gpu=gpus("describer"),
    params:
        path=lambda wildcards, output: ASKED.picture_of(wildcards),
        holds=lambda wildcards: ASKED.contents[ASKED.picture_of(wildcards)],
        describer=ASKED.plug_in("describer").name,
        settings=settings_of(ASKED.plug_in("describer"), config),
        code=code("describe", "describer"),
    message:
        "Describe {wildcards.picture}"
    script:
        "../scripts/describe.py"
