# Experiment: a page that asks people which video follows the music better.


rule fetch_jspsych:
    output:
        directory("<models>/jspsych"),
    log:
        "<models>/logs/fetch_jspsych.log",
    benchmark:
        "<models>/benchmarks/fetch_jspsych.tsv"
    localrule: True
    conda:
        "../envs/fetch.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=10,
    message:
        "Fetch jsPsych"
    script:
        "../scripts/fetch_jspsych.py"


rule experiment:
    input:
        jspsych=rules.fetch_jspsych.output[0],
        videos=[
            f"<results>/videos/{take}/{name}.mp4"
            for take, name in SEEN
            if (take, name) not in EXTERNAL
        ],
        scores=scores_seen,
        heard=expand(
            "<results>/hearing/{pair}.json",
            pair=dict.fromkeys(take for take, _ in SEEN),
        ),
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
        videos=lambda wildcards, output: [seen_video(*video) for video in SEEN],
        holds=[
            CONTENTS[str(file)]
            for video in SEEN
            if video in EXTERNAL
            for file in (EXTERNAL[video].video, EXTERNAL[video].song)
            if file
        ],
        texts=lambda wildcards, output: config["experiment_texts"],
        texts_hold=contents("experiment_texts"),
        plan={
            "run": config["run"],
            "seed": as_list(config["seed"])[0],
            "minutes": config["experiment_minutes"],
            "participants": config["experiment_participants"],
            "layout": config["experiment_layout"],
            "metric": metric_of_catches(config["primary_metric"], list(METRICS)),
            "fps": config["fps"],
            "crf": config["crf"],
            "post": config["experiment_post"],
        },
        code=code("experiment"),
    message:
        "Write the experiment"
    script:
        "../scripts/experiment.py"
