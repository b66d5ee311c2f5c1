# Crate: the run's folder as a research object, for archives and portals.


rule crate:
    input:
        made=FILES.of_crate,
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
        mem_mb=needs(2000),
        runtime=needs(60),
    params:
        home=lambda wildcards, output: str(HOME),
        code=code("crate"),
    message:
        "Describe the run as a research object"
    script:
        "../scripts/crate.py"
