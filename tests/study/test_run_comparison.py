"""Two runs that are done are compared pair by pair, whatever key they differ in."""

import numpy as np
import pandas as pd
import pytest

from yellowsound.run.errors import UserError
from yellowsound.run.files import write_json, write_tsv
from yellowsound.study.run_comparison import (
    DIFFERENCE_COLUMNS,
    both_scores,
    common_pairs,
    compare_runs,
    differing_keys,
    warnings_of,
)
from yellowsound.study.runs import compared_folder, read_run, state_of

PAIRS = tuple("abcdefg")


@pytest.fixture
def write(tmp_path):
    """Return a function that writes what a run leaves, scored a step above 0.3, and reads it."""

    def make(
        name,
        step=0.0,
        pairs=PAIRS,
        schedules=("onset", "linear"),
        metric="beat_f",
        commit="c0ffee",
        excerpt=("00.000", "30.000"),
        artwork="red",
        **keys,
    ):
        rows = [
            {"pair": pair, "schedule": schedule, "genre": "jazz", "seed": 0, "fps": 12.0}
            | {"n_frames": 360, "duration_s": 30.0, metric: 0.3 + 0.01 * number + step}
            | {f"{metric}_null_mean": 0.3, f"{metric}_z": 10 * step, f"{metric}_p": 0.5}
            for number, pair in enumerate(pairs)
            for schedule in schedules
        ]
        folder = tmp_path / name
        write_tsv(folder / "tables" / "synchrony.tsv", pd.DataFrame(rows).assign(notes=""))
        checked = [
            {"pair": pair, "song_sha256": f"song of {pair}", "artwork_sha256": artwork}
            | {"start_s": excerpt[0], "duration_s": excerpt[1], "weights": "1.0"}
            for pair in pairs
        ]
        write_tsv(folder / "checked" / "pairs.tsv", pd.DataFrame(checked))
        configuration = {"run": name, "fps": 12, "style-vectors": {"own": 0.5}, **keys}
        write_json(
            folder / "provenance.json",
            {
                "workflow": {"version": "0.1.0", "commit": commit},
                "configuration": configuration,
                "stages": {"synchrony": {"version and commit": {f"0.1.0, {commit}": 14}}},
            },
        )
        return read_run(folder)

    return make


def test_only_keys_that_differ_are_told_with_both_values(write):
    one = write("one", **{"moves": "none"})
    other = write("other", **{"style-vectors": {"own": 0.9}, "moves": "lively", "fresh": [1]})
    told = differing_keys(one, other)
    assert list(told.columns) == ["key", "one", "other"]
    assert told.to_numpy().tolist() == [
        ["style-vectors.own", "0.5", "0.9"],
        ["moves", '"none"', '"lively"'],
        ["fresh", "not there", "[1]"],
    ]


def test_of_tables_that_runs_have_kept_it_counts_what_they_hold(write):
    one, other = write("one", genres="a.tsv", styles="b.tsv"), write("other", genres="a.tsv")
    for run, genre, style in ((one, "jazz", "x"), (other, "rock", "x")):
        (run.folder / "config").mkdir()
        (run.folder / "config" / "genres.tsv").write_text(genre)
        (run.folder / "config" / "styles.tsv").write_text(style)
    (one.folder / "config" / ".DS_Store").write_text("no table")
    ((key, *values),) = differing_keys(one, other).to_numpy().tolist()
    assert key == "genres"
    assert [value.split(" (")[0] for value in values] == ["genres.tsv"] * 2
    assert values[0] != values[1]


def test_a_pair_with_another_artwork_is_told(write):
    one, other = write("one", pairs="ab"), write("other", pairs="ab", artwork="blue")
    told = differing_keys(one, other, ["a", "b"])
    assert told.to_numpy().tolist() == [
        ["a: artwork_sha256", "red", "blue"],
        ["b: artwork_sha256", "red", "blue"],
    ]


def test_what_the_second_run_gains_has_interval_and_p_for_each_schedule(write):
    one, other = write("one"), write("other", step=0.2)
    told = compare_runs(one, other, common_pairs(one, other))
    assert list(told.columns) == list(DIFFERENCE_COLUMNS)
    rows = told[told["endpoint"] == "calibrated"].set_index("schedule")
    assert list(rows.index) == ["linear", "onset"]
    assert set(rows["run"]) == {"other"}
    assert set(rows["baseline"]) == {"one"}
    assert rows["median_difference"].to_numpy() == pytest.approx(0.2)
    # Seven pairs that all gain: the smallest p is 2 / 2**7; four rows are one family.
    assert rows["p"].to_numpy() == pytest.approx(2 / 2**7)
    assert rows["p_holm"].to_numpy() == pytest.approx(4 * 2 / 2**7)
    assert rows["ci_low"].to_numpy() == pytest.approx(0.2)
    assert (told[told["endpoint"] == "z"]["median_difference"] == 2.0).all()


def test_equal_runs_differ_in_nothing(write):
    one, other = write("one"), write("other")
    assert differing_keys(one, other, common_pairs(one, other)).empty
    assert (compare_runs(one, other, PAIRS)["median_difference"] == 0).all()
    assert warnings_of(one, other) == []


def test_pairs_and_schedules_of_one_run_alone_are_left_out(write):
    one = write("one", pairs="abc", schedules=("onset", "linear"))
    other = write("other", pairs="bcd", schedules=("onset", "energy"))
    pairs = common_pairs(one, other)
    assert pairs == ["b", "c"]
    told = compare_runs(one, other, pairs)
    assert set(told["schedule"]) == {"onset"}
    assert set(told["n_pairs"]) == {2}
    assert all("too few pairs" in text for text in told["warning"])
    table = both_scores(one, other, pairs)
    assert list(table.columns)[:3] == ["run", "pair", "schedule"]
    assert table[table["schedule"] == "onset"][["pair", "run"]].to_numpy().tolist() == [
        ["b", "one"],
        ["b", "other"],
        ["c", "one"],
        ["c", "other"],
    ]


def test_a_score_that_one_run_has_not_is_undefined_and_left_out(write):
    one, other = write("one"), write("other", step=0.1)
    gone = other.scores["pair"] == "a"
    other.scores.loc[gone, ["beat_f", "beat_f_z"]] = np.nan
    told = compare_runs(one, other, PAIRS)
    assert set(told["n_pairs"]) == {6}
    assert set(told["n_left_out"]) == {1}


def test_runs_scored_by_other_code_or_other_ears_are_compared_with_a_warning(write):
    one = write("one", judging={"tracker": "librosa"})
    other = write("other", commit="decade", judging={"tracker": "beatnet"})
    code, ears = warnings_of(one, other)
    assert "one by 0.1.0, c0ffee" in code
    assert "other by 0.1.0, decade" in code
    assert "judging.tracker" in ears
    assert common_pairs(one, other) == list(PAIRS)


@pytest.mark.parametrize(
    ("differs", "words"),
    [
        ({"pairs": "xyz"}, ["no pair in common"]),
        ({"schedules": ("energy",)}, ["no schedule in common"]),
        ({"metric": "avs"}, ["no metric in common"]),
        ({"excerpt": ("10.000", "30.000")}, ["pair a", "start", "same excerpts"]),
        ({"excerpt": ("00.000", "12.000")}, ["pair a", "length", "same excerpts"]),
    ],
)
def test_runs_that_cannot_be_compared_are_refused(write, differs, words):
    one, other = write("one"), write("other", **differs)
    with pytest.raises(UserError) as refusal:
        common_pairs(one, other)
    assert [word for word in words if word not in str(refusal.value)] == []


def test_a_comparison_s_folder_is_named_by_both_runs(write, tmp_path):
    write("one"), write("other")
    assert compared_folder(["one", "other"], tmp_path) == "one~other"


@pytest.mark.parametrize("runs", [[], ["one"], ["one", "two", "three"]])
def test_other_than_two_runs_are_refused(runs, tmp_path):
    with pytest.raises(UserError, match="name two"):
        compared_folder(runs, tmp_path)


def test_a_run_that_is_not_there_or_not_scored_is_refused(write, tmp_path):
    write("one")
    with pytest.raises(UserError, match=r"names the run other, but there is no .*other"):
        compared_folder(["one", "other"], tmp_path)
    (tmp_path / "other" / "checked").mkdir(parents=True)
    with pytest.raises(UserError, match=r"has no tables/synchrony\.tsv"):
        compared_folder(["one", "other"], tmp_path)


def test_a_run_that_scores_anew_is_known_by_its_state(write, tmp_path):
    write("one")
    before = state_of(tmp_path / "one")
    assert state_of(tmp_path / "one") == before
    write("one", step=0.1)
    assert state_of(tmp_path / "one") != before
    assert state_of(tmp_path / "nothing") == [None, None, None]
