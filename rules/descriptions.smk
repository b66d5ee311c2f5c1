# Descriptions: what each artwork shows, in words. Read where there is a describer.


rule describe:
    input:
        models=models_for("describer"),
        # Told of what is wrong with any input first; what is right there changes no words.
        checked=ancient(rules.checked_table.output[0]),
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
        path=lambda wildcards, output: PICTURES[wildcards.picture],
        holds=lambda wildcards: CONTENTS[PICTURES[wildcards.picture]],
        describer=the("describer", config).name,
        settings=settings_of(the("describer", config), config),
        code=code("describe", "describer"),
    message:
        "Describe {wildcards.picture}"
    script:
        "../scripts/describe.py"
