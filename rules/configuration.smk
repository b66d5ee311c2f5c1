# Configuration: what a run would be made with.


rule show_config:
    log:
        "<logs>/show_config.log",
    benchmark:
        "<benchmarks>/show_config.tsv"
    localrule: True
    conda:
        "../envs/fetch.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=5,
    params:
        config=config,
    message:
        "Print the whole configuration"
    script:
        "../scripts/show_config.py"
