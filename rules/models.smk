# Models that are fetched once, before anything needs them. A folder that is there is verified, and
# never removed: another run may read it, and to fetch it again would take hours. So the output
# of a job is the record in the folder, kept by `update`.


rule fetch_musicnn:
    output:
        update("<models>/musicnn/model.json"),
    log:
        "<models>/logs/fetch_musicnn.log",
    benchmark:
        "<models>/benchmarks/fetch_musicnn.tsv"
    localrule: True
    conda:
        "../envs/fetch.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=30,
    message:
        "Fetch the MusiCNN tagger's weights"
    script:
        "../scripts/fetch_musicnn.py"


rule fetch_beatnet:
    output:
        update("<models>/beatnet/model.json"),
    log:
        "<models>/logs/fetch_beatnet.log",
    benchmark:
        "<models>/benchmarks/fetch_beatnet.tsv"
    localrule: True
    conda:
        "../envs/fetch.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=30,
    message:
        "Fetch the beat tracker BeatNet's weights"
    script:
        "../scripts/fetch_beatnet.py"


rule fetch_words:
    output:
        update(MODELS.words),
    log:
        "<models>/logs/fetch_words.log",
    benchmark:
        "<models>/benchmarks/fetch_words.tsv"
    localrule: True
    conda:
        "../envs/fetch.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=30,
    message:
        "Fetch the word lists of CLIP Interrogator"
    script:
        "../scripts/fetch_words.py"


# Once for a model and lists, for all runs: a minute on a GPU, hours on a CPU.
rule embed_words:
    input:
        clip=models_of(MODELS.record(CLIP)),
        words=models_of(MODELS.words),
    output:
        update(MODELS.embedded_words),
    log:
        "<models>/logs/embed_words.log",
    benchmark:
        "<models>/benchmarks/embed_words.tsv"
    conda:
        "../envs/interrogator.yaml"
    threads: 2
    resources:
        mem_mb=needs(5000),
        runtime=needs(20 if config["device"] != "cpu" else 1200),
        gpu=1 if config["device"] != "cpu" else 0,
    params:
        clip=asdict(ASKED.hub_models[CLIP]) if CLIP in ASKED.hub_models else None,
        code=code("embed_words"),
    message:
        "Embed the words of CLIP Interrogator"
    script:
        "../scripts/embed_words.py"


rule fetch_model:
    output:
        update("<models>/{model}/model.json"),
    log:
        "<models>/logs/fetch_model/{model}.log",
    benchmark:
        "<models>/benchmarks/fetch_model/{model}.tsv"
    localrule: True
    conda:
        "../envs/hub.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=240,
    params:
        model=lambda wildcards: asdict(ASKED.hub_models[wildcards.model]),
    message:
        "Fetch the model {wildcards.model}"
    script:
        "../scripts/fetch_model.py"


rule fetch_jspsych:
    output:
        update("<models>/jspsych/model.json"),
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
