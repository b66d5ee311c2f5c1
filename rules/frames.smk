# Frames: one section of one video, rendered frame by frame.


rule frames:
    input:
        keyframes=rules.keyframes.output[0],
        schedule=rules.schedule.output.table,
        models=models_for("walker"),
    output:
        temp("<results>/frames/{pair}/{schedule}/{section}.mkv"),
    log:
        "<logs>/frames/{pair}/{schedule}/{section}.log",
    benchmark:
        "<benchmarks>/frames/{pair}/{schedule}/{section}.tsv"
    conda:
        environment("walker")
    threads: plug_in_of("walker", config).threads
    resources:
        mem_mb=memory_mb("walker"),
        runtime=runtime_min("walker"),
        gpu=gpus("walker"),
    params:
        walker=config["walker"],
        settings=settings_of("walker", config),
        fps=config["fps"],
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
        mem_mb=needs(1000 + 200 * MPIXELS),
        runtime=needs(5, per_s=0.1 * MPIXELS),
    message:
        "Keep the frames of section {wildcards.section} of {wildcards.pair}, {wildcards.schedule}"
    script:
        "../scripts/stills.py"
