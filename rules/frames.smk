# Frames: one section of one video, rendered frame by frame.


rule frames:
    input:
        keyframes=rules.keyframes.output[0],
        schedule=rules.schedule.output.table,
    output:
        temp(RESULTS + "/frames/{pair}/{schedule}/{section}.mkv"),
    log:
        log_file("frames", "pair", "schedule", "section"),
    benchmark:
        benchmark_file("frames", "pair", "schedule", "section")
    conda:
        "../envs/style.yaml"
    # One core each: sections in parallel render more frames a second than one on all cores.
    threads: 1
    resources:
        mem_mb=3000,
        runtime=120,
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
        directory(RESULTS + "/stills/{pair}/{schedule}/{section}"),
    log:
        log_file("stills", "pair", "schedule", "section"),
    benchmark:
        benchmark_file("stills", "pair", "schedule", "section")
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
