# Configuration: what a run would be made with.


# Without a file of its own, not even a benchmark, it prints each time that it is asked.
rule show_config:
    log:
        "<logs>/show_config.log",
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
