# Captions: what each section sounds like, and the song's genre.


rule caption:
    input:
        excerpt=rules.excerpt.output.audio,
        sections=rules.excerpt.output.sections,
        genres=config["genres"],
        models=rules.fetch_musicnn.output,
    output:
        "<results>/captions/{pair}.json",
    log:
        "<logs>/caption/{pair}.log",
    benchmark:
        "<benchmarks>/caption/{pair}.tsv"
    conda:
        "../envs/caption.yaml"
    threads: 1
    resources:
        mem_mb=3000,
        runtime=20,
        gpu=gpus("captioner"),
    params:
        given_genre=genre_of,
        settings=settings("captioner"),
    message:
        "Caption {wildcards.pair}"
    script:
        "../scripts/caption.py"
