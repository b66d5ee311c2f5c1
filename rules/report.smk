# Report: the study as tables and figures, and what it was made from.


rule table:
    input:
        scores=all_scores("json"),
        captions=expand("<results>/captions/{pair}.json", pair=PAIRS),
    output:
        "<results>/tables/synchrony.tsv",
    log:
        "<logs>/table.log",
    benchmark:
        "<benchmarks>/table.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=needs(1000),
        runtime=needs(10 + 0.01 * len(PAIRS)),
    message:
        "Collect the synchrony scores"
    script:
        "../scripts/table.py"


rule contact_sheet:
    input:
        keyframes=expand("<results>/keyframes/{pair}", pair=PAIRS),
        captions=expand("<results>/captions/{pair}.json", pair=PAIRS),
    output:
        "<results>/figures/contact_sheet.png",
    log:
        "<logs>/contact_sheet.log",
    benchmark:
        "<benchmarks>/contact_sheet.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=needs(2000),
        runtime=needs(10 + 0.01 * len(PAIRS)),
    message:
        "Lay out the keyframes of all pairs"
    script:
        "../scripts/contact_sheet.py"


rule provenance:
    input:
        checked=rules.checked_table.output[0],
        scores=rules.table.output[0],
        models=model_folders(models_of(config)),
    output:
        "<results>/provenance.json",
    log:
        "<logs>/provenance.log",
    benchmark:
        "<benchmarks>/provenance.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=needs(1000),
        runtime=needs(10),
    params:
        config=config,
        home=str(HOME),
    message:
        "Write down what the run was made from"
    script:
        "../scripts/provenance.py"
