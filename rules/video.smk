# Video: the sections joined, their frames moved, with the excerpt's sound.


rule video:
    input:
        parts=VIDEOS.parts_of,
        excerpt=of_pair("<results>/excerpts/{pair}.wav"),
        schedule=of_pair("<results>/schedules/{pair}/{schedule}.tsv"),
    output:
        report(
            "<results>/videos/{take}/{schedule}.mp4",
            caption="../report/video.rst",
            category="Videos",
            labels={"of": "{take}", "schedule": "{schedule}", "item": "video"},
        ),
    log:
        "<logs>/video/{take}/{schedule}.log",
    benchmark:
        "<benchmarks>/video/{take}/{schedule}.tsv"
    conda:
        "../envs/media.yaml"
    threads: 1
    resources:
        mem_mb=needs(1000 + 500 * MPIXELS),
        runtime=needs(10, per_s=0.02 * config["fps"] * MPIXELS),
    params:
        settings={
            **settings("fps", "crf", "x264_preset", "audio_rate_hz"),
            **settings("audio_channels", "audio_bitrate_kbps"),
            "tame": config["flashes"] == "tame",
        },
        code=code("video"),
    message:
        "Join the sections of {wildcards.take}, {wildcards.schedule}"
    script:
        "../scripts/video.py"
