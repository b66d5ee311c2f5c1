# Frames: one section of one video, rendered frame by frame.


rule frames:
    input:
        keyframes=rules.keyframes.output[0],
        schedule=rules.schedule.output.table,
    output:
        temp("<results>/frames/{pair}/{schedule}/{section}.mkv"),
    log:
        "<logs>/frames/{pair}/{schedule}/{section}.log",
    benchmark:
        "<benchmarks>/frames/{pair}/{schedule}/{section}.tsv"
    conda:
        "../envs/style.yaml"
    # One core each: sections in parallel render more frames a second than one on all cores.
    threads: 1
    resources:
        mem_mb=3000,
        runtime=120,
        gpu=gpus("walker"),
    params:
        settings=settings("walker", "fps"),
    message:
        "Render section {wildcards.section} of {wildcards.pair}, {wildcards.schedule}"
    script:
        "../scripts/frames.py"


rule stills:
    input:
        video=rules.frames.output[0],
        schedule=rules.schedule.output.table,
    output:
        directory("<results>/stills/{pair}/{schedule}/{section}"),
    log:
        "<logs>/stills/{pair}/{schedule}/{section}.log",
    benchmark:
        "<benchmarks>/stills/{pair}/{schedule}/{section}.tsv"
    conda:
        "../envs/style.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=20,
    message:
        "Keep the frames of section {wildcards.section} of {wildcards.pair}, {wildcards.schedule}"
    script:
        "../scripts/stills.py"
