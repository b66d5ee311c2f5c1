# People: what participants of an experiment have answered, and how many are needed.


rule people:
    input:
        table=scores_of_answered,
    output:
        **{name: of_people(name) for name in TABLES_OF_PEOPLE},
        participants="<results>/people/participants.tsv",
        excluded="<results>/people/excluded.tsv",
        choices="<results>/people/choices.tsv",
        deviations="<results>/people/deviations.tsv",
        figures=[
            *[of_people(name, "png") for name in FIGURES_OF_PEOPLE],
            *[f"<results>/people/{name}.pdf" for name in FIGURES_OF_PEOPLE],
        ],
    log:
        "<logs>/people.log",
    benchmark:
        "<benchmarks>/people.tsv"
    # What is wrong with a response would only be told again.
    retries: 0
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=needs(2000),
        runtime=needs(20),
    params:
        **PEOPLE.params(),
        questions=list(PEOPLE.questions),
        files=lambda wildcards, output: list(map(str, PEOPLE.responses)),
        experiment=lambda wildcards, output: PEOPLE.experiment,
        code=code("people"),
    message:
        "Tell what people have answered"
    script:
        "../scripts/people.py"


rule plan_experiment:
    output:
        power="<results>/people/power.tsv",
        figures=["<results>/people/power.png", "<results>/people/power.pdf"],
    log:
        "<logs>/plan_experiment.log",
    benchmark:
        "<benchmarks>/plan_experiment.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=needs(1000),
        runtime=needs(30),
    params:
        **PEOPLE.plan(),
        code=code("plan_experiment"),
    message:
        "Simulate studies to tell how many people are needed"
    script:
        "../scripts/plan_experiment.py"
