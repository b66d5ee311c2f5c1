# Share: the report with its figures and small videos as one ZIP that opens from disk anywhere.


rule small_video:
    input:
        unpack(lambda wildcards: {"video": VIDEOS.video_of(wildcards)}),
    output:
        temp("<results>/small/{take}/{schedule}.mp4"),
    log:
        "<logs>/small_video/{take}/{schedule}.log",
    benchmark:
        "<benchmarks>/small_video/{take}/{schedule}.tsv"
    conda:
        "../envs/media.yaml"
    threads: 1
    resources:
        mem_mb=needs(1000 + 500 * MPIXELS),
        runtime=needs(10, per_s=0.02 * config["fps"] * MPIXELS),
    params:
        size=small_size,
        elsewhere=lambda wildcards, output: VIDEOS.external_of(wildcards).get("video"),
        contents=VIDEOS.external_hold,
        code=code("small_video"),
    message:
        "Make {wildcards.take}, {wildcards.schedule} small"
    script:
        "../scripts/small_video.py"


rule share:
    input:
        report=rules.report.output[0],
        figures=[
            *(file for *_, file in FILES.figures("png")),
            *(f"<results>/people/{name}.png" for name in PEOPLE.figures),
        ],
        videos=all_scores(rules.small_video.output[0]),
    output:
        "<results>/report.zip",
    log:
        "<logs>/share.log",
    benchmark:
        "<benchmarks>/share.tsv"
    conda:
        "../envs/media.yaml"
    threads: 1
    resources:
        mem_mb=needs(1000),
        runtime=needs(10),
    params:
        run=config["run"],
        videos=[
            path or "{}/videos/{}/{}.mp4".format(RESULTS, *video)
            for path, video in zip(VIDEOS.external_paths(), VIDEOS.scored)
        ],
        places=["videos/{}/{}.mp4".format(*video) for video in VIDEOS.scored],
        code=code("share"),
    message:
        "Pack the report with small videos"
    script:
        "../scripts/share.py"
