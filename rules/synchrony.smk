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
        figure=report(
            "<results>/synchrony/{take}/{schedule}.png",
            caption="../report/diagnostic.rst",
            category="Videos",
            labels={"of": "{take}", "schedule": "{schedule}", "item": "diagnosis"},
        ),
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
