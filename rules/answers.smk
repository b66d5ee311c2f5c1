# Answers of people: where they lie, and what is made of them; no rules here.
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
