# Report: the study as tables and figures, and what it was made from.


rule table:
    input:
        scores=all_scores(".json"),
        captions=expand(RESULTS + "/captions/{pair}.json", pair=PAIRS),
    output:
        RESULTS + "/tables/synchrony.tsv",
    log:
        log_file("table"),
    benchmark:
        benchmark_file("table")
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    message:
        "Collect the synchrony scores"
    script:
        "../scripts/table.py"


rule contact_sheet:
    input:
        keyframes=expand(RESULTS + "/keyframes/{pair}", pair=PAIRS),
        captions=expand(RESULTS + "/captions/{pair}.json", pair=PAIRS),
    output:
        RESULTS + "/figures/contact_sheet.png",
    log:
        log_file("contact_sheet"),
    benchmark:
        benchmark_file("contact_sheet")
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    message:
        "Lay out the keyframes of all pairs"
    script:
        "../scripts/contact_sheet.py"


rule provenance:
    input:
        checked=CHECKED,
        scores=rules.table.output[0],
    output:
        RESULTS + "/provenance.json",
    log:
        log_file("provenance"),
    benchmark:
        benchmark_file("provenance")
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=5,
    params:
        config=config,
        home=str(HOME),
    message:
        "Write down what the run was made from"
    script:
        "../scripts/provenance.py"
