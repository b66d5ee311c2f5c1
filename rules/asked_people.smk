# What people see of the study, and what they have answered; no rules here.
from yellowsound.experiment.for_rules import Seen, read_people
from yellowsound.experiment.items import FIGURES as FIGURES_OF_PEOPLE
from yellowsound.experiment.items import TABLES as TABLES_OF_PEOPLE

SEEN = Seen(ASKED, VIDEOS)
with told_alone():
    PEOPLE = read_people(ASKED, VIDEOS)


def scores_of_answered(wildcards):
    """Return the table of scores; refuse what cannot be answered before anything is made."""
    with told_alone():
        PEOPLE.check()
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


def scores_seen(wildcards):
    """Return the scores of what people see; refuse what does not fit before anything is made."""
    with told_alone():
        return SEEN.scores()
