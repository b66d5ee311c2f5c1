# Frames: some sections of one video, rendered frame by frame.

PART = "<results>/frames/{take}/{schedule}/{part}.mkv"


rule frames:
    input:
        keyframes=rules.keyframes.output[0],
        schedule=of_pair("<results>/schedules/{pair}/{schedule}.tsv"),
        models=models_of(MODELS.of_stage("walker")),
    output:
        PART if config["keep_sections"] else temp(PART),
    log:
        "<logs>/frames/{take}/{schedule}/{part}.log",
    benchmark:
        "<benchmarks>/frames/{take}/{schedule}/{part}.tsv"
    conda:
        ASKED.environments["walker"]
    threads: ASKED.plug_in("walker").threads
    resources:
        mem_mb=memory_mb("walker"),
        runtime=runtime_min("walker"),
        gpu=gpus("walker"),
    params:
        walker=ASKED.plug_in("walker").name,
        settings={
            **settings("fps", "ending"),
            "own": settings_of(ASKED.plug_in("walker"), config),
        },
        seed=VIDEOS.seed_of,
        code=code("frames", "walker"),
    message:
        "Render sections {wildcards.part} of {wildcards.take}, {wildcards.schedule}"
    script:
        "../scripts/frames.py"


rule stills:
    input:
        parts=VIDEOS.parts_of,
        schedule=of_pair("<results>/schedules/{pair}/{schedule}.tsv"),
    output:
        directory("<results>/stills/{take}/{schedule}"),
    log:
        "<logs>/stills/{take}/{schedule}.log",
    benchmark:
        "<benchmarks>/stills/{take}/{schedule}.tsv"
    conda:
        "../envs/media.yaml"
    threads: 1
    resources:
        mem_mb=needs(1000 + 200 * MPIXELS),
        # Where a video is to be tamed its frames are looked at several times.
        runtime=needs(10, per_s=(0.1 + 0.01 * config["fps"]) * MPIXELS),
    params:
        tame=config["flashes"] == "tame",
        fps=config["fps"],
        code=code("stills"),
    message:
        "Keep the frames of {wildcards.take}, {wildcards.schedule}"
    script:
        "../scripts/stills.py"
