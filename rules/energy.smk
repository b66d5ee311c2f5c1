# Energy: the harmonic and the percussive part of the song, frame by frame.


rule energy:
    input:
        excerpt=rules.excerpt.output.audio,
        sections=rules.excerpt.output.sections,
    output:
        "<results>/energy/{pair}.tsv",
    log:
        "<logs>/energy/{pair}.log",
    benchmark:
        "<benchmarks>/energy/{pair}.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=needs(1200, per_s=1),
        runtime=needs(10, per_s=0.02),
    params:
        settings=settings("fps", "hpss_margin", "mel_bands"),
        code=code("energy"),
    message:
        "Separate the harmonic and percussive parts of {wildcards.pair}"
    script:
        "../scripts/energy.py"
