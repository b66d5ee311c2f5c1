# Captions: what each section sounds like, and the song's genre.


rule caption:
    input:
        excerpt=rules.excerpt.output.audio,
        heard=rules.hearing.output.heard,
        models=models_for("captioner"),
    output:
        "<results>/captions/{pair}.json",
    log:
        "<logs>/caption/{pair}.log",
    benchmark:
        "<benchmarks>/caption/{pair}.tsv"
    conda:
        ENVIRONMENTS["captioner"]
    threads: the("captioner", config).threads
    resources:
        mem_mb=memory_mb("captioner"),
        runtime=runtime_min("captioner"),
        gpu=gpus("captioner"),
    params:
        given_genre=genre_of,
        genres=contents("genres"),
        captioner=the("captioner", config).name,
        settings=settings_of(the("captioner", config), config),
        code=code("caption", "captioner"),
    message:
        "Caption {wildcards.pair}"
    script:
        "../scripts/caption.py"
