# Experiment: a page that asks people which video follows the music better.


rule experiment:
    input:
        jspsych=models_of("<models>/jspsych/model.json"),
        videos=SEEN.films(),
        scores=scores_seen,
        heard=SEEN.heard(),
    output:
        directory("<results>/experiment"),
    log:
        "<logs>/experiment.log",
    benchmark:
        "<benchmarks>/experiment.tsv"
    conda:
        "../envs/experiment.yaml"
    threads: 1
    resources:
        mem_mb=needs(1000 + 500 * MPIXELS),
        runtime=needs(20, per_s=0.1 * config["fps"] * MPIXELS),
    params:
        # Where files lie: told beside what counts, which is what they hold.
        videos=lambda wildcards, output: SEEN.told(),
        holds=SEEN.hold(),
        texts=lambda wildcards, output: config["experiment_texts"],
        texts_hold=ASKED.tables("experiment_texts"),
        plan=SEEN.plan(),
        code=code("experiment"),
    message:
        "Write the experiment"
    script:
        "../scripts/experiment.py"
