# Video: the sections joined, with the excerpt's sound.


rule video:
    input:
        sections=sections_of,
        excerpt=rules.excerpt.output.audio,
    output:
        "<results>/videos/{pair}/{schedule}.mp4",
    log:
        "<logs>/video/{pair}/{schedule}.log",
    benchmark:
        "<benchmarks>/video/{pair}/{schedule}.tsv"
    conda:
        "../envs/media.yaml"
    threads: 1
    resources:
        mem_mb=needs(1000 + 500 * MPIXELS),
        runtime=needs(10, per_s=0.01 * config["fps"] * MPIXELS),
    params:
        settings=settings(
            "fps",
            "crf",
            "x264_preset",
            "audio_rate_hz",
            "audio_channels",
            "audio_bitrate_kbps",
        ),
    message:
        "Join the sections of {wildcards.pair}, {wildcards.schedule}"
    script:
        "../scripts/video.py"
