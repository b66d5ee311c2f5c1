# Keyframes: the artwork, painted in the genre's style once for each section.


rule keyframes:
    input:
        artworks=artworks_of,
        captions=rules.caption.output[0],
        genres=config["genres"],
        styles=config["styles"],
    output:
        directory("<results>/keyframes/{pair}"),
    log:
        "<logs>/keyframes/{pair}.log",
    benchmark:
        "<benchmarks>/keyframes/{pair}.tsv"
    conda:
        "../envs/style.yaml"
    threads: 1
    resources:
        mem_mb=3000,
        runtime=20,
        gpu=gpus("painter"),
    params:
        artwork_weights=artwork_weights_of,
        settings=settings("painter", "opening", "variation", "width", "height", "seed"),
    message:
        "Paint the keyframes of {wildcards.pair}"
    script:
        "../scripts/keyframes.py"
