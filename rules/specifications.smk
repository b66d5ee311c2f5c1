# Specifications: the headline's contrast under every choice of the judge's.


rule specifications:
    input:
        signals=JUDGES.files("<results>/synchrony/{take}/{schedule}.tsv"),
        judged=JUDGES.files("<results>/synchrony/{take}/{schedule}.judged.json"),
        songs=list(map(VIDEOS.judged_song, JUDGES.songs)),
        excerpts=[f"<results>/excerpts/{pair}.wav" for pair in JUDGES.excerpts],
        hearing=[f"<results>/hearing/{pair}.json" for pair in JUDGES.excerpts],
        models=models_of(MODELS.of_plug_ins(*JUDGES.plug_ins)),
    output:
        specifications=reported_table("specifications", TRUST),
        dose_response=reported_table("dose_response", TRUST),
    log:
        "<logs>/specifications.log",
    benchmark:
        "<benchmarks>/specifications.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=needs(2000),
        runtime=needs(10 + len(JUDGES.compared) // 4),
    params:
        **JUDGES.params(),
    message:
        "Compare the schedules under every choice of the judge's"
    script:
        "../scripts/specifications.py"
