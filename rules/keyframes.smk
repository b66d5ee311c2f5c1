# Keyframes: the artwork, painted in the genre's style once for each section.


rule keyframes:
    input:
        # What hears the song has not asked whether its pictures serve.
        checked=lambda wildcards: CHECKS.pairs[TAKES[wildcards.take].pair],
        captions=of_pair("<results>/captions/{pair}.json"),
        models=models_of(MODELS.of_stage("painter")),
        descriptions=FILES.words_of_artworks,
        corpus=FILES.words_of_corpus,
    output:
        directory("<results>/keyframes/{take}"),
    log:
        "<logs>/keyframes/{take}.log",
    benchmark:
        "<benchmarks>/keyframes/{take}.tsv"
    conda:
        ASKED.environments["painter"]
    threads: ASKED.plug_in("painter").threads
    resources:
        mem_mb=memory_mb("painter"),
        runtime=runtime_min("painter"),
        gpu=gpus("painter"),
    params:
        artworks=lambda wildcards, output: list(
            map(str, VIDEOS.pair_of(wildcards).artworks)
        ),
        artworks_hold=lambda wildcards: ASKED.hold(VIDEOS.pair_of(wildcards).artworks),
        artwork_weights=lambda wildcards: VIDEOS.pair_of(wildcards).weights,
        styles=lambda wildcards, output: list(
            map(str, VIDEOS.pair_of(wildcards).styles)
        ),
        genre_pictures=lambda wildcards, output: ASKED.genre_pictures,
        lenders_hold=lambda wildcards: ASKED.lenders_hold(TAKES[wildcards.take].pair),
        prompts=lambda wildcards: list(VIDEOS.pair_of(wildcards).prompts),
        tables=ASKED.tables(*ASKED.plug_in("painter").tables),
        painter=ASKED.plug_in("painter").name,
        settings=settings_of(ASKED.plug_in("painter"), config),
        common=settings("opening", "width", "height"),
        pair=lambda wildcards: TAKES[wildcards.take].pair,
        seed=VIDEOS.seed_of,
        code=code("keyframes", "painter"),
    message:
        "Paint the keyframes of {wildcards.take}"
    script:
        "../scripts/keyframes.py"
