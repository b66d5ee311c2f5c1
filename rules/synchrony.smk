# Synchrony: how well a video's picture follows its sound.


rule synchrony:
    input:
        video=rules.video.output[0],
    output:
        scores=RESULTS + "/synchrony/{pair}/{schedule}.json",
        signals=RESULTS + "/synchrony/{pair}/{schedule}.tsv",
        figure=RESULTS + "/synchrony/{pair}/{schedule}.png",
    log:
        log_file("synchrony", "pair", "schedule"),
    benchmark:
        benchmark_file("synchrony", "pair", "schedule")
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=3000,
        runtime=30,
    params:
        settings=settings("metrics", "null_draws", "seed"),
    message:
        "Score the synchrony of {wildcards.pair}, {wildcards.schedule}"
    script:
        "../scripts/synchrony.py"
