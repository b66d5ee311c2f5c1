# Configuration: what a run would be made with, and what it would cost.


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


# As show_config, and nothing is fetched or made for it.
rule show_costs:
    log:
        "<logs>/show_costs.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        costs=lambda wildcards: STUDY.telling.costs(inside.path(workflow, "<models>")),
    message:
        "Tell what this run would cost"
    script:
        "../scripts/show_costs.py"
