# Keyframes: the artwork, painted in the genre's style once for each section.


rule keyframes:
    input:
        captions=of_pair("<results>/captions/{pair}.json"),
        models=models_for("painter"),
        descriptions=words_of(lambda pair: pair.artworks),
        corpus=words_of(lambda pair: pair.corpus or pair.artworks),
    output:
        directory("<results>/keyframes/{take}"),
    log:
        "<logs>/keyframes/{take}.log",
    benchmark:
        "<benchmarks>/keyframes/{take}.tsv"
    conda:
        ENVIRONMENTS["painter"]
    threads: the("painter", config).threads
    resources:
        mem_mb=memory_mb("painter"),
        runtime=runtime_min("painter"),
        gpu=gpus("painter"),
    params:
        artworks=lambda wildcards, output: list(map(str, pair_of(wildcards).artworks)),
        artworks_hold=artwork_contents_of,
        artwork_weights=artwork_weights_of,
        styles=lambda wildcards, output: list(map(str, pair_of(wildcards).styles)),
        genre_pictures=lambda wildcards, output: GENRE_PICTURES,
        lenders_hold=lender_contents_of,
        prompts=lambda wildcards: list(pair_of(wildcards).prompts),
        tables=contents(*the("painter", config).tables),
        painter=the("painter", config).name,
        settings=settings_of(the("painter", config), config),
        common=settings("opening", "width", "height"),
        pair=lambda wildcards: TAKES[wildcards.take].pair,
        seed=seed_of,
        code=code("keyframes", "painter"),
    message:
        "Paint the keyframes of {wildcards.take}"
    script:
        "../scripts/keyframes.py"
