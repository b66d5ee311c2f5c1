# Keyframes: the artwork, painted in the genre's style once for each section.


rule keyframes:
    input:
        artworks=artworks_of,
        captions=rules.caption.output[0],
        genres=config["genres"],
        styles=config["styles"],
        models=models_for("painter"),
    output:
        directory("<results>/keyframes/{pair}"),
    log:
        "<logs>/keyframes/{pair}.log",
    benchmark:
        "<benchmarks>/keyframes/{pair}.tsv"
    conda:
        environment("painter")
    threads: plug_in_of("painter", config).threads
    resources:
        mem_mb=memory_mb("painter"),
        runtime=runtime_min("painter"),
        gpu=gpus("painter"),
    params:
        artwork_weights=artwork_weights_of,
        painter=config["painter"],
        settings=settings_of("painter", config),
        common=settings("opening", "width", "height", "seed"),
    message:
        "Paint the keyframes of {wildcards.pair}"
    script:
        "../scripts/keyframes.py"
