# Captions: what each section sounds like, and the song's genre.


rule caption:
    input:
        excerpt=rules.excerpt.output.audio,
        heard=rules.hearing.output.heard,
        models=models_of(MODELS.of_stage("captioner")),
    output:
        "<results>/captions/{pair}.json",
    log:
        "<logs>/caption/{pair}.log",
    benchmark:
        "<benchmarks>/caption/{pair}.tsv"
    conda:
        ASKED.environments["captioner"]
    threads: ASKED.plug_in("captioner").threads
    resources:
        mem_mb=memory_mb("captioner"),
        runtime=runtime_min("captioner"),
        gpu=gpus("captioner"),
    params:
        given_genre=lambda wildcards: PAIRS[wildcards.pair].genre,
        genres=ASKED.tables("genres"),
        captioner=ASKED.plug_in("captioner").name,
        settings=settings_of(ASKED.plug_in("captioner"), config),
        code=code("caption", "captioner"),
    message:
        "Caption {wildcards.pair}"
    script:
        "../scripts/caption.py"
