"""The section of the report that tells what people said."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from yellowsound.experiment.agreement import AGAINST, FEW, FEW_CONDITIONS, PREDICTS
from yellowsound.experiment.columns import PEOPLE_COLUMNS, RULES
from yellowsound.experiment.items import FIGURES, TABLES
from yellowsound.study.paired_tests import ALPHA
from yellowsound.study.report.contents import Figure, ReportData, StatisticsTable
from yellowsound.study.tables import metric_title

TEXTS = {
    *("participant", "excluded", "file", "rule", "reason", "trial", "kind", "of", "song"),
    *("chosen_video", "other_video", "other", "side", "right", "condition", "better_than"),
    *("better", "primary", "measure", "meaning", "metric", "endpoint", "verdict", "enough"),
    *("listened", "sound_heard", "key", "then", "now", "said"),
}
"""Columns that hold text, whatever it looks like."""


def read_people(paths: Sequence[str | Path]) -> dict[str, pd.DataFrame]:
    """Read tables of `people/` by the names of their files: names as text, the rest numbers."""
    tables = {}
    for path in map(Path, paths):
        texts = TEXTS | ({"chosen"} if path.stem == "choices" else set())
        table = pd.read_csv(
            path,
            sep="\t",
            keep_default_na=False,
            na_values=[""],
            dtype=dict.fromkeys(texts, str),
        )
        names = [name for name in table if name in texts]
        table[names] = table[names].fillna("")
        tables[path.stem] = table
    return tables


def with_people(
    data: ReportData,
    tables: Sequence[str | Path],
    pictures: Sequence[str | Path],
    texts: Mapping[str, str],
) -> ReportData:
    """Return what the report shows, with what people said.

    Parameters
    ----------
    data
        What it shows without.
    tables
        The files that the rule `people` makes; without any, `data` stays as it is.
    pictures
        The PNGs of its figures.
    texts
        Captions by `people_{name}`.
    """
    if not tables:
        return data
    read, paths = read_people(tables), {Path(path).stem: Path(path) for path in pictures}
    figures = [
        Figure(paths[name], item.title, texts[f"people_{name}"], item.alt, item.section)
        for name, item in FIGURES.items()
    ]
    shown = [
        # What stands below a figure is not said again.
        StatisticsTable(
            item.title,
            "" if name in FIGURES else texts[f"people_{name}"],
            read[name],
            PEOPLE_COLUMNS[name],
        )
        for name, item in TABLES.items()
    ]
    return replace(
        data,
        people=tuple(shown),
        people_said=tuple(said_of_people(read)),
        figures=(*data.figures, *figures),
    )


def said_of_people(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Say who answered, what they prefer, and which metrics agree with them."""
    people, agreement = tables["participants"], tables["agreement"]
    kept = people[people["excluded"] == ""]
    said = [f"{_people(len(people))} answered. {_excluded(people)}"]
    pairs = tables["choices"]["kind"].eq("pair").sum()
    said[0] += f" What follows rests on {pairs} choices of {_people(len(kept))}."
    if deviated := list(tables["deviations"]["said"]):
        said.append(f"Not as it was set before: {'; '.join(deviated)}.")
    better = tables["strengths"].sort_values("strength", ascending=False)
    better = better[better["better_than"] != ""]
    said += [f"{row.condition} is preferred to {row.better_than}." for row in better.itertuples()]
    if better.empty:
        said.append("No condition is told to be better than another.")
    scores = agreement[agreement["endpoint"] == "score"]
    by_verdict = {v: list(map(metric_title, r["metric"])) for v, r in scores.groupby("verdict")}
    if found := by_verdict.get(PREDICTS):
        said.append(f"Choices fall on the video that scores higher by {_listed(found)}.")
    if found := by_verdict.get(AGAINST):
        said.append(f"They fall on the video that scores lower by {_listed(found)}.")
    if unsure := by_verdict.get(FEW_CONDITIONS):
        said.append(
            f"There are too few conditions to tell whether {_listed(unsure)} predicted what people "
            "choose, or ranked the conditions so by luck."
        )
    if len(by_verdict.get(FEW, ())) == len(scores):
        said.append("There are too few songs to tell whether a metric predicts what people choose.")
    elif not {PREDICTS, AGAINST, FEW_CONDITIONS} & by_verdict.keys():
        said.append(f"No metric is told apart from chance (p below {ALPHA:g}).")
    return said


def _excluded(people: pd.DataFrame) -> str:
    """Say how many people each rule excluded."""
    rules = people.loc[people["excluded"] != "", "excluded"].str.split(", ")
    if rules.empty:
        return "Nobody was excluded."
    counts = rules.explode().value_counts()
    told = [f"{counts[rule]} {meaning}" for rule, meaning in RULES.items() if rule in counts]
    return (
        f"{_people(len(rules))} {'was' if len(rules) == 1 else 'were'} excluded: {_listed(told)}."
    )


def _people(count: int) -> str:
    return f"{count} {'person' if count == 1 else 'people'}"


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
