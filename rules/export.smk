# Exports: schedules with their moves, in the forms that other tools take; made on demand.


rule export:
    input:
        table="<results>/schedules/{pair}/{schedule}.tsv",
    output:
        deforum="<results>/exports/{pair}/{schedule}/deforum.txt",
        deforum_3d="<results>/exports/{pair}/{schedule}/deforum-3d.txt",
        parseq="<results>/exports/{pair}/{schedule}/parseq.json",
        comfyui="<results>/exports/{pair}/{schedule}/comfyui.txt",
    log:
        "<logs>/export/{pair}/{schedule}.log",
    benchmark:
        "<benchmarks>/export/{pair}/{schedule}.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=needs(1000, per_s=0.5),
        runtime=needs(5, per_s=0.01),
    params:
        settings=settings("fps", "width", "height"),
        code=code("export"),
    message:
        "Export {wildcards.pair} by {wildcards.schedule}"
    script:
        "../scripts/export.py"
