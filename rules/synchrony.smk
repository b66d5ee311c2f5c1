# Synchrony: how well a video's picture follows its sound.


rule synchrony:
    input:
        video=VIDEOS.video_of,
        models=models_of(MODELS.of_plug_ins(*family_of("judging", config).values())),
    output:
        scores="<results>/synchrony/{take}/{schedule}.json",
        signals="<results>/synchrony/{take}/{schedule}.tsv",
        judged="<results>/synchrony/{take}/{schedule}.judged.json",
        nulls="<results>/nulls/{take}/{schedule}.tsv",
    log:
        "<logs>/synchrony/{take}/{schedule}.log",
    benchmark:
        "<benchmarks>/synchrony/{take}/{schedule}.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=needs(1200 + 200 * MPIXELS, per_s=2),
        runtime=needs(10, per_s=0.03),
    params:
        settings={
            "judging": STUDY.names_of_family("judging"),
            "judge": STUDY.settings_of_family("judging"),
            "metrics": list(METRICS),
            **settings("flashes"),
            **JUDGES.metric_settings(),
        },
        code=code("synchrony", "metric"),
        judge_code=STUDY.versions.of_family("synchrony", "judging"),
        facts=VIDEOS.facts_of,
        external=lambda wildcards, output: VIDEOS.external_of(wildcards),
        external_holds=VIDEOS.external_hold,
    message:
        "Score the synchrony of {wildcards.take}, {wildcards.schedule}"
    script:
        "../scripts/synchrony.py"


# Where asked for (snakemake plots).
rule synchrony_plot:
    input:
        video=VIDEOS.video_of,
        scores=rules.synchrony.output.scores,
        signals=rules.synchrony.output.signals,
    output:
        report(
            "<results>/synchrony/{take}/{schedule}.png",
            caption="../report/diagnostic.rst",
            category="Videos",
            labels={"of": "{take}", "schedule": "{schedule}", "item": "diagnosis"},
        ),
    log:
        "<logs>/synchrony_plot/{take}/{schedule}.log",
    benchmark:
        "<benchmarks>/synchrony_plot/{take}/{schedule}.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=needs(1200, per_s=2),
        runtime=needs(5, per_s=0.01),
    params:
        external=lambda wildcards, output: VIDEOS.external_of(wildcards),
        code=code("synchrony_plot"),
    message:
        "Draw what was measured of {wildcards.take}, {wildcards.schedule}"
    script:
        "../scripts/synchrony_plot.py"


rule crossed:
    input:
        signals=lambda wildcards: [
            f"<results>/synchrony/{take}/{wildcards.schedule}.tsv"
            for take in VIDEOS.scored_of(wildcards.schedule)
        ],
        judged=lambda wildcards: [
            f"<results>/synchrony/{take}/{wildcards.schedule}.judged.json"
            for take in VIDEOS.scored_of(wildcards.schedule)
        ],
        songs=list(map(VIDEOS.judged_song, VIDEOS.songs_scored())),
    output:
        "<results>/crossed/{schedule}.tsv",
    log:
        "<logs>/crossed/{schedule}.log",
    benchmark:
        "<benchmarks>/crossed/{schedule}.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=needs(1500),
        runtime=needs(10 + len(VIDEOS.scored) ** 2 // 60),
    params:
        pictures=lambda wildcards: {
            take: {"pair": VIDEOS.pair_named(take), "song": VIDEOS.song_of(take)}
            for take in VIDEOS.scored_of(wildcards.schedule)
        },
        songs=VIDEOS.songs_scored(),
        settings=JUDGES.metric_settings(),
        metrics=list(METRICS),
        seed=ASKED.seed,
        code=code("crossed", "metric"),
    message:
        "Hear the pictures of {wildcards.schedule} with the songs of others"
    script:
        "../scripts/crossed.py"
