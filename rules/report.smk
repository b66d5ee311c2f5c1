# Report: the study as a page that opens from disk, and what it was made from.


rule report:
    input:
        **for_report(),
        table=rules.table.output[0],
        signals=all_scores("<results>/synchrony/{take}/{schedule}.tsv"),
        missing=rules.missing.output[0],
        schedules=sorted(set(all_made("<results>/schedules/{pair}/{schedule}.tsv"))),
        captions=expand("<results>/captions/{pair}.json", pair=SHOWN_PAIRS),
        descriptions=descriptions_of(SHOWN_PAIRS),
        keyframes=expand("<results>/keyframes/{take}", take=SHOWN_TAKES),
        videos=all_made("<results>/videos/{take}/{schedule}.mp4"),
        statistics=[f"<results>/tables/{name}.tsv" for name in STATISTICS],
        trust=list(rules.specifications.output),
        figures=[file for *_, file in figures_drawn("png")],
        texts=[
            HOME / "report" / f"{name}.rst"
            for name in {**STATISTICS, **TRUST, **FIGURES}
        ],
    output:
        directory("<results>/report"),
    log:
        "<logs>/report.log",
    benchmark:
        "<benchmarks>/report.tsv"
    conda:
        "../envs/report.yaml"
    threads: 1
    resources:
        mem_mb=needs(2000),
        runtime=needs(20),
    params:
        run=config["run"],
        figures=[[figure, of] for figure, of, _ in figures_drawn("png")],
        factors=FACTORS,
        pictures={
            pair: [NAMES_OF_PICTURES[str(path)] for path in PAIRS[pair].artworks]
            for pair in SHOWN_PAIRS
        },
        primary=as_params(PRIMARY),
        models={"walker": the("walker", config).name},
        guide=guide_of_report(),
        code=code("report"),
    message:
        "Write the report"
    script:
        "../scripts/report.py"


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
        pinned=pinned_by_conda(),
        primary=frozen(PRIMARY, config["equivalence_margin"]),
        videos=[[pair_named(take), take, schedule] for take, schedule in SCORED],
        code=code("provenance"),
    message:
        "Write down what the run was made from"
    script:
        "../scripts/provenance.py"
