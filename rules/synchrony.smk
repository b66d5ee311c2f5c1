# Synchrony: how well a video's picture follows its sound.


rule synchrony:
    input:
        video=rules.video.output[0],
    output:
        scores="<results>/synchrony/{pair}/{schedule}.json",
        signals="<results>/synchrony/{pair}/{schedule}.tsv",
        figure="<results>/synchrony/{pair}/{schedule}.png",
    log:
        "<logs>/synchrony/{pair}/{schedule}.log",
    benchmark:
        "<benchmarks>/synchrony/{pair}/{schedule}.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=needs(1200 + 200 * MPIXELS, per_s=2),
        runtime=needs(10, per_s=0.03),
    params:
        settings=settings("metrics", "null_draws", "seed"),
    message:
        "Score the synchrony of {wildcards.pair}, {wildcards.schedule}"
    script:
        "../scripts/synchrony.py"
