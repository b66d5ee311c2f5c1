# Hearing: what the song does and when, for the schedules and the captions;
# and where its sections lie, which may begin with its bars.


# On whose beats the schedules do not hang, but which tells how sure they are.
SECOND_TRACKER = load("tracker", second_tracker(config))


rule hearing:
    input:
        excerpt=rules.excerpt.output.audio,
        sections=rules.excerpt.output.sections,
        models=models_of(
            MODELS.of_plug_ins(*family_of("hearing", config).values(), SECOND_TRACKER)
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
        settings=settings(
            "fps", "hpss_margin", "mel_bands", "hpss_context_s", "section_grid"
        ),
        family=STUDY.names_of_family("hearing"),
        own=STUDY.settings_of_family("hearing"),
        second=lambda wildcards: second_tracker(config),
        second_own=settings_of(SECOND_TRACKER, config),
        code=STUDY.versions.of_family("hearing", "hearing", second_tracker(config)),
    message:
        "Listen to {wildcards.pair}"
    script:
        "../scripts/hearing.py"
