"""The table of scores is read as it was written, and gives figures and statistics their numbers."""

import logging

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yellowsound.run.errors import UserError
from yellowsound.run.registry import REGISTRY
from yellowsound.study.contrasts import Primary
from yellowsound.study.groups import GENRE_COLUMN
from yellowsound.study.pairing import PAIRING_COLUMNS
from yellowsound.study.report.items import STATISTICS
from yellowsound.study.shares import SHARE_COLUMNS
from yellowsound.study.statistics import COMPARISON_COLUMNS
from yellowsound.study.tables import (
    column_descriptions,
    metric_label,
    metrics_of,
    nothing_compared,
    null_deviation,
    read_crossed,
    read_scores,
    read_statistics,
    spread,
    study_statistics,
    write_statistics,
)


def scores(schedules=("linear", "onset"), pairs=7):
    rows = [
        {
            "pair": f"pair {number}",
            "schedule": schedule,
            "genre": "jazz",
            "avs": 0.5 + 0.01 * number * (schedule == "onset"),
            "avs_null_mean": 0.5,
            "avs_z": 0.5 * number * (schedule == "onset"),
            "avs_p": 0.2,
            "notes": "",
        }
        for number in range(1, pairs + 1)
        for schedule in schedules
    ]
    return pd.DataFrame(rows)


def test_names_that_look_like_missing_values_are_names(tmp_path):
    path = tmp_path / "scores.tsv"
    path.write_text("pair\tschedule\tgenre\tavs\tnotes\nNA\tnull\tNone\t\t\n1\t2\t3\t0.5\ta: b\n")
    table = read_scores(path)
    assert table[["pair", "schedule", "genre"]].to_numpy().tolist() == [
        ["NA", "null", "None"],
        ["1", "2", "3"],
    ]
    assert np.isnan(table["avs"][0])
    assert list(table["notes"]) == ["", "a: b"]


def test_names_that_look_like_numbers_stay_as_they_are_written(tmp_path):
    path = tmp_path / "scores.tsv"
    names = ["01", "1.10", "1.1", "1e3"]
    header = "pair\tschedule\tgenre\tmoves\tavs"
    path.write_text("\n".join([header, *(f"{name}\t2\t3\t{name}\t1" for name in names)]))
    assert list(read_scores(path)["pair"]) == list(read_scores(path)["moves"]) == names
    assert list(read_scores(path)["avs"]) == [1.0] * 4


def test_a_table_without_videos_is_refused(tmp_path):
    path = tmp_path / "scores.tsv"
    path.write_text("pair\tschedule\tgenre\tnotes\n")
    with pytest.raises(UserError, match="no video"):
        read_scores(path)


def test_metrics_are_the_columns_with_a_null():
    table = pd.DataFrame(columns=["fps", "b", "b_lag_ms", "b_null_mean", "b_z", "b_p", "a", "a_p"])
    assert metrics_of(table) == ["b"]


@pytest.mark.parametrize("metric", REGISTRY["metric"])
def test_every_metric_has_a_name_and_a_unit_for_people(metric):
    label = metric_label(metric)
    assert "_" not in label
    assert label.endswith(")")


def test_a_nulls_deviation_follows_from_score_mean_and_z():
    table = pd.DataFrame(
        {
            "avs": [0.6, 0.4, 0.5, None, 0.5],
            "avs_null_mean": [0.5, 0.5, 0.5, None, 0.5],
            "avs_z": [2.0, -4.0, 0.0, None, 1e-6],
        }
    )
    np.testing.assert_allclose(null_deviation(table, "avs"), [0.05, 0.025, np.nan, np.nan, np.nan])


def test_statistics_have_their_columns_described():
    tables = study_statistics(scores(), ["avs"], seed=0)
    assert list(tables["comparisons"]) == list(COMPARISON_COLUMNS)
    assert list(tables["comparisons_by_genre"]) == [*GENRE_COLUMN, *COMPARISON_COLUMNS]
    assert list(tables["shares_by_genre"]) == [*GENRE_COLUMN, *SHARE_COLUMNS]
    described = set(column_descriptions()["column"])
    assert all(set(table) <= described for table in tables.values())


def test_every_table_that_the_report_shows_is_computed():
    assert set(study_statistics(scores(), ["avs"], seed=0)) == set(STATISTICS)


def crossed(pairs=7):
    """Return crossings of onset's pictures, whose own songs stand out."""
    rows = [
        {
            "metric": "avs",
            "schedule": "onset",
            "pair": f"pair {number}",
            "picture": f"pair {number}",
            "song": f"{number}",
            "heard": f"{other}",
            "score": 0.6 if number == other else 0.5,
            "null_mean": 0.5,
            "z": 2.0 if number == other else 0.01 * other,
        }
        for number in range(1, pairs + 1)
        for other in range(1, pairs + 1)
    ]
    return pd.DataFrame(rows)


def test_crossings_give_the_pairing_and_the_placebo():
    table = scores().assign(shared=["", "detector"] * 7)
    tables = study_statistics(table, ["avs"], seed=0, crossed=crossed())
    assert list(tables["pairing"]) == list(PAIRING_COLUMNS)
    (row,) = tables["pairing"].to_dict("records")
    assert (row["p"], row["auc"], row["shared"]) == (pytest.approx(1 / 5040), 1, "detector")
    assert tables["comparisons"]["placebo_p"].notna().all()


def test_without_crossings_there_is_no_pairing_and_no_placebo():
    tables = study_statistics(scores(), ["avs"], seed=0)
    assert tables["pairing"].empty
    assert list(tables["pairing"]) == list(PAIRING_COLUMNS)
    assert tables["comparisons"]["placebo_p"].isna().all()


def test_the_primary_comparison_and_the_margin_reach_the_table():
    primary = Primary("avs", "onset")
    tables = study_statistics(scores(), ["avs"], seed=0, primary=primary, margin=9.0)
    compared = tables["comparisons"].set_index("endpoint")
    assert compared["primary"].to_dict() == {"calibrated": "", "z": "yes"}
    assert compared.loc["z", "p_equivalence"] < 0.05
    assert not tables["comparisons_by_genre"]["primary"].any()


def test_a_primary_contrast_is_compared_without_the_baseline(caplog):
    primary = Primary("avs", "onset", "energy")
    tables = study_statistics(scores(("onset", "energy")), ["avs"], seed=0, primary=primary)
    assert tables["comparisons"]["primary"].tolist() == ["", "yes"]
    assert caplog.text == ""


def test_names_of_songs_that_look_like_numbers_or_nothing_are_names(tmp_path):
    table = crossed(3).replace({"heard": {"1": "NA", "2": "01"}})
    table.loc[0, "z"] = np.nan
    table.to_csv(tmp_path / "crossed.tsv", sep="\t", index=False)
    read = read_crossed(tmp_path / "crossed.tsv")
    assert read["heard"].tolist() == ["NA", "01", "3"] * 3
    assert np.isnan(read["z"][0])


def test_a_study_without_the_baseline_has_shares_and_says_what_is_missing(caplog):
    tables = study_statistics(scores(("onset",)), ["avs"], seed=0)
    assert tables["comparisons"].empty
    assert list(tables["comparisons"]) == list(COMPARISON_COLUMNS)
    assert len(tables["shares"]) == 1
    assert "add linear to `schedules`" in caplog.text


def test_a_single_video_is_no_reason_for_a_warning(caplog):
    study_statistics(scores(("onset",)).iloc[[0]], ["avs"], seed=0)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_a_study_of_the_baseline_alone_says_so():
    assert "nothing to compare" in nothing_compared(scores(("linear",)))
    assert "add linear" in nothing_compared(scores(("onset",)))


def test_statistics_are_read_as_they_were_written(tmp_path):
    table = study_statistics(scores(pairs=5), ["avs"], seed=0)["comparisons"]
    write_statistics(table, tmp_path / "a.tsv")
    pd.testing.assert_frame_equal(
        read_statistics(tmp_path / "a.tsv"), table, check_dtype=False, rtol=1e-5
    )


def test_a_small_p_is_not_written_as_zero(tmp_path):
    write_statistics(pd.DataFrame({"p": [2.0**-60]}), tmp_path / "a.tsv")
    assert read_statistics(tmp_path / "a.tsv")["p"].item() == pytest.approx(2.0**-60, rel=1e-5)


@given(st.lists(st.floats(0, 1) | st.just(float("nan")), min_size=2, max_size=200))
def test_points_are_spread_over_the_whole_width_and_none_hides_another(heights):
    places = spread(pd.Series(heights))
    assert (places.min(), places.max()) == (-0.5, 0.5)
    assert places.nunique() == len(heights)


def test_a_single_point_stays_in_the_middle():
    assert list(spread(pd.Series([3.0]))) == [0.0]
    assert spread(pd.Series([], dtype=float)).empty
