# People: what participants of an experiment have answered, and how many are needed.
from yellowsound.experiment.files import check_experiment, response_files
from yellowsound.experiment.items import FIGURES as FIGURES_OF_PEOPLE
from yellowsound.experiment.items import TABLES as TABLES_OF_PEOPLE

# What was shown to people stays as it was: it is no input that would be made anew.
EXPERIMENT = f"{RESULTS}/experiment/experiment.json"
with told_alone():
    RESPONSES = response_files(config["responses"]) if config["responses"] else []
CONTENTS |= contents_of([EXPERIMENT, *RESPONSES] if RESPONSES else [])


def scores_of_answered(wildcards):
    """Return the table of scores; refuse what cannot be answered before anything is made."""
    with told_alone():
        response_files(config["responses"])
        check_experiment(EXPERIMENT)
    return rules.table.output[0]


def of_people(name, suffix="tsv"):
    """Return a table or figure of what people said, an item of Snakemake's report."""
    item = {**TABLES_OF_PEOPLE, **FIGURES_OF_PEOPLE}[name]
    return report(
        f"<results>/people/{name}.{suffix}",
        caption=f"../report/people_{name}.rst",
        category="People",
        labels={"what": item.title, "as": "table" if suffix == "tsv" else "figure"},
    )


def for_report():
    """Return what the report shows of people: tables, figures, texts; nothing without answers."""
    tables = ["participants", "choices", *TABLES_OF_PEOPLE] if RESPONSES else []
    figures = FIGURES_OF_PEOPLE if RESPONSES else []
    return {
        "people": [f"<results>/people/{name}.tsv" for name in tables],
        "people_figures": [f"<results>/people/{name}.png" for name in figures],
        "people_texts": [
            HOME / "report" / f"people_{name}.rst"
            for name in dict.fromkeys([*tables[2:], *figures])
        ],
    }


rule people:
    input:
        table=scores_of_answered,
    output:
        **{name: of_people(name) for name in TABLES_OF_PEOPLE},
        participants="<results>/people/participants.tsv",
        excluded="<results>/people/excluded.tsv",
        choices="<results>/people/choices.tsv",
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
        files=lambda wildcards, output: list(map(str, RESPONSES)),
        experiment=lambda wildcards, output: EXPERIMENT,
        held=[CONTENTS[str(path)] for path in RESPONSES],
        answered=CONTENTS.get(EXPERIMENT),
        limits={
            "catch_right": config["people_catch_right"],
            "least_watched": config["people_least_watched"],
            "too_fast": config["people_too_fast"],
        },
        primary=[PRIMARY.schedule, PRIMARY.baseline] if PRIMARY else [],
        seed=as_list(config["seed"])[0],
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
        conditions=list(dict.fromkeys(name for _, name in SEEN)),
        songs=len({song_of(take) for take, _ in SEEN}),
        share=config["people_share"],
        power=config["people_power"],
        seed=as_list(config["seed"])[0],
        code=code("plan_experiment"),
    message:
        "Simulate studies to tell how many people are needed"
    script:
        "../scripts/plan_experiment.py"
