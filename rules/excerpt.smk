# Excerpt: the part of a song that a video is made of, decoded once.


rule excerpt:
    input:
        checked=lambda wildcards: CHECKS.songs[wildcards.pair],
    output:
        audio="<results>/excerpts/{pair}.wav",
        sections="<results>/excerpts/{pair}.json",
    log:
        "<logs>/excerpt/{pair}.log",
    benchmark:
        "<benchmarks>/excerpt/{pair}.tsv"
    conda:
        "../envs/media.yaml"
    threads: 1
    resources:
        mem_mb=needs(1000),
        runtime=needs(10, per_s=0.01),
    params:
        # Where the song lies: told beside what counts, which is what was found out about it.
        song=lambda wildcards, output: str(PAIRS[wildcards.pair].song),
        settings=settings("section_s"),
        code=code("excerpt"),
    message:
        "Decode the excerpt of {wildcards.pair}"
    script:
        "../scripts/excerpt.py"
