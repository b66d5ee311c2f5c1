# Report: the study as a page that opens from disk, and what it was made from.


CAPTIONS = {
    name: HOME / "report" / f"{name}.rst"
    for name in (
        *{**STATISTICS, **TRUST, **FIGURES},
        *(f"people_{name}" for name in {**TABLES_OF_PEOPLE, **FIGURES_OF_PEOPLE}),
    )
}


rule report:
    input:
        people=[f"<results>/people/{name}.tsv" for name in PEOPLE.tables],
        people_figures=[f"<results>/people/{name}.png" for name in PEOPLE.figures],
        table=rules.table.output[0],
        # Functions, since of a rule that names another Snakemake (9.27) looks through the
        # whole list for each of its files.
        signals=lambda wildcards: all_scores(
            "<results>/synchrony/{take}/{schedule}.tsv"
        ),
        missing=rules.missing.output[0],
        schedules=lambda wildcards: FILES.schedules(),
        captions=lambda wildcards: FILES.captions(),
        descriptions=lambda wildcards: FILES.descriptions(VIDEOS.shown_pairs),
        keyframes=lambda wildcards: FILES.keyframes(),
        videos=lambda wildcards: all_made("<results>/videos/{take}/{schedule}.mp4"),
        statistics=[f"<results>/tables/{name}.tsv" for name in STATISTICS],
        trust=list(rules.specifications.output),
        figures=[file for *_, file in FILES.figures("png")],
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
        figures=[[figure, of] for figure, of, _ in FILES.figures("png")],
        # Where the captions lie, told beside what they hold: a workflow that moves has them too.
        texts=lambda wildcards, output: {
            name: str(path) for name, path in CAPTIONS.items()
        },
        texts_hold=lambda wildcards: {
            name: sha256_of(path) for name, path in CAPTIONS.items()
        },
        factors=VIDEOS.factors,
        pictures={
            pair: [ASKED.picture_names[str(path)] for path in PAIRS[pair].artworks]
            for pair in VIDEOS.shown_pairs
        },
        primary=as_params(VIDEOS.primary),
        models={"walker": ASKED.plug_in("walker").name},
        guide=STUDY.telling.guide(),
        code=code("report"),
    message:
        "Write the report"
    script:
        "../scripts/report.py"


rule provenance:
    input:
        checked=rules.checked_table.output[0],
        scores=rules.table.output[0],
        models=models_of(list(MODELS.of_run().values())),
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
        told=ASKED.told(),
        # Its own tables lie where the workflow does, which is no setting.
        config=lambda wildcards, output: config,
        home=lambda wildcards, output: str(HOME),
        pinned=pinned_by_conda(),
        primary=frozen(VIDEOS.primary, config["equivalence_margin"]),
        videos=[
            [VIDEOS.pair_named(take), take, schedule]
            for take, schedule in VIDEOS.scored
        ],
        code=code("provenance"),
    message:
        "Write down what the run was made from"
    script:
        "../scripts/provenance.py"
