"""What the report says of people's answers follows from their tables."""

import numpy as np
import pandas as pd
import pytest
from people_answers import STRENGTHS, answered, small_experiment, write_responses

from yellowsound.experiment.agreement import agreement_table
from yellowsound.experiment.columns import PEOPLE_COLUMNS
from yellowsound.experiment.consistency import consistency_table
from yellowsound.experiment.exclusions import Limits, sift
from yellowsound.experiment.frozen import deviations
from yellowsound.experiment.items import FIGURES, TABLES
from yellowsound.experiment.responses import choices_of, read_responses
from yellowsound.experiment.section import read_people, said_of_people, with_people
from yellowsound.experiment.strength_tables import strength_tables
from yellowsound.study.report.contents import ReportData
from yellowsound.study.tables import write_statistics

FROZEN = {"limits": {"too_fast": 0.1}, "primary": [], "seed": 0}
EMPTY = ReportData("run", {}, (), (), ())
TEXTS = {f"people_{name}": f"Caption of {name}." for name in (*TABLES, *FIGURES)}


def analysed(folder, told, experiment):
    """Return the tables that the rule `people` makes, but for those of single metrics."""
    responses = read_responses(write_responses(folder, told), experiment)
    people, excluded, kept = sift(responses, experiment, Limits())
    choices = choices_of(kept, experiment)
    worth = {name: STRENGTHS[video.condition] for name, video in experiment.videos.items()}
    metrics = {("felt", "score"): worth, ("felt", "z"): worth}
    metrics["avs", "score"] = {name: -value for name, value in worth.items()}
    scores = pd.DataFrame(metrics)
    strengths, comparisons = strength_tables(choices, list(STRENGTHS), 0, resamples=100)
    return {
        "participants": people,
        "excluded": excluded,
        "choices": choices,
        "strengths": strengths,
        "comparisons": comparisons,
        "deviations": deviations(FROZEN, FROZEN["limits"], [], 0),
        "consistency": consistency_table(choices, 0),
        "agreement": agreement_table(choices, scores, experiment.videos, 0),
    }


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    experiment = small_experiment(people=24, minutes=20, songs=8)
    told = answered(experiment)
    told[0]["screening"]["photosensitive"] = True
    for one in told[1:3]:
        for answer in one["answers"]:
            answer["chosen"] = "b"
    return analysed(tmp_path_factory.mktemp("told"), told, experiment)


@pytest.fixture
def paths(tables, tmp_path):
    for name, table in tables.items():
        write_statistics(table, tmp_path / f"{name}.tsv")
    return [tmp_path / f"{name}.tsv" for name in tables]


def test_who_answered_and_who_was_excluded_is_told(tables):
    first = said_of_people(tables)[0]
    pairs = (tables["choices"]["kind"] == "pair").sum()
    assert first == (
        "24 people answered. 3 people were excluded: 1 said to be sensitive to flashes and 2 "
        f"answered too many catch trials wrongly. What follows rests on {pairs} choices of 21 "
        "people."
    )


def test_what_is_preferred_and_which_metrics_agree_is_told(tables):
    agreement = tables["agreement"]
    verdicts = agreement["metric"].map({"felt": "predicts", "avs": "against"})
    said = said_of_people({**tables, "agreement": agreement.assign(verdict=verdicts)})
    assert "onset is preferred to energy, linear." in said
    assert "energy is preferred to linear." in said
    assert "Choices fall on the video that scores higher by felt synchrony." in said
    assert "They fall on the video that scores lower by AVS." in said


def test_metrics_that_may_have_ranked_three_conditions_by_luck_are_named(tables):
    """They read nothing but the condition, as people prefer it."""
    assert said_of_people(tables)[-1] == (
        "There are too few conditions to tell whether felt synchrony and AVS predicted what people "
        "choose, or ranked the conditions so by luck."
    )


def test_what_is_judged_otherwise_than_it_was_set_before_is_told(tables):
    moved = deviations(FROZEN, {"too_fast": 0.4}, [], 0)
    assert (
        "Not as it was set before: people_too_fast was 0.1 when the page was made, and is 0.4 now."
        in said_of_people({**tables, "deviations": moved})
    )
    assert not any("set before" in sentence for sentence in said_of_people(tables))


def test_where_nothing_is_told_it_is_said(tables):
    nothing = {
        **tables,
        "participants": tables["participants"].assign(excluded=""),
        "strengths": tables["strengths"].assign(better_than=""),
        "agreement": tables["agreement"].assign(verdict="not told apart from chance"),
    }
    said = said_of_people(nothing)
    assert "Nobody was excluded." in said[0]
    assert said[1:] == [
        "No condition is told to be better than another.",
        "No metric is told apart from chance (p below 0.05).",
    ]
    few = tables["agreement"].assign(verdict="too few songs to tell")
    assert "There are too few songs" in said_of_people({**nothing, "agreement": few})[-1]


def test_tables_are_read_as_they_were_written(tables, paths):
    for name, table in read_people(paths).items():
        assert list(table) == list(tables[name])
        for column in table:
            written = tables[name][column]
            if pd.api.types.is_numeric_dtype(written):
                np.testing.assert_allclose(table[column], written.astype(float), rtol=1e-5)
            elif column not in ("catch", "answers"):
                assert list(table[column]) == list(written.fillna("").astype(str))


def test_every_table_has_the_columns_that_are_described(tables):
    for name, table in tables.items():
        assert list(table)[: len(PEOPLE_COLUMNS[name])] == list(PEOPLE_COLUMNS[name])


def test_a_report_without_answers_stays_as_it_is():
    assert with_people(EMPTY, [], [], {}) is EMPTY


def test_a_report_shows_figures_and_tables_but_no_single_people(tables, paths, tmp_path):
    pictures = [tmp_path / f"{name}.png" for name in FIGURES]
    data = with_people(EMPTY, paths, pictures, TEXTS)
    assert [table.title for table in data.people] == [item.title for item in TABLES.values()]
    assert [figure.section for figure in data.figures] == ["people"] * len(FIGURES)
    assert data.people_said == tuple(said_of_people(tables))
    shown = " ".join(table.table.to_csv() for table in data.people)
    for participant in tables["participants"]["participant"]:
        assert participant not in shown
