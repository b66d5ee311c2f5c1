# Hearing: what the song does and when, for the schedules and the captions.


rule hearing:
    input:
        excerpt=rules.excerpt.output.audio,
        sections=rules.excerpt.output.sections,
        models=models_of_plug_ins(
            *family_of("hearing", config).values(), second_tracker(config)
        ),
    output:
        frames="<results>/hearing/{pair}.tsv",
        heard="<results>/hearing/{pair}.json",
    log:
        "<logs>/hearing/{pair}.log",
    benchmark:
        "<benchmarks>/hearing/{pair}.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=needs(1200, per_s=5),
        runtime=needs(10, per_s=0.02),
    params:
        settings=settings("fps", "hpss_margin", "mel_bands"),
        family=names_of_family("hearing"),
        own=settings_of_family("hearing"),
        second=second_tracker(config).name,
        code=code_of_family("hearing", "hearing"),
    message:
        "Listen to {wildcards.pair}"
    script:
        "../scripts/hearing.py"
