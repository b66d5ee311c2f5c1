# Synchrony: how well a video's picture follows its sound.


METRICS = chosen("metric", config)


rule synchrony:
    input:
        video=video_of,
        models=models_of_plug_ins(*family_of("judging", config).values()),
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
            "judging": names_of_family("judging"),
            "judge": settings_of_family("judging"),
            "metrics": list(METRICS),
            **settings("flashes"),
            **{
                name: settings_of(p, config)
                for name, p in METRICS.items()
                if p.settings
            },
        },
        code=code("synchrony", "metric"),
        judge_code=code_of_family("synchrony", "judging"),
        facts=facts_of_video,
        external=lambda wildcards, output: external_of(wildcards),
        external_holds=external_contents_of,
    message:
        "Score the synchrony of {wildcards.take}, {wildcards.schedule}"
    script:
        "../scripts/synchrony.py"


# Where asked for (snakemake plots).
rule synchrony_plot:
    input:
        video=video_of,
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
        external=lambda wildcards, output: external_of(wildcards),
        code=code("synchrony_plot"),
    message:
        "Draw what was measured of {wildcards.take}, {wildcards.schedule}"
    script:
        "../scripts/synchrony_plot.py"


rule crossed:
    input:
        signals=lambda wildcards: [
            f"<results>/synchrony/{take}/{wildcards.schedule}.tsv"
            for take in scored_of(wildcards.schedule)
        ],
        judged=lambda wildcards: [
            f"<results>/synchrony/{take}/{wildcards.schedule}.judged.json"
            for take in scored_of(wildcards.schedule)
        ],
        songs=[judged_song(song) for song in songs_scored()],
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
        runtime=needs(10 + len(SCORED) ** 2 // 60),
    params:
        pictures=lambda wildcards: {
            take: {"pair": pair_named(take), "song": song_of(take)}
            for take in scored_of(wildcards.schedule)
        },
        songs=songs_scored(),
        settings={
            name: settings_of(p, config) for name, p in METRICS.items() if p.settings
        },
        metrics=list(METRICS),
        seed=as_list(config["seed"])[0],
        code=code("crossed", "metric"),
    message:
        "Hear the pictures of {wildcards.schedule} with the songs of others"
    script:
        "../scripts/crossed.py"
