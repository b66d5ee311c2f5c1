# Tables: the scores of all videos, what they tell of the schedules, and both for LaTeX.


rule table:
    input:
        scores=all_scores("<results>/synchrony/{take}/{schedule}.json"),
        captions=FILES.captions(),
        heard=expand("<results>/hearing/{pair}.json", pair=VIDEOS.shown_pairs),
    output:
        report(
            "<results>/tables/synchrony.tsv",
            caption="../report/synchrony.rst",
            category="Tables",
            labels={"table": "scores of all videos"},
        ),
    log:
        "<logs>/table.log",
    benchmark:
        "<benchmarks>/table.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=needs(1000),
        runtime=needs(10),
    params:
        # Where the videos from elsewhere lie, in the order of the scores.
        videos=lambda wildcards: VIDEOS.external_paths(),
        songs=lambda wildcards: [VIDEOS.song_of(take) for take, _ in VIDEOS.scored],
        code=code("table"),
    message:
        "Collect the synchrony scores"
    script:
        "../scripts/table.py"


rule missing:
    output:
        "<results>/tables/missing.tsv",
    log:
        "<logs>/missing.log",
    benchmark:
        "<benchmarks>/missing.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=needs(1000),
        runtime=needs(10),
    params:
        rows=VIDEOS.missing_rows(),
        code=code("missing"),
    message:
        "List the videos that are missing"
    script:
        "../scripts/missing.py"


rule study_statistics:
    input:
        table=rules.table.output[0],
        crossed=[f"<results>/crossed/{label}.tsv" for label in VIDEOS.labels],
    output:
        **{name: reported_table(name) for name in STATISTICS},
        columns="<results>/tables/columns.tsv",
    log:
        "<logs>/study_statistics.log",
    benchmark:
        "<benchmarks>/study_statistics.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=needs(2000),
        runtime=needs(20),
    params:
        seed=ASKED.seed,
        primary=as_params(VIDEOS.primary),
        margin=config["equivalence_margin"],
        code=code("study_statistics"),
    message:
        "Compare the schedules"
    script:
        "../scripts/study_statistics.py"


rule tex_tables:
    input:
        table=rules.table.output[0],
        comparisons=rules.study_statistics.output.comparisons,
        shares=rules.study_statistics.output.shares,
        pairing=rules.study_statistics.output.pairing,
    output:
        scores="<results>/tables/scores.tex",
        scores_all="<results>/tables/scores_all.tex",
        comparisons="<results>/tables/comparisons.tex",
        comparisons_all="<results>/tables/comparisons_all.tex",
        numbers="<results>/tables/numbers.tex",
        numbers_json="<results>/tables/numbers.json",
        example="<results>/example.tex",
    log:
        "<logs>/tex_tables.log",
    benchmark:
        "<benchmarks>/tex_tables.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=needs(1000),
        runtime=needs(10),
    params:
        run=config["run"],
        primary=as_params(VIDEOS.primary),
        figures=[
            [figure, of, file.removeprefix("<results>/")]
            for figure, of, file in FILES.figures("pdf")
        ],
        code=code("tex_tables"),
    message:
        "Set the tables and numbers in LaTeX"
    script:
        "../scripts/tex_tables.py"
